namespace Pay.Torture.Checks;

/// <summary>
/// What holds when everything that was begun has come to its end: our books and the provider's say the same, each effect once, nothing is
/// left open. What holds at every commit is in the gateway itself and is checked besides.
/// </summary>
internal static class AtRest
{
    public static readonly (string Rule, string Sql)[] Rules =
    [
        ("no operation is without a certain outcome",
            "SELECT operation_id FROM provider_operations WHERE outcome IS NULL OR outcome NOT IN ('confirmed', 'rejected')"),
        ("no payment is in between",
            """
            SELECT payment_id FROM payments WHERE status IN (
                'authorisation_ready', 'authorisation_unknown', 'capture_approved', 'capture_ready', 'capture_submitted', 'capture_error',
                'user_cancel_ready', 'system_cancel_ready', 'expire_cancel_ready', 'user_cancel_error', 'system_cancel_error', 'expire_cancel_failed')
            """),
        ("no refund is in between, and none was refused by the provider", "SELECT refund_id FROM refunds WHERE status <> 'success'"),
        ("no work waits but for payments' ends", "SELECT kind || ' ' || coalesce(reason, '') FROM work WHERE kind <> 'expire'"),
        ("no work is parked", "SELECT kind || ' ' || coalesce(reason, '') FROM work WHERE parked_at IS NOT NULL"),
        ("every answered key has its answer",
            "SELECT route || ' ' || idempotency_key FROM idempotency_keys WHERE status_code IS NULL"),
        ("no refund answers two keys",
            "SELECT CAST(refund_number AS TEXT) FROM idempotency_keys WHERE refund_number IS NOT NULL GROUP BY refund_number HAVING count(*) > 1"),
        ("what we call done, the provider has done once",
            """
            SELECT provider_operations.operation_id FROM provider_operations WHERE outcome = 'confirmed' AND NOT EXISTS (
                SELECT 1 FROM sandbox_operations WHERE sandbox_operations.operation_id = provider_operations.operation_id
                    AND sandbox_operations.kind = provider_operations.kind AND sandbox_operations.accepted = 1 AND sandbox_operations.state = 'done')
            """),
        ("what the provider has done, we call done",
            """
            SELECT sandbox_operations.operation_id FROM sandbox_operations
            LEFT JOIN provider_operations ON provider_operations.operation_id = sandbox_operations.operation_id
            WHERE sandbox_operations.accepted = 1 AND sandbox_operations.state = 'done' AND coalesce(provider_operations.outcome, '') <> 'confirmed'
            """),
        ("the provider did each thing to a payment once",
            """
            SELECT transaction_id || ' ' || kind FROM sandbox_operations WHERE accepted = 1 AND state = 'done' AND kind <> 'refund'
            GROUP BY transaction_id, kind HAVING count(*) > 1
            """),
        ("the provider gave back each refund once, in its amount",
            """
            SELECT refunds.refund_id FROM refunds
            LEFT JOIN provider_operations ON provider_operations.refund_number = refunds.refund_number
            LEFT JOIN sandbox_operations ON sandbox_operations.operation_id = provider_operations.operation_id
                AND sandbox_operations.accepted = 1 AND sandbox_operations.state = 'done' AND sandbox_operations.amount = refunds.amount
            WHERE refunds.status = 'success' GROUP BY refunds.refund_id HAVING count(sandbox_operations.operation_id) <> 1
            """),
        ("the provider gave back what we say was given back",
            """
            SELECT payments.payment_id FROM payments LEFT JOIN sandbox_transactions ON sandbox_transactions.payment_id = payments.payment_id
            WHERE coalesce(sandbox_transactions.refunded_amount, 0) <> payments.refunded_amount
            """),
        ("the provider captured what we call captured, and nothing else",
            """
            SELECT payments.payment_id FROM payments LEFT JOIN sandbox_transactions ON sandbox_transactions.payment_id = payments.payment_id
            WHERE (payments.status = 'captured') <> (coalesce(sandbox_transactions.state, '') = 'captured')
            """),
        ("the provider holds nothing for a payment that has ended without money",
            """
            SELECT payments.payment_id FROM payments JOIN sandbox_transactions ON sandbox_transactions.payment_id = payments.payment_id
            WHERE payments.public_status IN ('failed', 'cancelled', 'error') AND sandbox_transactions.state = 'authorised'
            """),
    ];

    /// <summary>Besides, once the time of every payment is over.</summary>
    public static readonly (string Rule, string Sql)[] AfterExpiry =
    [
        ("no work is left at all", "SELECT kind || ' ' || coalesce(reason, '') FROM work"),
        ("every payment has ended", "SELECT payment_id FROM payments WHERE public_status NOT IN ('success', 'failed', 'cancelled', 'error')"),
        ("the provider holds no money for anybody", "SELECT payment_id FROM sandbox_transactions WHERE state = 'authorised'"),
    ];
}
