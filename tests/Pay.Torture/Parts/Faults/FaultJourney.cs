using System.Globalization;
using Pay.Gateway.Providers.Sandbox;
using Pay.Gateway.Tests;
using Pay.Torture.Running;

namespace Pay.Torture.Parts.Faults;

/// <summary>One payment that meets one fault, to its end.</summary>
internal sealed class FaultJourney(GatewayUnderTest gateway, FaultCase @case, Tally tally)
{
    private const int Amount = 1_000;
    private const int Refunded = 600;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(40);

    private ApiReply? _refund;

    public async Task RunAsync()
    {
        var payment = await gateway.CreatedAsync(PaymentBody.With(("amount", Amount.ToString(CultureInfo.InvariantCulture)), ("description", PaymentBody.Text(@case.Marker))));
        tally.Add(Count.Creates);
        var id = payment.Id();
        using var payer = new Payer(gateway);
        await payer.OpenAsync(payment);
        await payer.SubmitCardAsync(id);
        if (await SettledAsync(id) == "submitted")
        {
            await GoOnAsync(payer, id);
        }

        await JudgeAsync(id, await SettledAsync(id));
    }

    private async Task GoOnAsync(Payer payer, string id)
    {
        if (@case.Operation == SandboxFaults.Cancel)
        {
            await gateway.PostAsync($"/v1/payments/{id}/cancel");
            tally.Add(Count.Cancels);
            return;
        }

        await payer.ConfirmAsync(id);
        tally.Add(Count.Payments);
        if (@case.Operation == SandboxFaults.Refund && await SettledAsync(id) == "success")
        {
            _refund = await RefundAsync(id);
            tally.Add(Count.Refunds, _refund.Status == 202 ? 1 : 0);
        }
    }

    private async Task JudgeAsync(string id, string state)
    {
        var books = await gateway.Database.ReadAsync(async session => await session.FirstOrDefaultAsync<Row>(
            """
            SELECT payments.refunded_amount AS reserved, coalesce(sandbox_transactions.state, '') AS held,
                coalesce(sandbox_transactions.refunded_amount, 0) AS given_back,
                (SELECT count(*) FROM provider_operations WHERE provider_operations.payment_number = payments.payment_number
                    AND (outcome IS NULL OR outcome IN ('unknown', 'submitted'))) AS open_operations,
                (SELECT count(*) FROM work WHERE work.payment_number = payments.payment_number AND parked_at IS NOT NULL) AS parked
            FROM payments LEFT JOIN sandbox_transactions ON sandbox_transactions.payment_id = payments.payment_id
            WHERE payments.payment_id = @id
            """,
            new { id })) ?? throw new InvalidOperationException("The payment is gone.");
        var what = $"{@case} ended as '{state}': {books}";
        tally.Check(IsExpected(state), what);
        tally.Check(books.OpenOperations == 0 || books.Parked > 0, what + ": an operation has no certain outcome");
        tally.Check((state == "success") == (books.Held == "captured"), what + ": success and captured are not the same");
        tally.Check(books.GivenBack == books.Reserved, what + ": reserved and given back are not the same");

        // Where the provider says no for good to letting go of the money, a person is told; otherwise nothing stays held. A provider that
        // twice does not know the payment is believed.
        var refusesForGood = @case.Operation is SandboxFaults.Cancel or SandboxFaults.Capture && @case.Fault is "refused" or "submitted-fails";
        var isBelieved = @case.Fault == "not-found" || @case.Question == "not-found";
        tally.Check(books.Parked == 0 || refusesForGood, what + ": work was left to a person");
        tally.Check(books.Held != "authorised" || state == "submitted" || books.Parked > 0 || isBelieved, what + ": money is still held");
        if (_refund is { Status: 202 })
        {
            tally.Check((await RefundAsync(id)).Line == _refund.Line, what + ": the refund's key has another answer now");
            tally.Add(Count.Replays);
        }
    }

    private bool IsExpected(string state) => (@case.Operation, @case.Fault) switch
    {
        (SandboxFaults.Authorise, "refused") => state == "failed P0010",
        (SandboxFaults.Authorise, "slow" or "notified-twice" or "notified-early" or "notified-out-of-order") => state == "success",

        // Asked while the payer waits, the provider says that it did it; unless the questions go wrong for as long, or this time runs ahead of them.
        (SandboxFaults.Authorise, "reset-after" or "timeout-after" or "garbage") or (SandboxFaults.Query, _) => state is "success" or "error P0050",
        (SandboxFaults.Authorise, _) => state == "error P0050",
        (SandboxFaults.Cancel, _) => state == "cancelled P0040",
        (SandboxFaults.Capture, "refused" or "submitted-fails") => state is "error P0050" or "success",
        _ => state == "success",
    };

    /// <summary>The state, once nothing is being done about the payment any more, or a person has been told while it is.</summary>
    private async Task<string> SettledAsync(string id)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var open = await gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>(
                """
                SELECT count(*) FROM work JOIN payments ON payments.payment_number = work.payment_number
                WHERE payment_id = @id AND kind <> 'expire' AND parked_at IS NULL AND NOT (kind = 'cancel' AND EXISTS (
                    SELECT 1 FROM work AS flag WHERE flag.payment_number = work.payment_number AND flag.kind = 'attention'))
                """,
                new { id }));
            if (open == 0)
            {
                return (await gateway.PaymentAsync(id)).State();
            }

            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException("It does not come to an end.");
            }

            await Task.Delay(BetweenLooks);
        }
    }

    private Task<ApiReply> RefundAsync(string id) => gateway.RefundAsync(
        id, string.Create(CultureInfo.InvariantCulture, $"{{\"amount\":{Refunded}}}"), idempotencyKey: "refund-" + id);

    private sealed class Row
    {
        public long Reserved { get; init; }
        public string Held { get; init; } = "";
        public long GivenBack { get; init; }
        public long OpenOperations { get; init; }
        public long Parked { get; init; }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"reserved {Reserved}, given back {GivenBack}, held '{Held}', open operations {OpenOperations}, parked {Parked}");
    }
}
