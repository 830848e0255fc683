using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>Refunds at once, and never more than was captured.</summary>
internal static class SandboxRefund
{
    public static async Task<ModificationResult> RunAsync(SandboxLedger ledger, RefundRequest request)
    {
        var operation = await ledger.OnceAsync(request.OperationId, request.TransactionId, "refund", request.Amount, async session =>
            await session.ExecuteAsync(
                """
                UPDATE sandbox_transactions SET refunded_amount = refunded_amount + @Amount
                WHERE transaction_id = @TransactionId AND state = 'captured' AND refunded_amount + @Amount <= amount
                """,
                request) == 1);
        return operation.Accepted != 0
            ? new ModificationResult.Completed(operation.Reference)
            : new ModificationResult.Refused("There is not so much captured money left to give back.");
    }
}
