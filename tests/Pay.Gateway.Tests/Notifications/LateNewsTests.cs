using NUnit.Framework;
using Pay.Gateway.Tests.Providers;
using Pay.Providers;

namespace Pay.Gateway.Tests.Notifications;

/// <summary>Notifications that come before our own answer, after the end, or about something else under our name.</summary>
internal sealed class LateNewsTests
{
    private ScriptedPsp _psp = null!;
    private GatewayUnderTest _gateway = null!;
    private string _key = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _psp = new ScriptedPsp();
        (_gateway, _, _key) = await _psp.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [SetUp]
    public void Begin()
    {
        _psp.BeginAnew();
        _psp.Capabilities = new PspCapabilities { CanQuery = true, ThreeDSecure = true };
    }

    [Test]
    public async Task What_comes_while_our_call_is_out_is_kept_for_the_case_that_its_answer_is_lost()
    {
        _psp.Capabilities = new PspCapabilities { ThreeDSecure = true };
        using var answer = new ManualResetEventSlim();
        _psp.Authorise = _ =>
        {
            answer.Wait(TimeSpan.FromSeconds(20));
            return new AuthoriseResult.Unknown("lost");
        };
        using var payer = new Tests.Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        var submitted = payer.SubmitCardAsync(id);
        await Until.TrueAsync(() => Task.FromResult(_psp.Has("authorise secret-1") || _psp.Calls.IsEmpty), "it is out");
        await Until.TrueAsync(async () => await StatusAsync(id) == "authorisation_ready", "it is out");
        await TellAsync(ProviderEventKind.PaymentAuthorised, id, "held-there", amount: 1000);
        answer.Set();
        Assert.That((await submitted).Status, Is.EqualTo(500));
        await _gateway.Clock.PassUntilAsync(() => Task.FromResult(_psp.Has("cancel secret-1")));
        Assert.That(await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<string>("SELECT transaction_id FROM payments WHERE payment_id = @id", new { id })), Is.EqualTo("held-there"));
    }

    [Test]
    public async Task A_payer_who_says_yes_to_the_bank_after_the_release_is_released_again()
    {
        _psp.Authorise = request => new AuthoriseResult.AuthenticationRequired(new Challenge.Redirect(new Uri("https://acs.example.test/")), "tx-" + request.PaymentId);
        _psp.Cancel = _ => new ModificationResult.NotFound();
        using var payer = new Tests.Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await payer.SubmitCardAsync(id);
        await _gateway.PostAsync($"/v1/payments/{id}/cancel", key: _key);
        await Until.TrueAsync(async () => await StatusAsync(id) == "system_cancelled", "it is released");
        _psp.Calls.Clear();

        _psp.Query = request => new QueryResult.Found(PspPaymentState.Authorised, request.TransactionId!, 1000);
        _psp.Cancel = _ => new ModificationResult.Completed(Reference: null);
        await TellAsync(ProviderEventKind.PaymentAuthorised, id, "tx-" + id, amount: 1000);
        await _gateway.Clock.PassUntilAsync(() => Task.FromResult(_psp.Has("cancel secret-1")));

        await Until.TrueAsync(async () => await WorkAsync(id) == 0, "it is done");
        _psp.Calls.Clear();
        _psp.Query = request => new QueryResult.Found(PspPaymentState.Cancelled, request.TransactionId!, 1000);
        await TellAsync(ProviderEventKind.PaymentAuthorised, id, "tx-" + id, amount: 1000);
        await _gateway.Clock.PassUntilAsync(async () => await WorkAsync(id) == 0);
        Assert.That(_psp.Calls, Is.EqualTo(new[] { "query secret-1" }), "old news: it is asked, and left alone");
    }

    [TestCase(ProviderEventKind.Captured)]
    [TestCase(ProviderEventKind.PaymentCancelled)]
    [TestCase(ProviderEventKind.RefundFailed)]
    public async Task Our_id_on_another_transaction_is_not_believed(ProviderEventKind kind)
    {
        _psp.Capture = _ => new ModificationResult.Submitted("cap");
        var id = await ConfirmedAsync();
        await TellAsync(kind, id, "somebody-elses", amount: 1000);
        Assert.That(await StatusAsync(id), Is.EqualTo("capture_submitted"));
        Assert.That(await FlagsAsync(id), Has.Count.EqualTo(1).And.All.Contains("somebody-elses"));
    }

    [Test]
    public async Task The_transaction_comes_before_our_id()
    {
        _psp.Capture = _ => new ModificationResult.Submitted("cap");
        var (one, other) = (await ConfirmedAsync(), await ConfirmedAsync());
        await TellAsync(ProviderEventKind.Captured, one, "tx-" + other);
        Assert.That((await StatusAsync(one), await StatusAsync(other)), Is.EqualTo(("capture_submitted", "captured")));
    }

    [Test]
    public async Task A_capture_that_is_undone_ends_the_payment_in_error_and_its_refunds()
    {
        var id = await ConfirmedAsync();
        await TellAsync(ProviderEventKind.CaptureReversed, id, "tx-" + id);
        Assert.That((await _gateway.PaymentAsync(id, _key)).State(), Is.EqualTo("error P0050"));
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":100}", _key)).Body, Does.Contain("unavailable"));
        Assert.That(await FlagsAsync(id), Has.Count.EqualTo(1));
    }

    [TestCase("cap-2", 0, Description = "the echo of a repetition")]
    [TestCase("cap-1", 1)]
    public async Task A_captured_payment_stays_captured_when_a_capture_fails(string reference, int flags)
    {
        _psp.Capture = _ => new ModificationResult.Completed("cap-1");
        var id = await ConfirmedAsync();
        await TellAsync(ProviderEventKind.CaptureFailed, id, "tx-" + id, reference);
        Assert.That((await StatusAsync(id), (await FlagsAsync(id)).Count), Is.EqualTo(("captured", flags)));
    }

    [Test]
    public async Task Of_a_capture_that_was_sent_twice_one_may_fail_because_the_other_was_done()
    {
        _psp.Capabilities = new PspCapabilities { ThreeDSecure = true };
        var sent = 0;
        _psp.Capture = _ => ++sent == 1 ? new ModificationResult.Unknown("lost") : new ModificationResult.Submitted("cap-2");
        var id = await ConfirmedAsync();
        _gateway.Clock.Pass(TimeSpan.FromHours(1.1));
        await _gateway.Clock.PassUntilAsync(async () => await StatusAsync(id) == "capture_submitted");
        await TellAsync(ProviderEventKind.CaptureFailed, id, "tx-" + id, "cap-2");
        Assert.That((await StatusAsync(id), (await FlagsAsync(id)).Count), Is.EqualTo(("capture_submitted", 1)));
        await TellAsync(ProviderEventKind.Captured, id, "tx-" + id, "cap-1");
        Assert.That(await StatusAsync(id), Is.EqualTo("captured"));
    }

    [Test]
    public async Task A_bank_that_says_no_ends_the_visit_by_any_providers_word()
    {
        _psp.Authorise = request => new AuthoriseResult.AuthenticationRequired(new Challenge.Redirect(new Uri("https://acs.example.test/")), "tx-" + request.PaymentId);
        using var payer = new Tests.Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await payer.SubmitCardAsync(id);
        await TellAsync(ProviderEventKind.PaymentAuthorised, id, "tx-" + id, amount: 1000);
        Assert.That((await _gateway.PaymentAsync(id, _key)).State(), Is.EqualTo("started"), "yes is not this one's to say");
        await TellAsync(ProviderEventKind.PaymentRejected, id, "tx-" + id);
        Assert.That((await _gateway.PaymentAsync(id, _key)).State(), Is.EqualTo("failed P0010"));
    }

    [TestCase(ProviderEventKind.RefundSucceeded, "success", 400)]
    [TestCase(ProviderEventKind.RefundFailed, "submitted", 400)]
    public async Task A_refund_of_another_amount_is_shown_to_a_person(ProviderEventKind kind, string status, int available)
    {
        _psp.Refund = request => new ModificationResult.Submitted("ref-" + request.RefundId);
        var id = await ConfirmedAsync();
        var refund = (string)(await _gateway.RefundAsync(id, "{\"amount\":600}", _key)).Json["refund_id"]!;
        await TellAsync(kind, id, "tx-" + id, "ref-" + refund, amount: 1);
        var payment = await _gateway.PaymentAsync(id, _key);
        Assert.That(((string?)(await _gateway.GetAsync($"/v1/payments/{id}/refunds/{refund}", _key)).Json["status"], (int?)payment["refund_summary"]!["amount_available"]), Is.EqualTo((status, available)));
        Assert.That(await FlagsAsync(id), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_is_released_is_the_transaction_that_the_provider_holds()
    {
        _psp.Capabilities = new PspCapabilities { ThreeDSecure = true };
        string? released = null;
        _psp.Authorise = _ => new AuthoriseResult.Rejected("no", "first-" + Guid.NewGuid().ToString("N"));
        _psp.Cancel = request =>
        {
            released = request.TransactionId;
            return new ModificationResult.Completed(Reference: null);
        };
        using var payer = new Tests.Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await payer.SubmitCardAsync(id);
        await _psp.TellAsync(_gateway, "secret-1", Authorised(id, "second"));
        await _gateway.Clock.PassUntilAsync(() => Task.FromResult(released is not null));
        Assert.That(released, Is.EqualTo("second"));
    }

    [Test]
    public async Task A_second_authorisation_of_a_payment_that_goes_on_is_shown_to_a_person()
    {
        var id = await ConfirmedAsync();
        await _psp.TellAsync(_gateway, "secret-1", Authorised(id, "tx-" + id));
        Assert.That(await FlagsAsync(id), Is.Empty);
        await _psp.TellAsync(_gateway, "secret-1", Authorised(id, "a-second-one"));
        Assert.That(await FlagsAsync(id), Has.Count.EqualTo(1).And.All.Contains("a-second-one"));
    }

    [TestCase(PspPaymentState.Authorised, true)]
    [TestCase(PspPaymentState.Rejected, false)]
    public async Task News_of_a_payment_that_is_over_are_asked_about_and_what_is_held_is_released(PspPaymentState state, bool isReleased)
    {
        _psp.Authorise = _ => new AuthoriseResult.Rejected("no", "tx-" + Guid.NewGuid().ToString("N"));
        _psp.Query = request => new QueryResult.Found(_psp.Has("cancel secret-1") ? PspPaymentState.Cancelled : state, request.TransactionId!, 1000);
        using var payer = new Tests.Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await payer.SubmitCardAsync(id);
        await _psp.TellAsync(_gateway, "secret-1", new ProviderEvent { Kind = ProviderEventKind.NeedsQuery, DedupeKey = Guid.NewGuid().ToString("N"), PaymentId = id });
        await _gateway.Clock.PassUntilAsync(() => Task.FromResult(_psp.Has("query secret-1")));
        await _gateway.Clock.PassUntilAsync(async () => await WorkAsync(id) == 0);
        Assert.That(_psp.Has("cancel secret-1"), Is.EqualTo(isReleased));
    }

    [Test]
    public async Task A_refusal_of_another_transaction_calls_no_payer_back_from_their_bank()
    {
        _psp.Authorise = request => new AuthoriseResult.AuthenticationRequired(new Challenge.Redirect(new Uri("https://acs.example.test/")), "tx-" + request.PaymentId);
        using var payer = new Tests.Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await payer.SubmitCardAsync(id);
        await _psp.TellAsync(_gateway, "secret-1", Authorised(id, "somebody-elses") with { Kind = ProviderEventKind.PaymentRejected });
        Assert.That(await StatusAsync(id), Is.EqualTo("authorisation_3ds_required"));
    }

    private static ProviderEvent Authorised(string id, string transaction) => new()
    {
        Kind = ProviderEventKind.PaymentAuthorised, DedupeKey = Guid.NewGuid().ToString("N"), PaymentId = id, TransactionId = transaction, MayBeNewTransaction = true, Amount = 1000,
    };

    private async Task<string> ConfirmedAsync()
    {
        using var payer = new Tests.Payer(_gateway);
        return await payer.PayAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
    }

    private Task TellAsync(ProviderEventKind kind, string id, string transaction, string? reference = null, long? amount = null) => _psp.TellAsync(_gateway, "secret-1", new ProviderEvent
    {
        Kind = kind, DedupeKey = Guid.NewGuid().ToString("N"), PaymentId = id, TransactionId = transaction, Reference = reference, Amount = amount,
    });

    private async Task<string?> StatusAsync(string id) =>
        await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<string>("SELECT status FROM payments WHERE payment_id = @id", new { id }));

    private async Task<List<string>> FlagsAsync(string id) => await _gateway.Database.ReadAsync(async session => await session.ListAsync<string>(
        "SELECT reason FROM work JOIN payments USING (payment_number) WHERE payment_id = @id AND kind = 'attention'", new { id }));

    private async Task<long> WorkAsync(string id) => await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>(
        "SELECT count(*) FROM work JOIN payments USING (payment_number) WHERE payment_id = @id AND kind = 'cancel'", new { id }));
}
