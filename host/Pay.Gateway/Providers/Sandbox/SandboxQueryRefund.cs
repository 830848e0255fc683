using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>Tells what became of a refund.</summary>
internal static class SandboxQueryRefund
{
    public static async Task<RefundQueryResult> RunAsync(SandboxLedger ledger, RefundQueryRequest request) =>
        await ledger.FindOperationAsync(request.OperationId) switch
        {
            null => new RefundQueryResult.NotFound(),
            { Accepted: not 0 } done => new RefundQueryResult.Succeeded(done.Reference),
            _ => new RefundQueryResult.Failed("The sandbox refused it."),
        };
}
