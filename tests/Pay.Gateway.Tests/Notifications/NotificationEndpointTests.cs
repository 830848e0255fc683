using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pay.Gateway.Accounts;
using Pay.Gateway.Notifications;
using Pay.Gateway.Tests.PaymentPages;
using Pay.Gateway.Tests.Providers;
using Pay.Providers;

namespace Pay.Gateway.Tests.Notifications;

/// <summary>The gateway's half of receiving notifications over HTTP: whom they are about, to whom they were proven, and what they change.</summary>
internal sealed class NotificationEndpointTests
{
    private ScriptedPsp _psp = null!;
    private GatewayUnderTest _gateway = null!;
    private string _key = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _psp = new ScriptedPsp { Capture = _ => new ModificationResult.Submitted("cap-1"), Refund = request => new ModificationResult.Submitted("ref-" + request.RefundId) };
        (_gateway, _, _key) = await _psp.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    private static ProviderEvent Told(ProviderEventKind kind, string paymentId) => new() { Kind = kind, DedupeKey = Guid.NewGuid().ToString("N"), PaymentId = paymentId };

    private async Task<string> ConfirmedAsync(string? key = null)
    {
        using var payer = new Tests.Payer(_gateway);
        return await payer.PayAsync(await _gateway.CreatedAsync(PaymentBody.Valid, key ?? _key));
    }

    private async Task<string?> RefundStatusAsync(string id, string? key = null) => (string?)(await _gateway.PaymentAsync(id, key ?? _key))["refund_summary"]!["status"];

