using NUnit.Framework;
using Pay.Gateway.Tests.PaymentPages;
using Pay.Gateway.Tests.Providers;
using Pay.Providers;

namespace Pay.Gateway.Tests.Reliability;

/// <summary>What a provider was told to release or to take is followed until it has done it, or a person knows.</summary>
internal sealed class ReleaseTests
{
    private ScriptedPsp _psp = null!;
    private GatewayUnderTest _gateway = null!;
    private string _key = "";

    [SetUp]
    public async Task StartAsync()
    {
        _psp = new ScriptedPsp();
        (_gateway, _, _key) = await _psp.StartAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task A_cancellation_that_was_only_accepted_is_asked_about_and_repeated_until_it_is_done()
    {
        var cancels = 0;
        _psp.Cancel = _ => new ModificationResult.Submitted($"c-{++cancels}");
        _psp.Query = request => new QueryResult.Found(cancels < 3 ? PspPaymentState.Authorised : PspPaymentState.Cancelled, request.TransactionId!, 1000);
        var id = await HeldAsync();
        await _gateway.PostAsync($"/v1/payments/{id}/cancel", key: _key);
        Assert.That((await _gateway.PaymentAsync(id, _key)).State(), Is.EqualTo("cancelled P0040"), "nobody waits for it");
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(cancels, Is.EqualTo(3));
        Assert.That(await ParkedAsync(), Is.Empty);
    }

    [Test]
    public async Task Money_that_was_taken_in_place_of_a_release_is_shown_to_a_person()
    {
        _psp.Cancel = _ => new ModificationResult.Submitted("c");
        _psp.Query = request => new QueryResult.Found(PspPaymentState.Captured, request.TransactionId!, 1000);
        var id = await HeldAsync();
        await _gateway.PostAsync($"/v1/payments/{id}/cancel", key: _key);
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(await ParkedAsync(), Has.Count.EqualTo(1).And.All.Contains("taken the money"));
    }

    [TestCase(PspPaymentState.Authorised)]
    [TestCase(PspPaymentState.Pending)]
    public async Task A_refused_cancellation_is_repeated_while_the_provider_holds_the_payment(PspPaymentState state)
    {
        var cancels = 0;
        _psp.Cancel = _ => ++cancels < 3 ? new ModificationResult.Refused("not in this state") : new ModificationResult.Completed(Reference: null);
        _psp.Query = request => new QueryResult.Found(cancels < 2 || state == PspPaymentState.Authorised ? state : PspPaymentState.Authorised, request.TransactionId!, 1000);
        var id = await HeldAsync();
        await _gateway.PostAsync($"/v1/payments/{id}/cancel", key: _key);
        _psp.Query = request => new QueryResult.Found(PspPaymentState.Authorised, request.TransactionId!, 1000);
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(cancels, Is.EqualTo(3));
        Assert.That(await ParkedAsync(), Is.Empty);
    }

    [TestCase(PspPaymentState.Error, "rejected")]
    [TestCase(PspPaymentState.Rejected, "rejected")]
    [TestCase(null, "rejected")]
    [TestCase(PspPaymentState.Cancelled, "confirmed")]
    public async Task A_refused_cancellation_counts_as_done_only_where_the_provider_has_done_it(PspPaymentState? state, string outcome)
    {
        _psp.Cancel = _ => new ModificationResult.Refused("nothing to cancel");
        _psp.Query = request => state is { } known ? new QueryResult.Found(known, request.TransactionId!, 1000) : new QueryResult.NotFound();
        var id = await HeldAsync();
        await _gateway.PostAsync($"/v1/payments/{id}/cancel", key: _key);
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(await ParkedAsync(), state is null ? Has.Count.EqualTo(1).And.All.Contains("does not know it now") : Is.Empty, "who had it and does not know it may be the wrong one");
        Assert.That(
            await _gateway.Database.ReadAsync(async session => await session.ListAsync<string>(
                "SELECT payments.status || ' ' || outcome FROM provider_operations JOIN payments USING (payment_number) WHERE kind = 'cancel'")),
            Is.EqualTo(new[] { "system_cancelled " + outcome }));
    }

    [Test]
    public async Task An_error_that_only_an_inquiry_names_ends_no_capture()
    {
        var asked = 0;
        _psp.Capture = _ => new ModificationResult.Submitted("cap");
        _psp.Query = request => new QueryResult.Found(++asked < 4 ? PspPaymentState.Error : PspPaymentState.Captured, request.TransactionId!, 1000);
        using var payer = new Payer(_gateway);
        var id = await payer.PayAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That((string?)(await _gateway.PaymentAsync(id, _key))["refund_summary"]!["status"], Is.EqualTo("available"));
    }

    [Test]
    public async Task A_capture_whose_answer_was_lost_is_asked_about_before_every_repetition()
    {
        var sent = 0;
        _psp.Capture = _ => ++sent == 1 ? new ModificationResult.Unknown("lost") : new ModificationResult.Failed(FailureClass.InvalidRequest, "captured already");
        _psp.Query = request => new QueryResult.Found(sent < 2 ? PspPaymentState.Authorised : PspPaymentState.Captured, request.TransactionId!, 1000);
        using var payer = new Payer(_gateway);
        var id = await payer.PayAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(((await _gateway.PaymentAsync(id, _key)).State(), sent), Is.EqualTo(("success", 2)), "its books lag: a refused repetition says nothing of the first");
        Assert.That((string?)(await _gateway.PaymentAsync(id, _key))["refund_summary"]!["status"], Is.EqualTo("available"));
    }

    [Test]
    public async Task Credentials_that_stop_a_capture_are_shown_to_a_person_until_it_is_done()
    {
        var isRight = false;
        _psp.Capture = _ => isRight ? new ModificationResult.Completed(Reference: null) : new ModificationResult.Failed(FailureClass.Credentials, "HTTP 401");
        _psp.Query = request => new QueryResult.Found(PspPaymentState.Authorised, request.TransactionId!, 1000);
        using var payer = new Payer(_gateway);
        await payer.PayAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        _gateway.Clock.Pass(TimeSpan.FromMinutes(1));
        await Until.TrueAsync(() => Task.FromResult(_psp.Calls.Count(call => call.StartsWith("capture", StringComparison.Ordinal)) > 1), "it is tried again");
        Assert.That(await ParkedAsync(), Has.Count.EqualTo(1).And.All.Contains("credentials"));
        isRight = true;
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(await ParkedAsync(), Is.Empty);
    }

    [Test]
    public async Task A_cancellation_that_is_refused_for_good_and_a_capture_of_what_nobody_knows_are_shown_to_a_person_at_once()
    {
        _psp.Cancel = _ => new ModificationResult.Failed(FailureClass.Credentials, "HTTP 401");
        await _gateway.PostAsync($"/v1/payments/{await HeldAsync()}/cancel", key: _key);
        await Until.TrueAsync(async () => (await ParkedAsync()).Count == 1, "it is shown");

        _psp.Capture = _ => new ModificationResult.Unknown("lost");
        _psp.Query = _ => new QueryResult.NotFound();
        using var payer = new Payer(_gateway);
        var id = await payer.PayAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await _gateway.Clock.PassUntilAsync(async () => (await ParkedAsync()).Any(reason => reason.Contains("does not know the confirmed payment", StringComparison.Ordinal)));
        Assert.That((await _gateway.PaymentAsync(id, _key)).State(), Is.EqualTo("success"));
    }

    [Test]
    public async Task An_authorisation_that_nobody_can_tell_about_is_shown_to_a_person_after_a_day()
    {
        _psp.Authorise = _ => new AuthoriseResult.Unknown("lost");
        using var payer = new Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await payer.SubmitCardAsync(id);
        for (var hour = 0; hour < 23; hour++)
        {
            _gateway.Clock.Pass(TimeSpan.FromHours(1));
            await Task.Delay(50);
        }

        Assert.That(await ParkedAsync(), Is.Empty);
        _gateway.Clock.Pass(TimeSpan.FromHours(3));
        await _gateway.Clock.PassUntilAsync(async () => (await ParkedAsync()).Count == 1);
        Assert.That(await ParkedAsync(), Has.All.Contains(id));
    }

    [Test]
    public async Task What_an_inquiry_finds_out_is_known_to_the_release()
    {
        string? released = null;
        _psp.Authorise = _ => new AuthoriseResult.Unknown("lost");
        _psp.Cancel = request =>
        {
            released = request.TransactionId;
            return new ModificationResult.Completed(Reference: null);
        };
        using var payer = new Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await _gateway.Clock.PassUntilAsync(payer.SubmitCardAsync(id));
        await _gateway.Clock.PassUntilAsync(async () => (await _gateway.PaymentAsync(id, _key)).State() == "error P0050");
        _psp.Query = _ => new QueryResult.Found(PspPaymentState.Authorised, "found-1", 1000);
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(released, Is.EqualTo("found-1"));
    }

    [Test]
    public async Task A_payer_who_comes_back_before_the_bank_has_decided_goes_there_again()
    {
        var bank = new AuthoriseResult.AuthenticationRequired(new Challenge.Redirect(new Uri("https://acs.example.test/")), "tx");
        _psp.Authorise = _ => bank;
        _psp.Continue = _ => new AuthoriseResult.Pending("tx") { IfUndecided = bank };
        _psp.Query = request => new QueryResult.Found(PspPaymentState.AuthenticationRequired, request.TransactionId!, Amount: null);
        using var payer = new Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await payer.SubmitCardAsync(id);
        for (var early = 0; early < 4; early++)
        {
            await _gateway.Clock.PassUntilAsync(payer.BackFromBankAsync(id, ("PaRes", "early")));
            await _gateway.Clock.PassUntilAsync(async () => await StatusAsync(id) == "authorisation_3ds_required");
        }

        _psp.Continue = _ => new AuthoriseResult.Authorised("tx");
        await payer.BackFromBankAsync(id, ("PaRes", "now"));
        Assert.That((await _gateway.PaymentAsync(id, _key)).State(), Is.EqualTo("submitted"));
    }

    [TestCase("")]
    [TestCase("a\nb")]
    [TestCase("a\0b")]
    [TestCase(null)]
    [TestCase("long")]
    public async Task An_id_that_cannot_be_one_is_no_answer(string? transaction)
    {
        _psp.Capabilities = new PspCapabilities { CanQuery = false };
        _psp.Authorise = _ => new AuthoriseResult.Authorised(transaction == "long" ? new string('x', 256) : transaction!);
        using var payer = new Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        Assert.That((await payer.SubmitCardAsync(id)).Status, Is.EqualTo(500));
        Assert.That((await _gateway.PaymentAsync(id, _key)).State(), Is.EqualTo("error P0050"));
    }

    [Test]
    public async Task An_adapter_that_blocks_holds_up_nobody()
    {
        using var end = new ManualResetEventSlim();
        _psp.Authorise = _ =>
        {
            end.Wait(TimeSpan.FromSeconds(30));
            return new AuthoriseResult.Unknown("at last");
        };
        using var payer = new Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        var submitted = payer.SubmitCardAsync(id);
        await _gateway.Clock.PassUntilAsync(submitted);
        Assert.That((await submitted).Location, Does.EndWith("/auth_waiting"));
        end.Set();
    }

    [Test]
    public async Task A_refund_in_doubt_is_asked_for_by_the_reference_that_came_with_the_doubt()
    {
        RefundQueryRequest? asked = null;
        _psp.Capabilities = new PspCapabilities { CanQueryRefund = true };
        _psp.Refund = _ => new ModificationResult.Unknown("uncertain") { Reference = "3050012345/2" };
        _psp.QueryRefund = request =>
        {
            asked = request;
            return new RefundQueryResult.Succeeded(request.Reference);
        };
        using var payer = new Payer(_gateway);
        var id = await payer.PayAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await _gateway.RefundAsync(id, "{\"amount\":600}", _key);
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That((asked!.Reference, asked.Amount), Is.EqualTo(("3050012345/2", 600L)));
    }

    private async Task<string?> StatusAsync(string id) =>
        await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<string>("SELECT status FROM payments WHERE payment_id = @id", new { id }));

    private Task<string> HeldAsync() => _gateway.PaymentInAsync(PaymentStage.Submitted, key: _key);

    private async Task<List<string>> ParkedAsync() => await _gateway.Database.ReadAsync(async session => await session.ListAsync<string>(
        "SELECT reason FROM work WHERE parked_at IS NOT NULL"));
}
