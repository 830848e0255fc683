using NUnit.Framework;

namespace Pay.Gateway.Tests;

/// <summary>What must hold in the database whatever has happened, in plain SQL (money rules 1, 5 and 6).</summary>
internal static class Books
{
    private static readonly (string Rule, string Sql)[] Rules =
    [
        ("what is refunded is the sum of the refunds that did not fail",
            """
            SELECT payment_id FROM payments WHERE refunded_amount <>
                (SELECT coalesce(sum(amount), 0) FROM refunds WHERE refunds.payment_number = payments.payment_number AND refunds.status <> 'error')
            """),
        ("no payment gives back more than it took", "SELECT payment_id FROM payments WHERE refunded_amount > amount OR refunded_amount < 0"),
        ("the public status of a payment is that of its last event",
            """
            SELECT payment_id FROM payments WHERE public_status <> (
                SELECT public_status FROM payment_events
                WHERE payment_events.payment_number = payments.payment_number AND refund_number IS NULL ORDER BY event_number DESC LIMIT 1)
            """),
        ("the status of a payment is that of its last event",
            """
            SELECT payment_id FROM payments WHERE status <> (
                SELECT status FROM payment_events
                WHERE payment_events.payment_number = payments.payment_number AND refund_number IS NULL ORDER BY event_number DESC LIMIT 1)
            """),
        ("a payment begins once",
            """
            SELECT payment_id FROM payments WHERE 1 <> (
                SELECT count(*) FROM payment_events WHERE payment_events.payment_number = payments.payment_number AND status = 'created' AND refund_number IS NULL)
            """),
        ("no state is entered twice",
            "SELECT payment_number FROM payment_events WHERE refund_number IS NULL GROUP BY payment_number, status HAVING count(*) > 1"),
        ("no refund's state is entered twice",
            "SELECT refund_number FROM payment_events WHERE refund_number IS NOT NULL GROUP BY refund_number, status HAVING count(*) > 1"),
        ("the state of a refund is that of its last event",
            """
            SELECT refund_id FROM refunds WHERE status <> coalesce((
                SELECT public_status FROM payment_events WHERE payment_events.refund_number = refunds.refund_number ORDER BY event_number DESC LIMIT 1), '')
            """),
        ("events do not go back in time",
            """
            SELECT later.event_number FROM payment_events later JOIN payment_events earlier
                ON earlier.payment_number = later.payment_number AND earlier.event_number < later.event_number AND earlier.created_at > later.created_at
            """),
        ("the sandbox gave back what we say was given back",
            """
            SELECT payments.payment_id FROM payments LEFT JOIN sandbox_transactions ON sandbox_transactions.payment_id = payments.payment_id
            WHERE coalesce(sandbox_transactions.refunded_amount, 0) <>
                (SELECT coalesce(sum(amount), 0) FROM refunds WHERE refunds.payment_number = payments.payment_number AND refunds.status = 'success')
            """),
        ("the sandbox was asked for an amount that is the payment's",
            """
            SELECT payments.payment_id FROM payments JOIN sandbox_transactions ON sandbox_transactions.payment_id = payments.payment_id
            WHERE sandbox_transactions.amount <> payments.amount
            """),
        ("a payment has at most one transaction at the sandbox", "SELECT payment_id FROM sandbox_transactions GROUP BY payment_id HAVING count(*) > 1"),
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
        ("a provider heard of nothing that we had not written down first",
            "SELECT operation_id FROM sandbox_operations WHERE operation_id NOT IN (SELECT operation_id FROM provider_operations)"),
        ("no work is given up", "SELECT work_number FROM work WHERE parked_at IS NOT NULL"),
    ];

    /// <summary>The legal successors of each public state (lifecycle.md section 1.2).</summary>
    private static readonly Dictionary<string, string[]> Next = new(StringComparer.Ordinal)
    {
        ["created"] = ["started", "failed", "cancelled"],
        ["started"] = ["submitted", "failed", "cancelled", "error"],
        ["submitted"] = ["success", "capturable", "failed", "cancelled"],
        ["capturable"] = ["success", "failed", "cancelled"],
        ["success"] = ["error"],
        ["failed"] = [],
        ["cancelled"] = [],
        ["error"] = [],
    };

    /// <summary>Waits until background work has come to rest, then asserts every rule.</summary>
    public static async Task BalanceAsync(GatewayUnderTest gateway)
    {
        await AtRestAsync(gateway);
        foreach (var (rule, sql) in Rules)
        {
            var broken = await gateway.Database.ReadAsync(async session => await session.ListAsync<object>(sql));
            Assert.That(broken, Is.Empty, rule);
        }

        var events = await gateway.Database.ReadAsync(async session => await session.ListAsync<Entry>(
            "SELECT payment_number, public_status FROM payment_events WHERE refund_number IS NULL ORDER BY payment_number, event_number"));
        foreach (var history in events.GroupBy(entry => entry.PaymentNumber))
        {
            var states = history.Select(entry => entry.PublicStatus).ToList();
            Assert.That(states[0], Is.EqualTo("created"));
            foreach (var (from, to) in states.Zip(states.Skip(1)).Where(step => step.First != step.Second))
            {
                Assert.That(Next[from], Does.Contain(to), $"{from} -> {to} in {string.Join(' ', states)}");
            }
        }
    }

    /// <summary>Nothing but payments' ends is left to do.</summary>
    public static Task AtRestAsync(GatewayUnderTest gateway) => Until.TrueAsync(async () => await WaitingAsync(gateway) == 0, "the work is done");

    /// <summary>As <see cref="AtRestAsync"/>, with the clock moved on for work that waits for a later time, such as asking a provider again.</summary>
    public static Task AtRestInTimeAsync(GatewayUnderTest gateway)
    {
        var patience = TimeSpan.FromMinutes(60);
        return Until.TrueAsync(
            async () =>
            {
                if (await WaitingAsync(gateway) == 0)
                {
                    return true;
                }

                var step = TimeSpan.FromMinutes(patience > TimeSpan.Zero ? 1 : 0);
                patience -= step;
                gateway.Clock.Advance(step);
                return false;
            },
            "the work is done");
    }

    private static async Task<long> WaitingAsync(GatewayUnderTest gateway) => await gateway.Database.ReadAsync(
        async session => await session.ScalarAsync<long>(
            "SELECT count(*) FROM work WHERE parked_at IS NULL AND (kind <> 'expire' OR due_at <= @now)",
            new { now = gateway.Clock.GetUtcNow().ToUnixTimeMilliseconds() }));

    private sealed class Entry
    {
        public long PaymentNumber { get; init; }
        public string PublicStatus { get; init; } = "";
    }
}
