using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pay.Gateway.Reliability;

namespace Pay.Gateway.Tests;

/// <summary>
/// What must hold in the database whatever has happened, in plain SQL: the gateway's own invariants, which hold at every commit, and
/// what holds besides when all work is done.
/// </summary>
internal static class Books
{
    private static readonly (string Rule, string Sql)[] AtRest =
    [
        // The clock of a machine may go back; that of these tests does not.
        // Two that change one payment on PostgreSQL each look at the clock before they wait for its row: milliseconds are nobody's fault.
        ("events do not go back in time",
            """
            SELECT payment_number FROM (
                SELECT payment_number, created_at, lag(created_at) OVER (PARTITION BY payment_number ORDER BY event_number) AS last_at
                FROM payment_events) AS step
            WHERE created_at < last_at - 1000
            """),
        ("the sandbox gave back what we say was given back",
            """
            SELECT payments.payment_id FROM payments LEFT JOIN sandbox_transactions ON sandbox_transactions.payment_id = payments.payment_id
            WHERE coalesce(sandbox_transactions.refunded_amount, 0) <>
                (SELECT coalesce(sum(amount), 0) FROM refunds WHERE refunds.payment_number = payments.payment_number AND refunds.status = 'success')
            """),
        ("the sandbox captured what we call captured, and nothing else",
            """
            SELECT payments.payment_id FROM payments LEFT JOIN sandbox_transactions ON sandbox_transactions.payment_id = payments.payment_id
            WHERE (payments.status = 'captured') <> (coalesce(sandbox_transactions.state, '') = 'captured')
            """),
        ("the sandbox holds nothing for a payment that has ended without money",
            """
            SELECT payments.payment_id FROM payments JOIN sandbox_transactions ON sandbox_transactions.payment_id = payments.payment_id
            WHERE payments.public_status IN ('failed', 'cancelled', 'error') AND sandbox_transactions.state IN ('authorised', 'captured')
            """),
        ("an operation that was intended has an outcome", "SELECT operation_id FROM provider_operations WHERE outcome IS NULL"),
        ("no work is given up", "SELECT work_number FROM work WHERE parked_at IS NOT NULL"),
    ];

    /// <summary>Waits until background work has come to rest, then asserts every rule.</summary>
    public static async Task BalanceAsync(GatewayUnderTest gateway)
    {
        await AtRestAsync(gateway);
        var rules = Invariants.All.Select(invariant => (invariant.Rule, Sql: invariant.BrokenSql)).Concat(AtRest);
        foreach (var (rule, sql) in rules)
        {
            var broken = await gateway.Database.ReadAsync(async session => await session.ListAsync<object>(sql));
            Assert.That(broken, Is.Empty, rule);
        }
    }

    /// <summary>Nothing but payments' ends is left to do.</summary>
    public static Task AtRestAsync(GatewayUnderTest gateway) => Until.TrueAsync(async () => (await WaitingAsync(gateway)).Count == 0, "the work is done");

    /// <summary>
    /// As <see cref="AtRestAsync"/>, with time passing for work that waits for it, such as asking a provider again: at once up to when
    /// something is due, and slowly while something is under way, which would be cut short by its time limit else.
    /// </summary>
    public static async Task AtRestInTimeAsync(GatewayUnderTest gateway)
    {
        var runner = gateway.Services.GetRequiredService<WorkRunner>();
        var startedAt = gateway.Clock.GetUtcNow();
        while (await WaitingAsync(gateway) is { Count: > 0 } waiting)
        {
            var now = gateway.Clock.GetUtcNow();
            Assert.That(now - startedAt, Is.LessThan(TimeSpan.FromDays(2)), "the work is not done in two days");
            var left = DateTimeOffset.FromUnixTimeMilliseconds(waiting.NextAt) - now;
            var isUnderWay = left <= TimeSpan.Zero || !runner.DrainAsync().IsCompleted;
            gateway.Clock.Pass(isUnderWay ? TimeSpan.FromSeconds(1) : left);
            await Task.Delay(isUnderWay ? 50 : 10);
        }
    }

    private static async Task<Waiting> WaitingAsync(GatewayUnderTest gateway) => await gateway.Database.ReadAsync(
        async session => (await session.ListAsync<Waiting>(
            """
            SELECT count(*) AS count, coalesce(min(CASE WHEN leased_until > due_at THEN leased_until ELSE due_at END), 0) AS next_at
            FROM work WHERE parked_at IS NULL AND (kind <> 'expire' OR due_at <= @now)
            """,
            new { now = gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds() }))[0]);

    private sealed class Waiting
    {
        public long Count { get; init; }

        public long NextAt { get; init; }
    }
}
