namespace Pay.Gateway.Reliability;

/// <summary>
/// Intent before call (money rules 1 and 2), and our books beside the sandbox's. A call is seen in the provider's books before its
/// result is in ours, so these say what holds in between, too.
/// </summary>
internal static class ProviderInvariants
{
    public static readonly Invariant[] All =
    [
        new("no card is sent to a provider without a written intent", "payments",
            """
            SELECT payment_id FROM payments WHERE transaction_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM provider_operations
                WHERE provider_operations.payment_number = payments.payment_number AND provider_operations.kind = 'authorise')
            """),
        new("no money is taken without a written intent", "payments",
            """
            SELECT payment_id FROM payments WHERE status IN ('capture_approved', 'capture_ready', 'capture_submitted', 'captured', 'capture_error')
                AND NOT EXISTS (
                    SELECT 1 FROM provider_operations
                    WHERE provider_operations.payment_number = payments.payment_number AND provider_operations.kind = 'capture')
            """),
        new("the sandbox heard of nothing that was not written down first", "sandbox_operations",
            """
            SELECT sandbox_operations.operation_id FROM sandbox_operations WHERE NOT EXISTS (
                SELECT 1 FROM provider_operations WHERE provider_operations.operation_id = sandbox_operations.operation_id)
            """),
        new("a payment has at most one transaction at the sandbox", "sandbox_transactions",
            "SELECT payment_id FROM sandbox_transactions GROUP BY payment_id HAVING count(*) > 1"),
        new("the sandbox was asked for the payment's amount", "sandbox_transactions",
            """
            SELECT payments.payment_id FROM sandbox_transactions JOIN payments ON payments.payment_id = sandbox_transactions.payment_id
            WHERE sandbox_transactions.amount <> payments.amount
            """),
        new("the sandbox took no money for a payment that is no success", "sandbox_transactions",
            """
            SELECT payments.payment_id FROM sandbox_transactions JOIN payments ON payments.payment_id = sandbox_transactions.payment_id
            WHERE sandbox_transactions.state = 'captured' AND payments.public_status <> 'success'
            """),
        new("what we call captured, the sandbox has captured", "payments",
            """
            SELECT payments.payment_id FROM payments
            LEFT JOIN sandbox_transactions ON sandbox_transactions.transaction_id = payments.transaction_id
            WHERE payments.provider = 'sandbox' AND payments.status = 'captured' AND coalesce(sandbox_transactions.state, '') <> 'captured'
            """),
        new("the sandbox gave back what we call given back, and no more than was reserved", "sandbox_transactions",
            """
            SELECT payments.payment_id FROM sandbox_transactions JOIN payments ON payments.payment_id = sandbox_transactions.payment_id
            WHERE sandbox_transactions.refunded_amount > payments.refunded_amount OR sandbox_transactions.refunded_amount < (
                SELECT coalesce(sum(refunds.amount), 0) FROM refunds
                WHERE refunds.payment_number = payments.payment_number AND refunds.status = 'success')
            """),
    ];
}