    [Test]
    public async Task A_proven_notification_is_answered_and_has_its_effect_once()
    {
        var id = await ConfirmedAsync();
        Assert.That(await RefundStatusAsync(id), Is.EqualTo("pending"));
        var told = Told(ProviderEventKind.Captured, id);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _psp.TellAsync(_gateway, "secret-1", told)));
        Assert.That(replies.Select(reply => (reply.Status, reply.Body)), Is.All.EqualTo((200, "[taken]")));
        Assert.That(await RefundStatusAsync(id), Is.EqualTo("available"));
    }

    [Test]
    public async Task One_account_cannot_speak_for_another()
    {
        var (_, otherKey) = await _psp.ConnectAsync(_gateway, "secret-2");
        var id = await ConfirmedAsync(otherKey);
        Assert.That((await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.Captured, id))).Status, Is.EqualTo(200));
        Assert.That(await RefundStatusAsync(id, otherKey), Is.EqualTo("pending"));
        await _psp.TellAsync(_gateway, "secret-2", Told(ProviderEventKind.Captured, id));
        Assert.That(await RefundStatusAsync(id, otherKey), Is.EqualTo("available"));
    }

    [Test]
    public async Task What_was_proven_to_one_account_touches_no_other_accounts_payment()
    {
        var (accountId, _) = await _psp.ConnectAsync(_gateway, "secret-3");
        var other = (await _gateway.Database.ReadAsync(session => AccountRows.FindAsync(session, accountId)))!.Number;
        var id = await ConfirmedAsync();
        var effect = await _gateway.Services.GetRequiredService<ReceiveNotification>().RunAsync(
            "scripted", Told(ProviderEventKind.Captured, id), new NotificationProvenTo(other, await CredentialsAsync(), MayEndAuthentication: true));
        Assert.That((effect, await RefundStatusAsync(id)), Is.EqualTo((NotificationEffect.Unmatched, "pending")));
    }

    [Test]
    public async Task Whoever_holds_former_credentials_of_an_account_has_no_say_about_what_was_paid_with_the_present_ones()
    {
        var (accountId, key) = await _psp.ConnectAsync(_gateway, "retired", merchant: "FORMER");
        var former = await ConfirmedAsync(key);
        await _psp.StoreAsync(_gateway, accountId, "present", merchant: "PRESENT");
        await Until.TrueAsync(
            async () => await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>(
                "SELECT count(*) FROM provider_credentials JOIN accounts USING (account_number) WHERE account_id = @accountId", new { accountId })) == 2,
            "there are two");
        await Task.Delay(1500); // What an API key is remembered for.
        var present = await ConfirmedAsync(key);

        // Both payments are named, so that both credentials may be meant.
        await _psp.TellAsync(_gateway, "retired", Told(ProviderEventKind.Captured, present), Told(ProviderEventKind.Captured, former));
        Assert.That((await RefundStatusAsync(present, key), await RefundStatusAsync(former, key)), Is.EqualTo(("pending", "available")));
        await _psp.TellAsync(_gateway, "retired", Told(ProviderEventKind.Captured, present));
        Assert.That(await RefundStatusAsync(present, key), Is.EqualTo("pending"));
        await _psp.TellAsync(_gateway, "present", Told(ProviderEventKind.Captured, present));
        Assert.That(await RefundStatusAsync(present, key), Is.EqualTo("available"));
    }

    [Test]
    public async Task A_refund_is_found_by_our_own_id_where_nothing_else_is_named()
    {
        var id = await ConfirmedAsync();
        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.Captured, id));
        var refund = (string)(await _gateway.RefundAsync(id, "{\"amount\":600}", _key)).Json["refund_id"]!;
        var account = await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>("SELECT account_number FROM payments WHERE payment_id = @id", new { id }));
        await _gateway.Services.GetRequiredService<ReceiveNotification>().RunAsync(
            "scripted",
            Told(ProviderEventKind.RefundFailed, id) with { PaymentId = null, TransactionId = null, RefundId = refund },
            new NotificationProvenTo(account, await CredentialsAsync(), MayEndAuthentication: false));
        Assert.That((string?)(await _gateway.GetAsync($"/v1/payments/{id}/refunds/{refund}", _key)).Json["status"], Is.EqualTo("error"));
    }

    [Test]
    public async Task A_refund_that_may_be_another_ones_is_left_open_and_shown_to_a_person_after_a_day()
    {
        var id = await ConfirmedAsync();
        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.Captured, id));
        _psp.Refund = _ => new ModificationResult.Unknown("lost");
        var open = (string)(await _gateway.RefundAsync(id, "{\"amount\":300}", _key)).Json["refund_id"]!;
        _psp.Refund = _ => new ModificationResult.Completed(Reference: null);
        await _gateway.RefundAsync(id, "{\"amount\":300}", _key);

        // The second one's own notification: the first one never arrived at the provider.
        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.RefundSucceeded, id) with { Reference = "tx/2", Amount = 300 });
        Assert.That((string?)(await _gateway.GetAsync($"/v1/payments/{id}/refunds/{open}", _key)).Json["status"], Is.EqualTo("submitted"));
        _psp.Refund = request => new ModificationResult.Submitted("ref-" + request.RefundId);
        for (var hour = 0; hour < 50 && await FlagsAsync(id) == 0; hour++)
        {
            _gateway.Clock.Pass(TimeSpan.FromHours(1));
            await Task.Delay(50);
        }

        Assert.That(await FlagsAsync(id), Is.GreaterThan(0));
        Assert.That((string?)(await _gateway.GetAsync($"/v1/payments/{id}/refunds/{open}", _key)).Json["status"], Is.EqualTo("submitted"));
    }

    [Test]
    public async Task What_was_told_before_a_refund_was_made_is_not_about_it()
    {
        var id = await ConfirmedAsync();
        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.Captured, id));
        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.RefundSucceeded, id) with { Reference = "made-at-the-provider", Amount = 300 });
        _gateway.Clock.Pass(TimeSpan.FromMinutes(5));
        _psp.Refund = _ => new ModificationResult.Unknown("lost");
        var refund = (string)(await _gateway.RefundAsync(id, "{\"amount\":300}", _key)).Json["refund_id"]!;
        _gateway.Clock.Pass(TimeSpan.FromMinutes(30));
        await Task.Delay(300);
        Assert.That((string?)(await _gateway.GetAsync($"/v1/payments/{id}/refunds/{refund}", _key)).Json["status"], Is.EqualTo("submitted"));
        _psp.Refund = request => new ModificationResult.Submitted("ref-" + request.RefundId);
    }

    [Test]
    public async Task A_refund_is_found_by_the_providers_reference_or_by_its_amount_while_it_is_the_only_one()
    {
        var id = await ConfirmedAsync();
        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.Captured, id));
        var refund = (string)(await _gateway.RefundAsync(id, "{\"amount\":600}", _key)).Json["refund_id"]!;
        Assert.That((string?)(await _gateway.GetAsync($"/v1/payments/{id}/refunds/{refund}", _key)).Json["status"], Is.EqualTo("submitted"));

        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.RefundSucceeded, id) with { Reference = "another", Amount = 600 });
        Assert.That((string?)(await _gateway.GetAsync($"/v1/payments/{id}/refunds/{refund}", _key)).Json["status"], Is.EqualTo("submitted"), "it has a reference of its own");
        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.RefundSucceeded, id) with { Reference = "ref-" + refund });
        Assert.That((string?)(await _gateway.GetAsync($"/v1/payments/{id}/refunds/{refund}", _key)).Json["status"], Is.EqualTo("success"));
    }

    [Test]
    public async Task What_fits_nothing_yet_is_tried_again()
    {
        var id = await ConfirmedAsync();
        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.Captured, id));
        using var call = new ManualResetEventSlim();
        _psp.Refund = request =>
        {
            call.Wait(TimeSpan.FromSeconds(20));
            return new ModificationResult.Submitted("ref-" + request.RefundId);
        };
        // Two open refunds of one amount, and a reference that neither has yet: nobody can say which one is meant.
        var first = _gateway.RefundAsync(id, "{\"amount\":100}", _key);
        var second = _gateway.RefundAsync(id, "{\"amount\":100}", _key);
        await _gateway.Clock.PassUntilAsync(async () => ((long?)(await _gateway.PaymentAsync(id, _key))["refund_summary"]!["amount_submitted"]) == 200);
        var refunds = (await _gateway.GetAsync($"/v1/payments/{id}/refunds", _key)).Json["_embedded"]!["refunds"]!.AsArray().Select(one => (string)one!["refund_id"]!).ToList();
        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.RefundFailed, id) with { Reference = "ref-" + refunds[1], Amount = 100 });
        Assert.That((long?)(await _gateway.PaymentAsync(id, _key))["refund_summary"]!["amount_submitted"], Is.EqualTo(200));

        call.Set();
        await Task.WhenAll(first, second);
        await _gateway.Clock.PassUntilAsync(async () => ((long?)(await _gateway.PaymentAsync(id, _key))["refund_summary"]!["amount_submitted"]) == 100);
        Assert.That((string?)(await _gateway.GetAsync($"/v1/payments/{id}/refunds/{refunds[1]}", _key)).Json["status"], Is.EqualTo("error"));
        _psp.Refund = request => new ModificationResult.Submitted("ref-" + request.RefundId);
    }

    [Test]
    public async Task Many_that_fit_nothing_keep_none_waiting_that_will()
    {
        var account = (await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>(
            "SELECT account_number FROM accounts WHERE provider = 'scripted' ORDER BY account_number LIMIT 1")));
        var credentials = await CredentialsAsync();
        var receive = _gateway.Services.GetRequiredService<ReceiveNotification>();
        for (var other = 0; other < 150; other++)
        {
            var strange = Told(ProviderEventKind.Captured, "") with { PaymentId = null, TransactionId = $"somebody-elses-{other}" };
            Assert.That(await receive.RunAsync("scripted", strange, new NotificationProvenTo(account, credentials, MayEndAuthentication: false)), Is.EqualTo(NotificationEffect.Unmatched));
        }

        var early = Told(ProviderEventKind.Captured, "") with { PaymentId = null, TransactionId = "quicker-than-us" };
        await receive.RunAsync("scripted", early, new NotificationProvenTo(account, credentials, MayEndAuthentication: false));
        _psp.Authorise = _ => new AuthoriseResult.Authorised("quicker-than-us");
        var id = await ConfirmedAsync();
        await _gateway.Clock.PassUntilAsync(async () => await RefundStatusAsync(id) == "available");
        _psp.Authorise = request => new AuthoriseResult.Authorised("tx-" + request.PaymentId);

        _gateway.Clock.Pass(TimeSpan.FromDays(1));
        await _gateway.Clock.PassUntilAsync(async () => await WaitingAsync("due_at - received_at > 86400000") == 150);
        Assert.That(await WaitingAsync("due_at - received_at < 2 * 86400000"), Is.Zero, "after a day they are tried a day later");
        _gateway.Clock.Pass(TimeSpan.FromDays(9));
        await _gateway.Clock.PassUntilAsync(async () => await WaitingAsync("due_at > 0") == 0);
    }

    [Test]
    public async Task A_dispute_is_left_to_a_person()
    {
        var id = await ConfirmedAsync();
        await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.Dispute, id) with { Reason = "chargeback" });
        Assert.That((await _gateway.PaymentAsync(id, _key)).State(), Is.EqualTo("success"));
        Assert.That(
            await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>(
                "SELECT count(*) FROM work JOIN payments ON payments.payment_number = work.payment_number WHERE payment_id = @id AND reason LIKE '%chargeback%'", new { id })),
            Is.EqualTo(1));
    }

    [TestCase("nobody", 404)]
    [TestCase("sandbox", 404)]
    public async Task A_provider_that_sends_none_is_not_found(string provider, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/api/notifications/{provider}") { Content = new StringContent("[]") };
        Assert.That((await _gateway.SendAsync(request)).Status, Is.EqualTo(status));
    }

    [Test]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/api/notifications/scripted") { Content = new StringContent(new string(' ', 300_000)) };
        Assert.That((await _gateway.SendAsync(request)).Status, Is.EqualTo(413));
    }

    [Test]
    public async Task An_adapter_that_breaks_down_is_answered_500_so_that_it_comes_again()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/api/notifications/scripted") { Content = new StringContent("no json") };
        Assert.That((await _gateway.SendAsync(request)).Status, Is.EqualTo(500));
    }

    [Test]
    public async Task Text_that_no_database_keeps_changes_nothing()
    {
        var id = await ConfirmedAsync();
        Assert.That((await _psp.TellAsync(_gateway, "secret-1", Told(ProviderEventKind.Captured, id) with { Reference = "a\0b" })).Status, Is.EqualTo(200));
        Assert.That(await RefundStatusAsync(id), Is.EqualTo("pending"));
    }

    [TestCase("", 403)]
    [TestCase("--Pay:Providers:scripted:NotificationSources:0=127.0.0.0/8", 200)]
    [TestCase("--Pay:Providers:scripted:NotificationSources:0=10.0.0.0/8", 403)]
    [TestCase("--Pay:Providers:Scripted:TestUrl=http://127.0.0.1:1/", 200)]
    [TestCase("--Pay:Providers:scripted:LiveUrl=http://localhost:1/", 200)]
    [TestCase("--Pay:Providers:scripted:TestUrl=http://10.0.0.1/", 403)]
    public async Task A_provider_without_other_proof_is_believed_by_its_address_only(string setting, int status)
    {
        var psp = new ScriptedPsp { Proof = NotificationProof.Source };
        var (gateway, _, _) = await psp.StartAsync(setting.Length == 0 ? [] : [setting]);
        Assert.That((await psp.TellAsync(gateway, "secret-1")).Status, Is.EqualTo(status));
        await gateway.DisposeAsync();
    }

    [Test]
    public async Task The_transaction_that_is_really_held_is_the_one_that_is_released()
    {
        string? released = null;
        var psp = new ScriptedPsp
        {
            Capabilities = new PspCapabilities { ThreeDSecure = true },
            Authorise = request => new AuthoriseResult.AuthenticationRequired(new Challenge.Redirect(new Uri("https://acs.example.test/")), "before"),
            Continue = _ => new AuthoriseResult.Unknown("lost"),
            Cancel = request =>
            {
                released = request.TransactionId;
                return new ModificationResult.Completed(Reference: null);
            },
        };
        var (gateway, _, key) = await psp.StartAsync();
        using var payer = new Tests.Payer(gateway);
        var id = await payer.OpenAsync(await gateway.CreatedAsync(PaymentBody.Valid, key));
        await payer.SubmitCardAsync(id);
        await payer.BackFromBankAsync(id, ("PaRes", "yes"));
        await psp.TellAsync(gateway, "secret-1", Told(ProviderEventKind.PaymentAuthorised, id) with { TransactionId = "after", MayBeNewTransaction = true, Amount = 1000 });
        await gateway.Clock.PassUntilAsync(() => Task.FromResult(released is not null));
        Assert.That(released, Is.EqualTo("after"));
        await gateway.DisposeAsync();
    }

    [TestCase(true, "submitted")]
    [TestCase(false, "started")]
    public async Task While_the_payer_is_at_their_bank_only_some_providers_words_decide(bool mayEnd, string state)
    {
        var psp = new ScriptedPsp
        {
            Capabilities = new PspCapabilities { NotificationEndsAuthentication = mayEnd },
            Authorise = request => new AuthoriseResult.AuthenticationRequired(new Challenge.Redirect(new Uri("https://acs.example.test/")), "tx-" + request.PaymentId),
        };
        var (gateway, _, key) = await psp.StartAsync();
        using var payer = new Tests.Payer(gateway);
        var id = await payer.OpenAsync(await gateway.CreatedAsync(PaymentBody.Valid, key));
        await payer.SubmitCardAsync(id);
        await psp.TellAsync(gateway, "secret-1", Told(ProviderEventKind.PaymentAuthorised, id) with { Amount = 999 });
        Assert.That((await gateway.PaymentAsync(id, key)).State(), Is.EqualTo("started"), "of another amount it is not believed");
        await psp.TellAsync(gateway, "secret-1", Told(ProviderEventKind.PaymentAuthorised, id) with { Amount = 1000 });
        Assert.That((await gateway.PaymentAsync(id, key)).State(), Is.EqualTo(state));
        await gateway.DisposeAsync();
    }

    [TestCase("10.0.0.0/8", 403)]
    [TestCase("127.0.0.0/8", 200)]
    public async Task Whoever_names_sources_has_them_looked_at_whatever_the_proof(string sources, int status)
    {
        var psp = new ScriptedPsp();
        var (gateway, _, _) = await psp.StartAsync($"--Pay:Providers:scripted:NotificationSources:0={sources}");
        await using (gateway)
        {
            Assert.That((await psp.TellAsync(gateway, "secret-1", Told(ProviderEventKind.Captured, "nobody"))).Status, Is.EqualTo(status));
        }
    }

    private async Task<List<long>> CredentialsAsync() => await _gateway.Database.ReadAsync(async session => await session.ListAsync<long>(
        "SELECT credential_number FROM provider_credentials"));

    private async Task<long> FlagsAsync(string id) => await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>(
        "SELECT count(*) FROM work JOIN payments USING (payment_number) WHERE payment_id = @id AND kind = 'attention'", new { id }));

    private Task<long> WaitingAsync(string condition) =>
        _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>($"SELECT count(*) FROM notifications_unmatched WHERE event LIKE '%somebody-elses-%' AND {condition}")).AsTask();
}
