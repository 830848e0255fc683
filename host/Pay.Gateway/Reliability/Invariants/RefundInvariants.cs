namespace Pay.Gateway.Reliability;

/// <summary>What is given back, and what is reserved for it (money rules 1 and 5).</summary>
internal static class RefundInvariants
{
    public static readonly Invariant[] All =
    [
        new("what is reserved is the sum of the refunds that did not fail", "payments",
            """
            SELECT payment_id FROM payments WHERE refunded_amount <> (
                SELECT coalesce(sum(refunds.amount), 0) FROM refunds
                WHERE refunds.payment_number = payments.payment_number AND refunds.status <> 'error')
            """),
        new("no payment gives back more than it took", "payments",
            "SELECT payment_id FROM payments WHERE refunded_amount > amount OR refunded_amount < 0"),
        new("a refund is where its last event left it", "refunds",
            """
            SELECT refund_id FROM refunds WHERE status <> coalesce((
                SELECT payment_events.public_status FROM payment_events
                WHERE payment_events.payment_number = refunds.payment_number AND payment_events.refund_number = refunds.refund_number
                ORDER BY event_number DESC LIMIT 1), '')
            """),
        new("a refund begins once and enters no state twice", "refunds",
            """
            SELECT refund_id FROM refunds WHERE 1 <> (
                SELECT CASE WHEN count(*) = count(DISTINCT payment_events.status)
                    THEN coalesce(sum(CASE WHEN payment_events.status = 'submitted' THEN 1 ELSE 0 END), 0) ELSE 0 END
                FROM payment_events
                WHERE payment_events.payment_number = refunds.payment_number AND payment_events.refund_number = refunds.refund_number)
            """),
        new("an event of a refund stands with the refund's payment", "payment_events",
            """
            SELECT payments.payment_id FROM payment_events
            JOIN payments ON payments.payment_number = payment_events.payment_number
            LEFT JOIN refunds ON refunds.refund_number = payment_events.refund_number
            WHERE payment_events.refund_number IS NOT NULL AND coalesce(refunds.payment_number, 0) <> payment_events.payment_number
            """),
        new("a refund is written together with the intent to send it", "refunds",
            """
            SELECT refund_id FROM refunds WHERE 1 <> (
                SELECT count(*) FROM provider_operations
                WHERE provider_operations.payment_number = refunds.payment_number
                    AND provider_operations.refund_number = refunds.refund_number AND provider_operations.kind = 'refund')
            """),
        new("a refund that is not settled has work that will settle it", "refunds",
            """
            SELECT refunds.refund_id FROM refunds
            LEFT JOIN provider_operations ON provider_operations.payment_number = refunds.payment_number
                AND provider_operations.refund_number = refunds.refund_number
            LEFT JOIN work ON work.operation_id = provider_operations.operation_id
            WHERE refunds.status = 'submitted' AND work.work_number IS NULL
            """),
    ];
}
