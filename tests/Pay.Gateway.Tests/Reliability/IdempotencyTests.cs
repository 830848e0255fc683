using NUnit.Framework;
using static Pay.Gateway.Tests.PaymentBody;

namespace Pay.Gateway.Tests.Reliability;

/// <summary>Money rule 3 and the README's decision: every POST of the API honours the key.</summary>
internal sealed class IdempotencyTests
{
    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Books.BalanceAsync(_gateway);
        await _gateway.DisposeAsync();
    }

    private static readonly string[] Posts = ["create", "cancel", "capture", "refund"];

    [Test]
    public async Task The_form_of_a_key_is_judged_on_every_POST([ValueSource(nameof(Posts))] string post)
    {
        var (path, body) = await PreparedAsync(post);
        var size = Refused.With(422, "P0102", "Header [Idempotency-Key] can have a size between 1 and 255", header: "Idempotency-Key");
        var characters = Refused.With(422, "P0102", "Header [Idempotency-Key] can only contain alphanumeric characters and hyphens", header: "Idempotency-Key");
        Assert.That((await _gateway.PostAsync(path, body, idempotencyKey: "")).Line, Is.EqualTo(size));
        Assert.That((await _gateway.PostAsync(path, body, idempotencyKey: new string('k', 256))).Line, Is.EqualTo(size));
        foreach (var key in new[] { "123$@!?", "a b", "a_b", "a.b", "{a}" })
        {
            Assert.That((await _gateway.PostAsync(path, body, idempotencyKey: key)).Line, Is.EqualTo(characters), key);
        }

        Assert.That((await _gateway.PostAsync(path, body, idempotencyKey: new string('k', 255))).Status, Is.LessThan(300));
    }

    [Test]
    public async Task The_same_request_again_is_the_same_answer_to_the_byte([ValueSource(nameof(Posts))] string post)
    {
        var (path, body) = await PreparedAsync(post);
        var key = NewKey();
        var first = await _gateway.PostAsync(path, body, idempotencyKey: key);
        Assert.That(first.Status, Is.AnyOf(201, 202, 204), first.Body);
        for (var i = 0; i < 3; i++)
        {
            var again = await _gateway.PostAsync(path, body, idempotencyKey: key);
            Assert.That(again.Line, Is.EqualTo(first.Line));
            foreach (var header in new[] { "Content-Type", "Location", "Cache-Control", "Pragma" })
            {
                Assert.That(again.Header(header), Is.EqualTo(first.Header(header)), header);
            }
        }

        Assert.That((await _gateway.PostAsync(path.TrimEnd('/') + "/", body, idempotencyKey: key)).Line, Is.EqualTo(first.Line), "a slash is no other route");
    }

    [Test]
    public async Task A_replay_is_as_the_first_time_even_when_the_payment_has_moved_on()
    {
        var key = NewKey();
        var first = await _gateway.CreateAsync(idempotencyKey: key);
        await _gateway.PostAsync($"/v1/payments/{first.Json.Id()}/cancel");
        Assert.That((await _gateway.CreateAsync(idempotencyKey: key)).Line, Is.EqualTo(first.Line));
    }

    [Test]
    public async Task One_key_makes_one_payment_and_one_refund()
    {
        var (_, account) = await _gateway.CreateAccountAsync();
        var key = NewKey();
        for (var i = 0; i < 4; i++)
        {
            await _gateway.CreateAsync(key: account, idempotencyKey: key);
        }

        Assert.That((int)(await _gateway.GetAsync("/v1/payments", account)).Json["total"]!, Is.EqualTo(1));

        var paid = await _gateway.PaidAsync(1000);
        for (var i = 0; i < 4; i++)
        {
            await _gateway.RefundAsync(paid, "{\"amount\":100}", idempotencyKey: key);
        }

        Assert.That((int?)(await _gateway.PaymentAsync(paid))["refund_summary"]!["amount_submitted"], Is.EqualTo(100));
    }

    [Test]
    public async Task Another_body_under_the_same_key_is_a_conflict()
    {
        var key = NewKey();
        await _gateway.CreateAsync(idempotencyKey: key);
        foreach (var body in new[] { With("amount", "1001"), With("metadata", "{}"), Valid + " " })
        {
            AssertConflict(await _gateway.CreateAsync(body, idempotencyKey: key));
        }

        var paid = await _gateway.PaidAsync(1000);
        await _gateway.RefundAsync(paid, "{\"amount\":100}", idempotencyKey: key);
        AssertConflict(await _gateway.RefundAsync(paid, "{\"amount\":101}", idempotencyKey: key));
        Assert.That((int?)(await _gateway.PaymentAsync(paid))["refund_summary"]!["amount_submitted"], Is.EqualTo(100));

        void AssertConflict(ApiReply reply)
        {
            Assert.That(reply.Status, Is.EqualTo(409), reply.Body);
            Assert.That(reply.Body, Does.Contain("\"code\":\"P0191\""));
            if (reply.Body.Contains("payment", StringComparison.Ordinal))
            {
                Assert.That((string?)reply.Json["description"], Is.EqualTo("The `Idempotency-Key` you sent in the request header has already been used to create a payment."));
                Assert.That(reply.Body, Does.Contain("The `Idempotency-Key` you"), "backticks as they are, not escaped");
            }
        }
    }

    [Test]
    public async Task A_key_belongs_to_an_account_and_a_route()
    {
        var key = NewKey();
        var (_, stranger) = await _gateway.CreateAccountAsync();
        var mine = await _gateway.CreateAsync(idempotencyKey: key);
        var theirs = await _gateway.CreateAsync(key: stranger, idempotencyKey: key);
        Assert.That(theirs.Status, Is.EqualTo(201));
        Assert.That(theirs.Json.Id(), Is.Not.EqualTo(mine.Json.Id()));

        Assert.That((await _gateway.PostAsync($"/v1/payments/{mine.Json.Id()}/cancel", idempotencyKey: key)).Status, Is.EqualTo(204));
        foreach (var _ in Enumerable.Range(0, 2))
        {
            var paid = await _gateway.PaidAsync(1000);
            Assert.That((await _gateway.RefundAsync(paid, "{\"amount\":1}", idempotencyKey: key)).Status, Is.EqualTo(202), "one key for each payment's refunds");
        }

        Assert.That((await _gateway.CreateAsync(key: await _gateway.CreateKeyAsync("sandbox"), idempotencyKey: key)).Line, Is.EqualTo(mine.Line),
            "another API key of the same account is the same account");
    }

    [Test]
    public async Task Keys_differ_by_case()
    {
        var key = NewKey() + "a";
        var first = await _gateway.CreateAsync(idempotencyKey: key);
        var second = await _gateway.CreateAsync(idempotencyKey: key[..^1] + "A");
        Assert.That(second.Json.Id(), Is.Not.EqualTo(first.Json.Id()));
    }

    [Test]
    public async Task A_refused_request_leaves_the_key_free()
    {
        var key = NewKey();
        Assert.That((await _gateway.CreateAsync(With("amount", "-1"), idempotencyKey: key)).Status, Is.EqualTo(422));
        Assert.That((await _gateway.CreateAsync("{", idempotencyKey: key)).Status, Is.EqualTo(400));
        Assert.That((await _gateway.CreateAsync(idempotencyKey: key)).Status, Is.EqualTo(201));

        var payment = await _gateway.CreatedAsync();
        var refund = NewKey();
        Assert.That((await _gateway.RefundAsync(payment.Id(), "{\"amount\":100}", idempotencyKey: refund)).Status, Is.EqualTo(400));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{payment.Id()}/capture", idempotencyKey: refund)).Status, Is.EqualTo(409));
        using var payer = new Payer(_gateway);
        await payer.PayAsync(payment);
        await Books.AtRestAsync(_gateway);
        Assert.That((await _gateway.RefundAsync(payment.Id(), "{\"amount\":100}", idempotencyKey: refund)).Status, Is.EqualTo(202));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{payment.Id()}/capture", idempotencyKey: refund)).Status, Is.EqualTo(204));
    }

    [Test]
    public async Task A_cancel_that_was_done_is_repeated_and_one_without_the_key_is_refused()
    {
        var id = (await _gateway.CreatedAsync()).Id();
        var key = NewKey();
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/cancel", idempotencyKey: key)).Status, Is.EqualTo(204));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/cancel", idempotencyKey: key)).Status, Is.EqualTo(204));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/cancel")).Status, Is.EqualTo(400));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/cancel", idempotencyKey: NewKey())).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task After_a_day_a_key_is_forgotten()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var key = NewKey();
        var first = await gateway.CreateAsync(idempotencyKey: key);
        gateway.Clock.Advance(TimeSpan.FromHours(23.9));
        Assert.That((await gateway.CreateAsync(idempotencyKey: key)).Line, Is.EqualTo(first.Line));
        gateway.Clock.Advance(TimeSpan.FromHours(0.2));
        var second = await gateway.CreateAsync(With("amount", "5"), idempotencyKey: key);
        Assert.That(second.Status, Is.EqualTo(201), "another body, as if the key were new");
        Assert.That(second.Json.Id(), Is.Not.EqualTo(first.Json.Id()));
        Assert.That((await gateway.CreateAsync(With("amount", "5"), idempotencyKey: key)).Line, Is.EqualTo(second.Line), "and remembered again");
    }

    [Test]
    public async Task A_key_outlives_the_process()
    {
        var directory = Directory.CreateTempSubdirectory("pay-test-").FullName;
        var key = NewKey();
        ApiReply first;
        string apiKey;
        await using (var gateway = await GatewayUnderTest.StartAsync($"--Pay:DataDirectory={directory}", "--Pay:PublicUrl=https://pay.example.org"))
        {
            apiKey = gateway.ApiKey;
            first = await gateway.CreateAsync(idempotencyKey: key);
            await TestEngine.CopyAsync(directory, directory + "-copy");
        }

        await using var later = await GatewayUnderTest.StartAsync($"--Pay:DataDirectory={directory}-copy", "--Pay:PublicUrl=https://pay.example.org");
        Assert.That((await later.CreateAsync(key: apiKey, idempotencyKey: key)).Line, Is.EqualTo(first.Line));
    }

    [Test]
    public async Task Thirty_two_at_once_with_one_key_have_one_effect([ValueSource(nameof(Posts))] string post)
    {
        var (path, body) = await PreparedAsync(post);
        var key = NewKey();
        var replies = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => _gateway.PostAsync(path, body, idempotencyKey: key)));
        var done = replies.Where(reply => reply.Status < 300).Select(reply => reply.Line).Distinct(StringComparer.Ordinal).ToList();
        Assert.That(done, Has.Count.EqualTo(1), "one effect, one answer");
        foreach (var other in replies.Where(reply => reply.Status >= 300))
        {
            Assert.That(other.Status, Is.EqualTo(409), other.Body);
            Assert.That((string?)other.Json["code"], Is.EqualTo("P0191"));
            Assert.That((string?)other.Json["description"], Does.Contain("in progress"), "told apart from a conflict");
        }

        Assert.That((await _gateway.PostAsync(path, body, idempotencyKey: key)).Line, Is.EqualTo(done[0]));
        if (post == "refund")
        {
            Assert.That((int?)(await _gateway.PaymentAsync(path.Split('/')[3]))["refund_summary"]!["amount_submitted"], Is.EqualTo(100));
        }
    }

    private static string NewKey() => Guid.NewGuid().ToString();

    private async Task<(string Path, string? Body)> PreparedAsync(string post) => post switch
    {
        "create" => ("/v1/payments", With("reference", Text(NewKey()))),
        "cancel" => ($"/v1/payments/{(await _gateway.CreatedAsync()).Id()}/cancel", null),
        "capture" => ($"/v1/payments/{await _gateway.PaymentInAsync(PaymentStage.Capturable)}/capture", null),
        _ => ($"/v1/payments/{await _gateway.PaidAsync(1000)}/refunds", "{\"amount\":100}"),
    };
}
