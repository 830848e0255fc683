namespace Pay.Gateway.Reliability;

/// <summary>A payment, its events, and the work that it waits for (money rules 5 to 7).</summary>
internal static class PaymentInvariants
{
    public static readonly Invariant[] All =
    [
        new("a payment is where its last event left it", "payments",
            """
            SELECT payment_id FROM payments WHERE status || ' ' || public_status <> coalesce((
                SELECT payment_events.status || ' ' || payment_events.public_status FROM payment_events
                WHERE payment_events.payment_number = payments.payment_number AND refund_number IS NULL
                ORDER BY event_number DESC LIMIT 1), '')
            """),
        new("a payment begins once", "payments",
            """
            SELECT payment_id FROM payments WHERE 1 <> (
                SELECT count(*) FROM payment_events
                WHERE payment_events.payment_number = payments.payment_number AND refund_number IS NULL AND payment_events.status = 'created')
            ORDER BY payment_number
            """),
        // But a bank may ask its customer once more.
        new("a payment enters no state twice", "payments",
            """
            SELECT payment_id FROM payments WHERE 0 <> (
                SELECT count(*) - count(DISTINCT payment_events.status) FROM payment_events
                WHERE payment_events.payment_number = payments.payment_number AND refund_number IS NULL
                    AND payment_events.status NOT LIKE 'authorisation_3ds%')
            ORDER BY payment_number
            """),
        // lifecycle.md section 1.2, written out here as well: the code that moves payments is not asked whether it did right.
        new("a payment moves only along the published table", "payment_events",
            """
            SELECT payment_id FROM payments WHERE payment_number IN (
                SELECT payment_number FROM (
                    SELECT payment_number, public_status AS next_status,
                        coalesce(lag(public_status) OVER (PARTITION BY payment_number ORDER BY event_number), '') AS last_status
                    FROM payment_events WHERE refund_number IS NULL) AS step
                WHERE next_status <> last_status AND last_status || ' ' || next_status NOT IN (
                    ' created', 'created started', 'created failed', 'created cancelled',
                    'started submitted', 'started capturable', 'started success', 'started failed', 'started cancelled', 'started error',
                    'submitted success', 'submitted capturable', 'submitted failed', 'submitted cancelled',
                    'capturable success', 'capturable failed', 'capturable cancelled', 'success error'))
            """),
        new("what is under way has work that will finish it", "payments",
            """
            SELECT payments.payment_id FROM payments LEFT JOIN work ON work.payment_number = payments.payment_number AND work.kind = CASE
                WHEN payments.status IN ('authorisation_ready', 'authorisation_3ds_ready', 'authorisation_unknown') THEN 'inquire'
                WHEN payments.status LIKE 'capture%' THEN 'capture' WHEN payments.status LIKE '%cancel_ready' THEN 'cancel' ELSE 'expire' END
            WHERE work.work_number IS NULL AND payments.status IN (
                'created', 'entering_card_details', 'authorisation_ready', 'authorisation_3ds_required', 'authorisation_3ds_ready',
                'authorisation_success', 'authorisation_unknown', 'awaiting_capture_request', 'capture_approved', 'capture_ready',
                'capture_submitted', 'user_cancel_ready', 'system_cancel_ready', 'expire_cancel_ready')
            """),
        new("no more of a card is kept than may be", "payments",
            "SELECT payment_id FROM payments WHERE length(card_first_digits) > 6 OR length(card_last_digits) > 4"),
    ];
}
