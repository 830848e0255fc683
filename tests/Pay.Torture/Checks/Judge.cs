using System.Globalization;
using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;
using Pay.Torture.Load;
using Pay.Torture.Running;

namespace Pay.Torture.Checks;

/// <summary>Compares what the clients were told with what is in the database and in the provider's books.</summary>
internal static class Judge
{
    private const int ShownPerRuleMax = 5;

    /// <summary>What the gateway itself says must hold at every commit.</summary>
    public static IEnumerable<(string Rule, string Sql)> Always => Invariants.All.Select(invariant => (invariant.Rule, invariant.BrokenSql));

    /// <summary>The rules, in plain SQL.</summary>
    public static async Task RulesAsync(Ground ground, Tally tally, IEnumerable<(string Rule, string Sql)> rules)
    {
        foreach (var (rule, broken) in await ground.LookAsync(async session =>
        {
            var found = new List<(string, List<string>)>();
            foreach (var (rule, sql) in rules)
            {
                found.Add((rule, await session.ListAsync<string>(sql)));
            }

            return found;
        }))
        {
            tally.Check(broken.Count == 0, string.Create(
                CultureInfo.InvariantCulture, $"{rule}: broken {broken.Count} times, such as {string.Join("; ", broken.Take(ShownPerRuleMax))} in {ground.Directory}"));
        }
    }

    /// <summary>Nothing acknowledged is lost, nothing happened twice, nothing happened that nobody sent.</summary>
    public static async Task JournalAsync(Ground ground, Tally tally, IReadOnlyCollection<PaymentCase> cases)
    {
        var (payments, refunds) = await ground.LookAsync(async session => (
            await session.ListAsync<PaymentRow>("SELECT payment_id, reference, amount, status, refunded_amount FROM payments"),
            await session.ListAsync<RefundRow>(
                "SELECT refunds.refund_id, refunds.amount, refunds.status, payments.payment_id FROM refunds JOIN payments ON payments.payment_number = refunds.payment_number")));
        var byReference = payments.ToLookup(payment => payment.Reference, StringComparer.Ordinal);
        var refundsOf = refunds.ToLookup(refund => refund.PaymentId, StringComparer.Ordinal);
        var known = cases.Select(@case => @case.Reference).ToHashSet(StringComparer.Ordinal);
        foreach (var stranger in payments.Where(payment => !known.Contains(payment.Reference)))
        {
            tally.Violation($"a payment that no client asked for: {stranger.PaymentId} {stranger.Reference}");
        }

        foreach (var @case in cases)
        {
            var rows = byReference[@case.Reference].ToList();
            tally.Check(rows.Count <= 1, $"one create, {rows.Count} payments\n    {@case}");
            tally.Check(rows.Count == 0 || @case.CreateSent, $"a payment that was not asked for\n    {@case}");
            if (@case.PaymentId is null)
            {
                continue;
            }

            if (rows.Find(row => row.PaymentId == @case.PaymentId) is not { } row)
            {
                tally.Violation($"an acknowledged payment is lost\n    {@case}");
                continue;
            }

            tally.Check(row.Amount == @case.Amount, $"the amount has changed to {row.Amount}\n    {@case}");
            var state = PaymentStatusRules.Parse(row.Status).Public();
            Observation.Of(tally, @case, $"{state.Status} {state.Code}".TrimEnd());
            JudgeRefunds(tally, @case, row, [.. refundsOf[row.PaymentId]]);
        }
    }

    private static void JudgeRefunds(Tally tally, PaymentCase @case, PaymentRow row, List<RefundRow> refunds)
    {
        var done = refunds.Where(refund => refund.Status != "error").ToList();
        foreach (var told in @case.Refunds.Where(refund => refund.Acknowledged))
        {
            tally.Check(
                done.RemoveAll(refund => refund.RefundId == told.RefundId && refund.Amount == told.Amount) == 1,
                $"an acknowledged refund of {told.Amount} is lost: {told.RefundId}\n    {@case}");
        }

        // What is left was asked for and never answered: at most as many as were sent.
        foreach (var more in done.GroupBy(refund => refund.Amount))
        {
            var sent = @case.Refunds.Count(refund => refund.Amount == more.Key && refund is { Sent: true, Refused: false, Acknowledged: false });
            tally.Check(more.Count() <= sent, $"{more.Count()} refunds of {more.Key} that nobody was told of, {sent} were sent\n    {@case}");
        }

        tally.Check(
            row.RefundedAmount >= @case.RefundedAtLeast && row.RefundedAmount <= Math.Min(@case.RefundedAtMost, @case.Amount),
            $"{row.RefundedAmount} of {@case.Amount} are refunded, acknowledged {@case.RefundedAtLeast}, sent {@case.RefundedAtMost}\n    {@case}");
    }

    private sealed class PaymentRow
    {
        public string PaymentId { get; init; } = "";
        public string Reference { get; init; } = "";
        public long Amount { get; init; }
        public string Status { get; init; } = "";
        public long RefundedAmount { get; init; }
    }

    private sealed class RefundRow
    {
        public string RefundId { get; init; } = "";
        public string PaymentId { get; init; } = "";
        public long Amount { get; init; }
        public string Status { get; init; } = "";
    }
}
