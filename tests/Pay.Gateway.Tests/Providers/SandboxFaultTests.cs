using NUnit.Framework;
using Pay.Gateway.Accounts;
using Pay.Gateway.Providers.Sandbox;

namespace Pay.Gateway.Tests.Providers;

/// <summary>
/// Every operation with every fault that the sandbox can be asked for, as a user asks for them: by the payment's description. All
/// end, and end with the provider's books and ours agreeing (money rule 2; adapter contract, section 4).
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
internal sealed class SandboxFaultTests
{
    private static readonly TimeSpan SandboxAnswersWithin = TimeSpan.FromSeconds(31);

    private GatewayUnderTest _gateway = null!;

    public static IEnumerable<TestCaseData> Authorisations() => Cases(SandboxFaults.Authorise, fault => fault switch
    {
        "slow" or "notified-twice" or "notified-early" or "notified-out-of-order" => "submitted",
        "reset-after" or "timeout-after" or "garbage" => "submitted", // It is asked while the payer waits.
        "refused" => "failed P0010",
        _ => "error P0050",
    });

    public static IEnumerable<TestCaseData> Captures() => Cases(SandboxFaults.Capture, fault =>
        fault is "refused" or "submitted-fails" ? "error P0050" : "success");

    public static IEnumerable<TestCaseData> Cancellations() => Cases(SandboxFaults.Cancel, _ => "cancelled P0040");

    public static IEnumerable<TestCaseData> Refunds() => Cases(SandboxFaults.Refund, fault =>
        fault is "unreachable" or "error" or "refused" or "submitted-fails" ? "error" : "success");

    public static IEnumerable<TestCaseData> Questions() => Cases(SandboxFaults.Query, _ => "error P0050");

