using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>Refunds, at once unless it was asked to take its time, and never more than was captured.</summary>
internal static class SandboxRefund
{
    public static async Task<ModificationResult> RunAsync(SandboxLedger ledger, RefundRequest request, SandboxFault fault)
    {
        var order = new SandboxOrder(
            request.OperationId, request.PaymentId, request.TransactionId, SandboxFaults.Refund, request.Amount, fault, request.RefundId);
        var operation = await ledger.OnceAsync(order, async session => await session.ExecuteAsync(
            """
            UPDATE sandbox_transactions SET refunded_amount = refunded_amount + @Amount
            WHERE transaction_id = @TransactionId AND state = 'captured' AND refunded_amount + @Amount <= amount
            """,
            request) == 1);
        return operation.Answer("There is not so much captured money left to give back.");
    }
}
