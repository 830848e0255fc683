using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>Captures at once.</summary>
internal static class SandboxCapture
{
    public static async Task<ModificationResult> RunAsync(SandboxLedger ledger, CaptureRequest request)
    {
        var operation = await ledger.OnceAsync(request.OperationId, request.TransactionId, "capture", request.Amount, async session =>
            await session.ExecuteAsync(
                """
                UPDATE sandbox_transactions SET state = 'captured'
                WHERE transaction_id = @TransactionId AND state = 'authorised' AND amount = @Amount
                """,
                request) == 1);
        return operation.Accepted != 0
            ? new ModificationResult.Completed(operation.Reference)
            : new ModificationResult.Refused("There is no authorised transaction of this amount to capture.");
    }
}
