using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>Tells what became of a refund.</summary>
internal static class SandboxQueryRefund
{
    public static async Task<RefundQueryResult> RunAsync(SandboxLedger ledger, RefundQueryRequest request, SandboxFault fault) =>
        await ledger.FindOperationAsync(request.OperationId) switch
        {
            null => new RefundQueryResult.NotFound(),
            _ when fault == SandboxFault.NotFound => new RefundQueryResult.NotFound(),
            { State: SandboxOperation.Submitted } => new RefundQueryResult.Pending(),
            { State: SandboxOperation.Done, Accepted: not 0 } done => new RefundQueryResult.Succeeded(done.Reference),
            _ => new RefundQueryResult.Failed("The sandbox refused it."),
        };
}
