using Pay.Providers;

namespace Acorn;

/// <summary>
/// Acorn, a PSP that does not exist: JSON over HTTP, captures and refunds confirmed at once, 3D Secure by redirect, signed notifications.
/// This class only wires: build a message, send it, read what came back.
/// </summary>
public sealed class AcornAdapter : IPspAdapter
{
    public string Name => "acorn";

    public PspCapabilities Capabilities { get; } = new()
    {
        CanQuery = true,
        CanQueryRefund = true,
        ThreeDSecure = true,
        CanCheckCredentials = true,
        NativeIdempotency = NativeIdempotency.Key,
        IdempotencyKeyLifetime = TimeSpan.FromDays(7),
    };

    public CredentialSchema Credentials => AcornCredentials.Schema;

    public PspUrls Urls { get; } = new(new Uri("https://api.test.acorn.example/"), new Uri("https://api.acorn.example/"));

    public INotificationHandler Notifications { get; } = new AcornNotifications();

    /// <summary>Acorn makes its ids itself.</summary>
    public string? PreassignTransactionId(string paymentId) => null;

    public async Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline) =>
        AcornAuthorise.Read(await context.Transport.SendAsync(AcornAuthorise.Build(request, context), deadline), request.PaymentId, request.Amount);

    public async Task<AuthoriseResult> ContinueAsync(ContinueRequest request, PspContext context, CancellationToken deadline) =>
        AcornContinue.Read(
            await context.Transport.SendAsync(AcornQuery.Build(request.PaymentId, request.TransactionId, context), deadline),
            request.PaymentId,
            request.Amount,
            request.TransactionId);

    public async Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline) =>
        AcornCapture.Read(await context.Transport.SendAsync(AcornCapture.Build(request, context), deadline), request);

    public async Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline) =>
        AcornCancel.Read(await context.Transport.SendAsync(AcornCancel.Build(request, context), deadline), request);

    public async Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline) =>
        AcornRefund.Read(await context.Transport.SendAsync(AcornRefund.Build(request, context), deadline), request);

    public async Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline) =>
        AcornQuery.Read(await context.Transport.SendAsync(AcornQuery.Build(request.PaymentId, request.TransactionId, context), deadline), request.PaymentId);

    public async Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline) =>
        AcornQueryRefund.Read(await context.Transport.SendAsync(AcornQueryRefund.Build(request, context), deadline), request);

    public async Task<CredentialCheck> CheckCredentialsAsync(PspContext context, CancellationToken deadline) =>
        AcornCredentials.Read(await context.Transport.SendAsync(AcornCredentials.Build(context), deadline));
}
