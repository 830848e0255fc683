using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>Captures, at once unless it was asked to take its time.</summary>
internal static class SandboxCapture
{
    public static async Task<ModificationResult> RunAsync(SandboxLedger ledger, CaptureRequest request, SandboxFault fault)
    {
        var order = new SandboxOrder(request.OperationId, request.PaymentId, request.TransactionId, SandboxFaults.Capture, request.Amount, fault);
        var state = order.IsFinishedLater ? SandboxTransaction.CaptureSubmitted : SandboxTransaction.Captured;
        var operation = await ledger.OnceAsync(order, async session => await session.ExecuteAsync(
            """
            UPDATE sandbox_transactions SET state = @state
            WHERE transaction_id = @TransactionId AND state = 'authorised' AND amount = @Amount
            """,
            new { request.TransactionId, request.Amount, state }) == 1);
        return operation.Answer("There is no authorised transaction of this amount to capture.");
    }
}
