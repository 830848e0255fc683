using NUnit.Framework;
using Pay.Gateway.Tests.Providers;
using Pay.Providers;

namespace Pay.Gateway.Tests.Reliability;

/// <summary>
/// An authorisation whose answer was lost: the provider is asked for a few seconds while the payer waits, and what is still unknown then ends in
/// error and is inquired about later (money rule 2).
/// </summary>
internal sealed class InquiryTests
{
    private ScriptedPsp _psp = null!;
    private GatewayUnderTest _gateway = null!;
    private Payer _payer = null!;
    private string _key = "";

    [SetUp]
    public async Task StartAsync()
    {
        _psp = new ScriptedPsp { Authorise = _ => new AuthoriseResult.Unknown("lost") };
        (_gateway, _, _key) = await _psp.StartAsync();
        _payer = new Payer(_gateway);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _payer.Dispose();
        await _gateway.DisposeAsync();
    }

    [Test]
    public async Task It_is_told_when_it_was_asked_to_hold_the_amount_and_not_when_the_payment_was_made()
    {
        DateTimeOffset? sentAt = null;
        _psp.Query = request =>
        {
            sentAt = request.SentAt ?? sentAt;
            return new QueryResult.NotFound();
        };
        var id = await OpenedAsync();
        _gateway.Clock.Pass(TimeSpan.FromMinutes(80));
        var submittedAt = _gateway.Clock.GetUtcNow();
        await _gateway.Clock.PassUntilAsync(_payer.SubmitCardAsync(id));
        await _gateway.Clock.PassUntilAsync(() => Task.FromResult(sentAt is not null));
        Assert.That(sentAt, Is.EqualTo(submittedAt).Within(TimeSpan.FromSeconds(10)), "a search that lags must not be believed for the time that the payer took");
    }

    [TestCase(PspPaymentState.Authorised, 0)]
    [TestCase(PspPaymentState.Captured, 1, Description = "The money was taken at once: a person is told.")]
    public async Task What_the_provider_turns_out_to_hold_while_the_payer_waits_is_theirs_to_confirm(PspPaymentState state, int flags)
    {
        var asked = 0;
        _psp.Query = _ => ++asked < 2 ? new QueryResult.NotFound() : new QueryResult.Found(state, "found-1", 1000);
        var id = await OpenedAsync();
        Assert.That((await _payer.SubmitCardAsync(id)).Location, Does.EndWith($"/card_details/{id}/confirm"));
        Assert.That(await FlagsAsync(), Is.EqualTo(flags));
        await _payer.ConfirmAsync(id);
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That((await StateAsync(id), _psp.Calls.Count(call => call.StartsWith("cancel", StringComparison.Ordinal))), Is.EqualTo(("success", 0)));
    }

    [TestCase(PspPaymentState.Rejected, 1000, "failed P0010")]
    [TestCase(PspPaymentState.Cancelled, 1000, "failed P0010")]
    [TestCase(PspPaymentState.Authorised, 999, "error P0050", Description = "Another amount is not what the payer agreed to.")]
    [TestCase(PspPaymentState.Error, 1000, "error P0050")]
    [TestCase(PspPaymentState.Pending, 1000, "error P0050")]
    [TestCase(PspPaymentState.AuthenticationRequired, 1000, "error P0050", Description = "The way to the bank was in the answer that was lost.")]
    public async Task What_it_does_not_hold_for_us_is_no_success_and_nothing_stays_held(PspPaymentState state, long amount, string expected)
    {
        _psp.Query = _ => _psp.Calls.Any(call => call.StartsWith("cancel", StringComparison.Ordinal))
            ? new QueryResult.Found(PspPaymentState.Cancelled, "found-1", amount)
            : new QueryResult.Found(state, "found-1", amount);
        var id = await OpenedAsync();
        await _payer.SubmitCardAsync(id);
        await Until.TrueAsync(async () => await StateAsync(id) == expected, "it has ended");
        _psp.Query = _ => new QueryResult.Found(state == PspPaymentState.Pending ? PspPaymentState.Authorised : state, "found-1", amount);
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(await StateAsync(id), Is.EqualTo(expected), "an error never becomes a success");
        Assert.That(_psp.Has("cancel secret-1"), Is.EqualTo(state != PspPaymentState.Cancelled));
    }

    [Test]
    public async Task What_has_not_been_decided_is_asked_about_every_half_minute_at_most()
    {
        var asked = new List<DateTimeOffset>();
        _psp.Query = request =>
        {
            if (request.SentAt is not null)
            {
                asked.Add(_gateway.Clock.GetUtcNow());
            }

            return new QueryResult.Inconclusive("52");
        };
        var id = await OpenedAsync();
        await _gateway.Clock.PassUntilAsync(_payer.SubmitCardAsync(id));
        await _gateway.Clock.PassUntilAsync(() => Task.FromResult(asked.Count >= 4));
        Assert.That(asked.Zip(asked.Skip(1), (one, next) => next - one), Is.All.GreaterThanOrEqualTo(TimeSpan.FromSeconds(29)));
    }

    [TestCase(PspPaymentState.Rejected, true)]
    [TestCase(PspPaymentState.Cancelled, false)]
    public async Task What_the_bank_refused_in_the_dark_is_closed_at_the_provider_too(PspPaymentState state, bool isReleased)
    {
        var id = await OpenedAsync();
        await _gateway.Clock.PassUntilAsync(_payer.SubmitCardAsync(id));
        await _gateway.Clock.PassUntilAsync(async () => await StateAsync(id) == "error P0050");
        _psp.Query = _ => new QueryResult.Found(state, "found-1", 1000);
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(_psp.Has("cancel secret-1"), Is.EqualTo(isReleased));
    }

    [Test]
    public async Task A_provider_that_cannot_be_asked_keeps_nobody_waiting()
    {
        _psp.Capabilities = new PspCapabilities { CanQuery = false };
        var id = await OpenedAsync();
        Assert.That((await _payer.SubmitCardAsync(id)).Status, Is.EqualTo(500));
        Assert.That((await StateAsync(id), _psp.Has("query secret-1")), Is.EqualTo(("error P0050", false)));
    }

    private async Task<string> OpenedAsync() => await _payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));

    private async Task<string> StateAsync(string id) => (await _gateway.PaymentAsync(id, _key)).State();

    private async Task<long> FlagsAsync() => await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>(
        "SELECT count(*) FROM work WHERE kind = 'attention'"));
}
