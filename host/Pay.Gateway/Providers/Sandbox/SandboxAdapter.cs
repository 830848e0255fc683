using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>
/// The built-in provider without money: what becomes of a payment depends on the card number alone. It behaves like any other
/// adapter, down to recognising a repeated operation by its id.
/// </summary>
internal sealed class SandboxAdapter(SandboxLedger ledger) : IPspAdapter
{
    public string Name => "sandbox";

    public PspCapabilities Capabilities { get; } = new()
    {
        TestOnly = true,
        PreassignsId = true,
        CanQuery = true,
        CanQueryRefund = true,
        NativeIdempotency = NativeIdempotency.Key,
    };

    public CredentialSchema Credentials => CredentialSchema.None;

    public string PreassignTransactionId(string paymentId) => Guid.NewGuid().ToString("D");

    public Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline) =>
        SandboxAuthorise.RunAsync(ledger, request);

    public Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline) =>
        SandboxCapture.RunAsync(ledger, request);

    public Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline) =>
        SandboxCancel.RunAsync(ledger, request);

    public Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline) =>
        SandboxRefund.RunAsync(ledger, request);

    public Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline) =>
        SandboxQuery.RunAsync(ledger, request);

    public Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline) =>
        SandboxQueryRefund.RunAsync(ledger, request);
}
