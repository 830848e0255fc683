using NUnit.Framework;
using Pay.Providers;

namespace Pay.Gateway.Tests.Reliability;

/// <summary>
/// How a lost answer is settled, at providers that can be asked and at those that cannot, that recognise a repetition and that do not
/// (adapter contract, section 4). Time passes; no rule here may depend on luck.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
internal sealed class UnknownOutcomeTests
{
    private static readonly ModificationResult Lost = new ModificationResult.Unknown("lost");

    private ScriptedSandbox _sandbox = null!;
    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _sandbox = new ScriptedSandbox();
        _gateway = await GatewayUnderTest.StartAsync(_sandbox.Install);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _sandbox.Release();
        await _gateway.DisposeAsync();
    }

    [Test]
    public async Task A_refund_that_cannot_be_asked_for_is_never_sent_again_and_ends_with_a_person([Values] bool canBeAsked)
    {
        _sandbox.Capabilities = own => own with { NativeIdempotency = NativeIdempotency.None, CanQueryRefund = canBeAsked };
        _sandbox.Answer = call => call == PspCall.Refund ? Lost : null;
        var id = await _gateway.PaidAsync(1000);
        await _gateway.RefundAsync(id, "{\"amount\":600}");
        await UntilParkedAsync(id);

        Assert.That(Count(PspCall.Refund), Is.EqualTo(1), "sent again, it could be given twice");
        Assert.That(Count(PspCall.QueryRefund), canBeAsked ? Is.GreaterThan(50) : Is.Zero, "asked for three days");
        await AssertRefundAsync(id, "submitted", available: 400);

        // Whoever sends it off again has not been told that it never arrived.
        await _gateway.Database.WriteAsync(async session => Assert.That(
            await Gateway.Reliability.WorkDesk.RetryAsync(
                session, await session.ScalarAsync<long>("SELECT work_number FROM work WHERE kind = 'refund'"), _gateway.Clock.GetUtcNow()), Is.True));
        await _gateway.Clock.PassUntilAsync(async () => await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>("SELECT max(attempts) FROM work WHERE kind = 'refund'")) > 3);
        Assert.That(Count(PspCall.Refund), Is.EqualTo(1), "sent again by hand, it could be given twice, too");
        await AssertRefundAsync(id, "submitted", available: 400);
    }

    [Test]
    public async Task A_refund_that_the_provider_knows_of_is_settled_by_asking()
    {
        _sandbox.Capabilities = own => own with { NativeIdempotency = NativeIdempotency.None };
        _sandbox.Answer = call => call == PspCall.Refund ? Lost : null;
        _sandbox.AnswerRefundQuery = () => Count(PspCall.QueryRefund) < 3 ? new RefundQueryResult.Pending() : new RefundQueryResult.Failed("no");
        var id = await _gateway.PaidAsync(1000);
        await _gateway.RefundAsync(id, "{\"amount\":600}");
        await Books.AtRestInTimeAsync(_gateway);
        await AssertRefundAsync(id, "error", available: 1000);
        Assert.That(Count(PspCall.Refund), Is.EqualTo(1));
    }

    [Test]
    public async Task What_is_certain_of_a_repeated_refund_is_not_certain_of_the_first([Values("not sent", "refused", "not found")] string repeated)
    {
        var sent = 0;
        _sandbox.AnswerRefundQuery = () => new RefundQueryResult.Inconclusive("busy");
        _sandbox.Answer = call => call != PspCall.Refund ? null : ++sent switch
        {
            1 => Lost,
            2 => repeated switch
            {
                "refused" => new ModificationResult.Refused("refunded already"),
                "not found" => new ModificationResult.NotFound(),
                _ => new ModificationResult.Failed(FailureClass.NotSent, "no connection"),
            },
            _ => null,
        };
        var id = await _gateway.PaidAsync(1000);
        await _gateway.RefundAsync(id, "{\"amount\":600}");
        await Until.TrueAsync(
            () =>
            {
                _gateway.Clock.Pass(TimeSpan.FromSeconds(1));
                return Task.FromResult(sent >= 2);
            },
            "the refund is repeated");
        await AssertRefundAsync(id, "submitted", available: 400);
        await Books.AtRestInTimeAsync(_gateway);
        await AssertRefundAsync(id, "success", available: 400);
        await Books.BalanceAsync(_gateway);
    }

    [Test]
    public async Task A_key_that_the_provider_has_forgotten_is_not_used_again()
    {
        _sandbox.Capabilities = own => own with { CanQueryRefund = false, IdempotencyKeyLifetime = TimeSpan.FromHours(24) };
        _sandbox.Answer = call => call == PspCall.Refund ? Lost : null;
        var id = await _gateway.PaidAsync(1000);
        await _gateway.RefundAsync(id, "{\"amount\":600}");
        var sent = _gateway.Clock.GetUtcNow();
        var lastSent = sent;
        var calls = 1;
        while (await ParkedAsync(id) == 0)
        {
            _gateway.Clock.Pass(TimeSpan.FromMinutes(10));
            await Task.Delay(10);
            if (Count(PspCall.Refund) > calls)
            {
                (calls, lastSent) = (Count(PspCall.Refund), _gateway.Clock.GetUtcNow());
            }
        }

        Assert.That(lastSent - sent, Is.GreaterThan(TimeSpan.FromHours(12)).And.LessThan(TimeSpan.FromHours(24.5)));
        await AssertRefundAsync(id, "submitted", available: 400);
    }

    [Test]
    public async Task A_capture_at_a_provider_that_cannot_be_asked_waits_an_hour_before_it_is_repeated()
    {
        var sent = new List<DateTimeOffset>();
        _sandbox.Capabilities = own => own with { CanQuery = false };
        _sandbox.Answer = call =>
        {
            if (call != PspCall.Capture)
            {
                return null;
            }

            sent.Add(_gateway.Clock.GetUtcNow());
            return sent.Count switch { 1 => Lost, 2 => new ModificationResult.Refused("already captured"), _ => null };
        };
        var id = await _gateway.PaymentInAsync(PaymentStage.Success);
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(sent, Has.Count.EqualTo(3));
        Assert.That(sent[1] - sent[0], Is.GreaterThanOrEqualTo(TimeSpan.FromHours(1)));
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("success"), "a refused repetition may mean that the first one was done");
        await Books.BalanceAsync(_gateway);
    }

    [Test]
    public async Task A_repeated_capture_that_is_refused_because_the_first_arrived_late_is_captured()
    {
        var sent = 0;
        _sandbox.Answer = call => call == PspCall.Capture ? ++sent == 1 ? Lost : new ModificationResult.Refused("already captured") : null;
        _sandbox.AnswerQuery = () => sent > 1 ? new QueryResult.Found(PspPaymentState.Captured, "tx", Amount: null) : null;
        var id = await _gateway.PaymentInAsync(PaymentStage.Success);
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("success"));
        Assert.That((string?)(await _gateway.PaymentAsync(id))["refund_summary"]!["status"], Is.EqualTo("available"));
        Assert.That(sent, Is.EqualTo(2));
    }

    [Test]
    public async Task A_provider_that_holds_another_amount_freezes_the_capture()
    {
        _sandbox.Answer = call => call == PspCall.Capture ? Lost : null;
        _sandbox.AnswerQuery = () => new QueryResult.Found(PspPaymentState.Captured, "tx", Amount: 999);
        var id = await _gateway.PaymentInAsync(PaymentStage.Success);
        await UntilParkedAsync(id);
        Assert.That((string?)(await _gateway.PaymentAsync(id))["refund_summary"]!["status"], Is.EqualTo("pending"), "nothing goes on with it");
    }

    [Test]
    public async Task Only_two_not_founds_in_a_row_close_an_authorisation()
    {
        _sandbox.Hold(PspCall.Authorise, after: true);
        QueryResult[] answers = [new QueryResult.NotFound(), new QueryResult.Inconclusive("busy"), new QueryResult.NotFound(), new QueryResult.NotFound()];
        _sandbox.AnswerQuery = () => new QueryResult.NotFound();
        var id = await LostAuthorisationAsync();
        await _gateway.Clock.PassUntilAsync(async () => await StatusAsync(id) == "authorisation_unknown");
        var asked = 0;
        _sandbox.AnswerQuery = () => answers[Math.Min(Interlocked.Increment(ref asked), answers.Length) - 1];
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(asked, Is.EqualTo(4), "what was not found while the payer waited counts for nothing");
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("error P0050"));
    }

    [Test]
    public async Task An_answer_that_comes_after_the_payment_was_closed_is_released()
    {
        _sandbox.Hold(PspCall.Authorise, after: true);
        _sandbox.AnswerQuery = () => new QueryResult.NotFound();
        var payment = await _gateway.CreatedAsync();
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(payment);
        var card = payer.SubmitCardAsync(payment.Id());
        await _sandbox.Reached;

        // Another process, for which minutes have passed, asks and is told twice that there is no such payment.
        await using var other = await GatewayUnderTest.StartAsync(_sandbox.Install, $"--Pay:DataDirectory={_gateway.DataDirectory}");
        await Until.TrueAsync(
            async () =>
            {
                other.Clock.Pass(TimeSpan.FromMinutes(1));
                return await StatusAsync(payment.Id()) == "authorisation_timeout";
            },
            "the inquiries are made");
        _sandbox.Release();
        await card;
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(Count(PspCall.Cancel), Is.EqualTo(1), "what the provider holds after all is released");
        await Books.BalanceAsync(_gateway);
    }

    [Test]
    public async Task A_jump_of_the_clock_does_not_do_twice_what_is_under_way([Values(PspCall.Capture, PspCall.Refund)] PspCall call)
    {
        var id = call == PspCall.Refund ? await _gateway.PaidAsync(1000) : await _gateway.PaymentInAsync(PaymentStage.Submitted);
        _sandbox.Hold(call, after: false);
        using var payer = new Payer(_gateway);
        Task under = call == PspCall.Refund ? _gateway.RefundAsync(id, "{\"amount\":600}") : ConfirmAsync(payer, id);
        await _sandbox.Reached;
        _gateway.Clock.Advance(TimeSpan.FromHours(1));
        await Task.Delay(TimeSpan.FromSeconds(2.5)); // Two looks of the work loop.
        Assert.That(Count(call), Is.EqualTo(1));
        Assert.That(Count(PspCall.Query) + Count(PspCall.QueryRefund), Is.Zero);
        _sandbox.Release();
        await under;
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That(Count(call), Is.EqualTo(1));
        await Books.BalanceAsync(_gateway);
    }

    [Test]
    public async Task Work_that_was_put_off_by_a_clock_that_was_ahead_is_done_when_the_clock_is_right_again()
    {
        var sent = 0;
        _sandbox.Answer = call => call == PspCall.Capture && ++sent == 1 ? Lost : null;
        _gateway.Clock.Advance(TimeSpan.FromDays(30));
        var id = await _gateway.PaymentInAsync(PaymentStage.Success);
        await Task.Delay(TimeSpan.FromSeconds(1.5)); // A look of the work loop.
        _gateway.Clock.Advance(TimeSpan.FromDays(-30));
        await Until.TrueAsync(
            async () => (string?)(await _gateway.PaymentAsync(id))["refund_summary"]!["status"] == "available", "the capture is done without waiting for a month");
        Assert.That(Count(PspCall.Query), Is.EqualTo(1), "asked first");
        Assert.That(sent, Is.EqualTo(2));
    }

    private async Task ConfirmAsync(Payer payer, string id)
    {
        await payer.OpenAsync(await _gateway.PaymentAsync(id));
        await payer.ConfirmAsync(id);
    }

    private async Task<string> LostAuthorisationAsync()
    {
        var payment = await _gateway.CreatedAsync();
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(payment);
        await _gateway.Clock.PassUntilAsync(payer.SubmitCardAsync(payment.Id()));
        return payment.Id();
    }

    private async Task AssertRefundAsync(string id, string status, int available)
    {
        var refunds = (await _gateway.GetAsync($"/v1/payments/{id}/refunds")).Json["_embedded"]!["refunds"]!.AsArray();
        Assert.That(refunds.Select(one => (string?)one!["status"]), Is.EqualTo(new[] { status }));
        Assert.That((int?)(await _gateway.PaymentAsync(id))["refund_summary"]!["amount_available"], Is.EqualTo(available));
    }

    private int Count(PspCall call) => _sandbox.Calls.Count(made => made == call);

    private async Task UntilParkedAsync(string id)
    {
        var passed = TimeSpan.Zero;
        while (await ParkedAsync(id) == 0)
        {
            Assert.That(passed, Is.LessThan(TimeSpan.FromDays(8)), "nobody is told");
            var step = TimeSpan.FromMinutes(5);
            _gateway.Clock.Pass(step);
            passed += step;
            await Task.Delay(5);
        }
    }

    private Task<long> ParkedAsync(string id) => _gateway.Database.ReadAsync(
        async session => await session.ScalarAsync<long>(
            "SELECT count(*) FROM work JOIN payments USING (payment_number) WHERE payment_id = @id AND parked_at IS NOT NULL", new { id })).AsTask();

    private Task<string?> StatusAsync(string id) => _gateway.Database.ReadAsync(
        async session => await session.ScalarAsync<string>("SELECT status FROM payments WHERE payment_id = @id", new { id })).AsTask();
}