    public static IEnumerable<TestCaseData> FewQuestions() => Cases(SandboxFaults.Query, fault =>
        fault is "slow" or "timeout-before" ? "error P0050" : "submitted");

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCaseSource(nameof(Authorisations))]
    public async Task An_authorisation_ends(string fault, string expected)
    {
        var id = await SubmittedCardAsync($"authorise={fault}", isAskedInLine: expected == "submitted");
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(expected));
        Assert.That(await HeldAsync(id), expected == "submitted" ? Is.EqualTo("authorised") : Is.Not.AnyOf("authorised", "captured"));
        await _gateway.PostAsync($"/v1/payments/{id}/cancel");
        await Books.BalanceAsync(_gateway);
    }

    [TestCaseSource(nameof(Questions))]
    public async Task An_authorisation_in_doubt_ends_however_badly_the_questions_go(string fault, string expected)
    {
        var id = await SubmittedCardAsync($"authorise=reset-after sandbox:query={fault}*9");
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(expected));
        Assert.That(await HeldAsync(id), Is.EqualTo(fault == "not-found" ? "authorised" : "cancelled"));
    }

    [TestCaseSource(nameof(FewQuestions))]
    public async Task An_authorisation_in_doubt_goes_on_when_a_question_is_answered_while_the_payer_waits(string fault, string expected)
    {
        var id = await SubmittedCardAsync($"authorise=reset-after sandbox:query={fault}*2", isAskedInLine: expected == "submitted");
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(expected));
        Assert.That(await HeldAsync(id), Is.EqualTo(expected == "submitted" ? "authorised" : "cancelled"));
        await Books.BalanceAsync(_gateway);
    }

    [TestCaseSource(nameof(Captures))]
    public async Task A_capture_ends(string fault, string expected)
    {
        var id = await SubmittedCardAsync($"capture={fault}");
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(await _gateway.PaymentAsync(id));
        await _gateway.Clock.PassUntilAsync(payer.ConfirmAsync(id));
        await Books.AtRestInTimeAsync(_gateway);
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(expected));
        Assert.That(await HeldAsync(id), Is.EqualTo(expected == "success" ? "captured" : "authorised"));
        Assert.That(await CountAsync(id, "capture", "accepted = 1 AND sandbox_operations.state = 'done'"), Is.EqualTo(expected == "success" ? 1 : 0));
        Assert.That(await FlagsAsync(id), Is.EqualTo(expected == "success" ? 0 : 1), "goods may have been given out: a person is told");
        if (expected == "success")
        {
            await Books.BalanceAsync(_gateway);
        }
    }

    [TestCaseSource(nameof(Cancellations))]
    public async Task A_cancellation_ends(string fault, string expected)
    {
        var id = await SubmittedCardAsync($"cancel={fault}");
        var cancel = _gateway.PostAsync($"/v1/payments/{id}/cancel");
        await _gateway.Clock.PassUntilAsync(cancel);
        Assert.That((await cancel).Line, Is.EqualTo("204"));
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo(expected), "the public state does not wait for the provider");
        await Books.AtRestInTimeAsync(_gateway);
        var stuck = fault is "refused" or "submitted-fails";
        Assert.That(await HeldAsync(id), Is.EqualTo(stuck ? "authorised" : "cancelled"));
        Assert.That(await FlagsAsync(id), stuck ? Is.GreaterThan(0) : Is.Zero, "it is tried for half a day, then a person is told");
        if (!stuck)
        {
            await Books.BalanceAsync(_gateway);
        }
    }

    [TestCaseSource(nameof(Refunds))]
    public async Task A_refund_ends(string fault, string expected)
    {
        var id = await SubmittedCardAsync($"refund={fault}");
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(await _gateway.PaymentAsync(id));
        await payer.ConfirmAsync(id);

        var refund = _gateway.RefundAsync(id, "{\"amount\":600}", idempotencyKey: $"refund-{fault}");
        var refusedAtOnce = fault is "unreachable" or "error" or "refused";
        var known = fault.StartsWith("notified", StringComparison.Ordinal);
        if (!refusedAtOnce && !known)
        {
            // Only where the gateway waits in vain: on a busy machine the time that passes here would run ahead of an answer that comes.
            await _gateway.Clock.PassUntilAsync(refund);
        }

        Assert.That((await refund).Status, Is.EqualTo(refusedAtOnce ? 500 : 202), (await refund).Body);
        if (!refusedAtOnce)
        {
            Assert.That((string?)(await refund).Json["status"], Is.EqualTo(known ? "success" : "submitted"), "neither failed nor done before it is known");
            Assert.That((await _gateway.RefundAsync(id, "{\"amount\":401}")).Body, Does.Contain("amount_not_available"), "the amount is reserved");
        }

        await Books.AtRestInTimeAsync(_gateway);
        var refunds = (await _gateway.GetAsync($"/v1/payments/{id}/refunds")).Json["_embedded"]!["refunds"]!.AsArray();
        Assert.That(refunds.Select(one => (string?)one!["status"]), Is.EqualTo(new[] { expected }));
        Assert.That((int?)(await _gateway.PaymentAsync(id))["refund_summary"]!["amount_available"], Is.EqualTo(expected == "success" ? 400 : 1000));
        Assert.That(await CountAsync(id, "refund", "accepted = 1 AND sandbox_operations.state = 'done'"), Is.EqualTo(expected == "success" ? 1 : 0));
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":600}", idempotencyKey: $"refund-{fault}")).Line, Is.EqualTo((await refund).Line));
        await Books.BalanceAsync(_gateway);
    }

    [Test]
    public async Task A_notification_that_comes_twice_or_early_writes_one_event()
    {
        foreach (var fault in (string[])["notified-twice", "notified-early", "notified-out-of-order"])
        {
            var id = await SubmittedCardAsync($"capture={fault} sandbox:refund={fault}");
            using var payer = new Payer(_gateway);
            await payer.OpenAsync(await _gateway.PaymentAsync(id));
            await payer.ConfirmAsync(id);
            await _gateway.RefundAsync(id, "{\"amount\":600}");
            await Books.AtRestInTimeAsync(_gateway);
            var events = (await _gateway.GetAsync($"/v1/payments/{id}/events")).Json["events"]!.AsArray();
            Assert.That(
                events.Select(change => (string?)change!["state"]!["status"]),
                Is.EqualTo(new[] { "created", "started", "submitted", "success", "submitted", "success" }), fault);
        }
    }

    [Test]
    public async Task An_account_can_be_set_to_a_fault_and_a_payment_has_the_last_word()
    {
        var (accountId, key) = await _gateway.CreateAccountAsync();
        await _gateway.Database.WriteAsync(async session => await AccountRows.SetAsync(
            session, (await AccountRows.FindAsync(session, accountId))!.Number, [(AccountSetting.Find("sandbox_faults")!, "authorise=refused")]));
        Assert.That(await _gateway.PaymentInAsync(PaymentStage.Declined, PaymentBody.Valid.Replace("4000", "4444", StringComparison.Ordinal), key), Is.Not.Empty);

        var other = await _gateway.CreatedAsync(PaymentBody.With("reference", "\"sandbox:authorise=error\""), key);
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(other);
        await payer.SubmitCardAsync(other.Id());
        Assert.That((await _gateway.PaymentAsync(other.Id(), key)).State(), Is.EqualTo("error P0050"));
    }

    [TestCase("refund=timeout-after", true)]
    [TestCase("refund=timeout-after*3, capture=slow", true)]
    [TestCase("", true)]
    [TestCase("refund", false)]
    [TestCase("refund=nonsense", false)]
    [TestCase("nonsense=slow", false)]
    [TestCase("authorise=submitted", false)]
    [TestCase("refund=not-found", false)]
    [TestCase("refund=slow*", false)]
    [TestCase("refund=slow;capture=slow", false)]
    public void A_plan_is_read_or_its_wrong_part_is_named(string text, bool good)
    {
        Assert.That(SandboxFaults.TryParse(text, out var faults, out var wrong), Is.EqualTo(good));
        Assert.That(wrong, good ? Is.Empty : Is.EqualTo(text));
        Assert.That(SandboxFaults.Parse(faults.ToString()).ToString(), Is.EqualTo(faults.ToString()));
    }

    private static IEnumerable<TestCaseData> Cases(string operation, Func<string, string> expected) =>
        SandboxFaults.FaultNames(operation).Select(fault => new TestCaseData(fault, expected(fault)));

    /// <param name="faults">What goes wrong.</param>
    /// <param name="isAskedInLine">
    /// An answer is found by asking while the payer waits, which takes seconds of real time: on a busy machine the time that passes here would run
    /// ahead of it.
    /// </param>
    private async Task<string> SubmittedCardAsync(string faults, bool isAskedInLine = false)
    {
        var payment = await _gateway.CreatedAsync(PaymentBody.With("description", $"\"A licence sandbox:{faults}\""));
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(payment);
        var submitted = payer.SubmitCardAsync(payment.Id());
        if (isAskedInLine)
        {
            if (faults is "authorise=slow" or "authorise=timeout-after")
            {
                await Task.Delay(1000);
                _gateway.Clock.Pass(SandboxAnswersWithin);
            }

            await submitted;
            await Until.TrueAsync(async () => (await _gateway.PaymentAsync(payment.Id())).State() != "started", "it is decided");
        }

        await _gateway.Clock.PassUntilAsync(submitted);
        return payment.Id();
    }

    private Task<string?> HeldAsync(string id) => _gateway.Database.ReadAsync(
        async session => await session.ScalarAsync<string>("SELECT state FROM sandbox_transactions WHERE payment_id = @id", new { id })).AsTask();

    private Task<long> CountAsync(string id, string kind, string condition) => _gateway.Database.ReadAsync(
        async session => await session.ScalarAsync<long>(
            $"""
            SELECT count(*) FROM sandbox_operations JOIN sandbox_transactions USING (transaction_id)
            WHERE payment_id = @id AND kind = @kind AND {condition}
            """,
            new { id, kind })).AsTask();

    private Task<long> FlagsAsync(string id) => _gateway.Database.ReadAsync(
        async session => await session.ScalarAsync<long>(
            "SELECT count(*) FROM work JOIN payments USING (payment_number) WHERE payment_id = @id AND parked_at IS NOT NULL", new { id })).AsTask();
}
