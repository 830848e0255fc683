using NUnit.Framework;

namespace Pay.Gateway.Tests.Storage;

/// <summary>A second process on the same data works beside the first.</summary>
internal sealed class TwoProcessesTests
{
    private GatewayUnderTest _first = null!;
    private GatewayProcess _second = null!;
    private HttpClient _http = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _first = await GatewayUnderTest.StartAsync();
        _second = await GatewayProcess.ServeAsync(_first.DataDirectory,
            "--Pay:Api:RateLimits:CreatePerSecond=100000", "--Pay:Api:RateLimits:OtherPostPerSecond=100000", "--Pay:Api:RateLimits:GetPerSecond=100000");
        _http = _second.Client(_first.ApiKey);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Books.BalanceAsync(_first);
        _http.Dispose();
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    [Test]
    public async Task What_one_writes_the_other_reads()
    {
        var payment = await _first.CreatedAsync();
        Assert.That((await ProcessCalls.GetAsync(_http, $"/v1/payments/{payment.Id()}")).Status, Is.EqualTo(200));
        var theirs = (await ProcessCalls.PostAsync(_http, "/v1/payments", PaymentBody.Valid)).Json;
        Assert.That((await _first.PaymentAsync(theirs.Id())).State(), Is.EqualTo("created"));
    }

    [Test]
    public async Task A_journey_may_change_horses()
    {
        // The token comes from one process and is spent at the other.
        var payment = await _first.CreatedAsync();
        using var payer = new Payer(_second.Address);
        await payer.PayAsync(new Uri(payment.NextUrl()).AbsolutePath);
        Assert.That((await _first.PaymentAsync(payment.Id())).State(), Is.EqualTo("success"));
        using var other = new Payer(_first);
        Assert.That((await other.GetAsync(new Uri(payment.NextUrl()).AbsolutePath)).Status, Is.EqualTo(403), "spent is spent everywhere");
    }

    [Test]
    public async Task A_journey_may_go_to_the_other_process_at_every_step([Values] bool startsHere)
    {
        var payment = startsHere ? await _first.CreatedAsync() : (await ProcessCalls.PostAsync(_http, "/v1/payments", PaymentBody.Valid)).Json;
        using var payer = startsHere ? new Payer(_second.Address, _first.Address) : new Payer(_first.Address, _second.Address);
        await payer.PayAsync(payment);
        Assert.That((await ProcessCalls.GetAsync(_http, $"/v1/payments/{payment.Id()}")).Json.State(), Is.EqualTo("success"));
    }

    [Test]
    public async Task A_token_that_both_are_shown_at_once_opens_one()
    {
        for (var round = 0; round < 5; round++)
        {
            var token = new Uri((await _first.CreatedAsync()).NextUrl()).AbsolutePath;
            var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(async () =>
            {
                using var payer = new Payer(n % 2 == 0 ? _first.Address : _second.Address);
                return (await payer.GetAsync(token)).Status;
            })));
            Assert.That(replies.Count(status => status == 303), Is.EqualTo(1));
            Assert.That(replies.Count(status => status == 403), Is.EqualTo(15));
        }
    }

    [Test]
    public async Task One_idempotency_key_creates_one_payment_in_both()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => n % 2 == 0
            ? _first.CreateAsync(idempotencyKey: "created-by-both")
            : ProcessCalls.PostAsync(_http, "/v1/payments", PaymentBody.Valid, "created-by-both"))));
        Assert.That(replies.Select(reply => reply.Status), Has.All.EqualTo(201).Or.EqualTo(409));
        Assert.That(replies.Where(reply => reply.Status == 201).Select(reply => reply.Json.Id()).Distinct(StringComparer.Ordinal).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Refunds_from_both_sides_never_exceed_the_payment()
    {
        var id = await _first.PaidAsync(1000);
        var replies = await Task.WhenAll(Enumerable.Range(0, 32).Select(n => Task.Run(() => n % 2 == 0
            ? _first.RefundAsync(id, "{\"amount\":300}")
            : ProcessCalls.PostAsync(_http, $"/v1/payments/{id}/refunds", "{\"amount\":300}"))));
        Assert.That(replies.Count(reply => reply.Status == 202), Is.EqualTo(3));
        Assert.That(replies.Where(reply => reply.Status != 202).Select(reply => reply.Status), Has.All.EqualTo(400));
    }

    [Test]
    public async Task One_idempotency_key_has_one_effect_in_both()
    {
        var id = await _first.PaidAsync(1000);
        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => n % 2 == 0
            ? _first.RefundAsync(id, "{\"amount\":300}", idempotencyKey: "both")
            : ProcessCalls.PostAsync(_http, $"/v1/payments/{id}/refunds", "{\"amount\":300}", "both"))));
        Assert.That(replies.Select(reply => reply.Status), Has.All.EqualTo(202).Or.EqualTo(409));
        Assert.That((int?)(await _first.PaymentAsync(id))["refund_summary"]!["amount_submitted"], Is.EqualTo(300));
    }

    [Test]
    public async Task Both_write_at_once_without_an_error()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(() => n % 2 == 0
            ? _first.CreateAsync()
            : ProcessCalls.PostAsync(_http, "/v1/payments", PaymentBody.Valid))));
        Assert.That(replies.Select(reply => reply.Status), Has.All.EqualTo(201));
        Assert.That(replies.Select(reply => reply.Json.Id()), Is.Unique);
    }
}
