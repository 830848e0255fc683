using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>Tells what the sandbox holds for a payment.</summary>
internal static class SandboxQuery
{
    public static async Task<QueryResult> RunAsync(SandboxLedger ledger, QueryRequest request, SandboxFault fault) =>
        await ledger.FindAsync(request.TransactionId) switch
        {
            null => new QueryResult.NotFound(),
            _ when fault == SandboxFault.NotFound => new QueryResult.NotFound(),
            var held => new QueryResult.Found(StateOf(held.State), held.TransactionId, held.Amount),
        };

    private static PspPaymentState StateOf(string state) => state switch
    {
        SandboxTransaction.Authorised or SandboxTransaction.CancelSubmitted => PspPaymentState.Authorised,
        SandboxTransaction.Rejected => PspPaymentState.Rejected,
        SandboxTransaction.Cancelled => PspPaymentState.Cancelled,
        SandboxTransaction.CaptureSubmitted => PspPaymentState.CaptureSubmitted,
        SandboxTransaction.Captured => PspPaymentState.Captured,
        _ => PspPaymentState.Error,
    };
}
