using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>Releases at once.</summary>
internal static class SandboxCancel
{
    public static async Task<ModificationResult> RunAsync(SandboxLedger ledger, CancelRequest request)
    {
        var operation = await ledger.OnceAsync(request.OperationId, request.TransactionId, "cancel", amount: 0, async session =>
            await session.ExecuteAsync(
                """
                UPDATE sandbox_transactions SET state = 'cancelled'
                WHERE transaction_id = @TransactionId AND state IN ('authorised', 'cancelled')
                """,
                request) == 1);
        return operation.Accepted != 0
            ? new ModificationResult.Completed(operation.Reference)
            : new ModificationResult.Refused("There is no authorised transaction to cancel.");
    }
}
