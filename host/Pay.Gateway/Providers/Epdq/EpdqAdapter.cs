using Pay.Gateway.Providers.Epdq.Notifications;
using Pay.Gateway.Providers.Epdq.ThreeDSecure;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq;

/// <summary>Barclays ePDQ (Ogone's DirectLink): forms out, XML attributes back. Each operation is built and read in a file of its own.</summary>
internal sealed class EpdqAdapter : IPspAdapter
{
    public const string ProviderName = "epdq";

    public string Name => ProviderName;

    public PspCapabilities Capabilities { get; } = new()
    {
        CanQuery = true,
        CanQueryRefund = true,
        AsyncCapture = true,
        AsyncCancel = true,
        AsyncRefund = true,
        ThreeDSecure = true,
        CanCheckCredentials = true,
        NativeIdempotency = NativeIdempotency.OrderId,
    };

    public CredentialSchema Credentials => EpdqCredentials.Schema;

    public PspUrls Urls { get; } = new(
        new Uri("https://mdepayments.epdq.co.uk/ncol/test/"),
        new Uri("https://payments.epdq.co.uk/ncol/prod/"));

    public INotificationHandler Notifications { get; } = new EpdqNotifications();

    /// <summary>ePDQ numbers its transactions itself; until it has told, an order is known by the payment's id.</summary>
    public string? PreassignTransactionId(string paymentId) => null;

    public async Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline) =>
        EpdqAuthorise.Read(await context.Transport.SendAsync(EpdqAuthorise.Build(request, context), deadline), request);

    public async Task<AuthoriseResult> ContinueAsync(ContinueRequest request, PspContext context, CancellationToken deadline) =>
        EpdqContinue.Read(await context.Transport.SendAsync(EpdqQuery.Build(EpdqContinue.Question(request), context), deadline), request);

    public async Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline) =>
        EpdqCapture.Read(await context.Transport.SendAsync(EpdqCapture.Build(request, context), deadline), request);

    public async Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline) =>
        EpdqCancel.Read(await context.Transport.SendAsync(EpdqCancel.Build(request, context), deadline), request);

    public async Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline) =>
        EpdqRefund.Read(await context.Transport.SendAsync(EpdqRefund.Build(request, context), deadline), request);

    public async Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline) =>
        EpdqQuery.Read(await context.Transport.SendAsync(EpdqQuery.Build(request, context), deadline), request);

    public async Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline) =>
        EpdqQueryRefund.Build(request, context) is { } message
            ? EpdqQueryRefund.Read(await context.Transport.SendAsync(message, deadline), request)
            : EpdqQueryRefund.NoReference();

    public async Task<CredentialCheck> CheckCredentialsAsync(PspContext context, CancellationToken deadline) =>
        EpdqCheckCredentials.Read(await context.Transport.SendAsync(EpdqCheckCredentials.Build(context), deadline));
}
