using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>Releases, at once unless it was asked to take its time.</summary>
internal static class SandboxCancel
{
    public static async Task<ModificationResult> RunAsync(SandboxLedger ledger, CancelRequest request, SandboxFault fault)
    {
        var order = new SandboxOrder(request.OperationId, request.PaymentId, request.TransactionId!, SandboxFaults.Cancel, Amount: 0, fault);
        var state = order.IsFinishedLater ? SandboxTransaction.CancelSubmitted : SandboxTransaction.Cancelled;
        var operation = await ledger.OnceAsync(order, async session => await session.ExecuteAsync(
            """
            UPDATE sandbox_transactions SET state = @state
            WHERE transaction_id = @TransactionId AND state IN ('authorised', 'cancelled')
            """,
            new { request.TransactionId, state }) == 1);
        return operation.Answer("There is no authorised transaction to cancel.");
    }
}
