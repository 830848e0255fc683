using Pay.Gateway.Providers.Stripe.Webhooks;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>Stripe by its PaymentIntents API: each operation is built, sent and read, and what it means is in the operation's own file.</summary>
internal sealed class StripeAdapter : IPspAdapter
{
    private static readonly Uri Api = new("https://api.stripe.com");

    public string Name => "stripe";

    public PspCapabilities Capabilities { get; } = new()
    {
        CanQuery = true,
        CanQueryRefund = true,
        ThreeDSecure = true,
        NotificationEndsAuthentication = true,
        CanCheckCredentials = true,
        NativeIdempotency = NativeIdempotency.Key,
        IdempotencyKeyLifetime = TimeSpan.FromHours(24),
    };

    public CredentialSchema Credentials => StripeCredentials.Schema;

    /// <summary>The key tells test from live, not the address.</summary>
    public PspUrls Urls { get; } = new(Api, Api);

    public INotificationHandler Notifications { get; } = new StripeNotifications();

    public string? PreassignTransactionId(string paymentId) => null;

    public async Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline)
    {
        if (StripeAccess.Of(context, out var fault) is not { } access)
        {
            return new AuthoriseResult.Failed(FailureClass.Credentials, fault, TransactionId: null);
        }

        var made = await context.Transport.SendAsync(StripeAuthorise.BuildPaymentMethod(request, access), deadline);
        var (paymentMethodId, failure) = StripeAuthorise.ReadPaymentMethod(made);
        if (paymentMethodId is null)
        {
            return failure!;
        }

        var confirmed = await context.Transport.SendAsync(StripeAuthorise.BuildIntent(request, paymentMethodId, access), deadline);
        return StripeAuthorise.ReadIntent(confirmed, request.PaymentId, request.Amount);
    }

    public async Task<AuthoriseResult> ContinueAsync(ContinueRequest request, PspContext context, CancellationToken deadline)
    {
        // Without an answer the payer's visit to the bank may have ended in an authorisation: none of this is a definite failure.
        if (StripeAccess.Of(context, out var fault) is not { } access)
        {
            return new AuthoriseResult.Unknown(fault) { TransactionId = request.TransactionId };
        }

        return request.TransactionId is { } transactionId
            ? StripeContinue.Read(await context.Transport.SendAsync(StripeContinue.Build(transactionId, access), deadline), request)
            : new AuthoriseResult.Unknown("the intent's id is not known");
    }

    public async Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline) =>
        StripeAccess.Of(context, out var fault) is { } access
            ? StripeCapture.Read(await context.Transport.SendAsync(StripeCapture.Build(request, access), deadline), request)
            : new ModificationResult.Failed(FailureClass.Credentials, fault);

    public async Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline)
    {
        if (StripeAccess.Of(context, out var fault) is not { } access)
        {
            return new ModificationResult.Failed(FailureClass.Credentials, fault);
        }

        var transactionId = request.TransactionId;
        if (transactionId is null)
        {
            var found = await context.Transport.SendAsync(StripeQuery.BuildSearch(request.PaymentId, access), deadline);
            (transactionId, var failure) = StripeCancel.ReadSearch(found, request);
            if (transactionId is null)
            {
                return failure!;
            }
        }

        return StripeCancel.Read(
            await context.Transport.SendAsync(StripeCancel.Build(transactionId, request, access), deadline), transactionId, request);
    }

    public async Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline) =>
        StripeAccess.Of(context, out var fault) is { } access
            ? StripeRefund.Read(await context.Transport.SendAsync(StripeRefund.Build(request, access), deadline), request)
            : new ModificationResult.Failed(FailureClass.Credentials, fault);

    public async Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline)
    {
        if (StripeAccess.Of(context, out var fault) is not { } access)
        {
            return new QueryResult.Inconclusive(fault);
        }

        return request.TransactionId is { } transactionId
            ? StripeQuery.ReadById(await context.Transport.SendAsync(StripeQuery.BuildById(transactionId, access), deadline), request)
            : StripeQuery.ReadBySearch(
                await context.Transport.SendAsync(StripeQuery.BuildSearch(request.PaymentId, access), deadline), request, context.Clock.GetUtcNow());
    }

    public async Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline) =>
        StripeAccess.Of(context, out var fault) is { } access
            ? StripeQueryRefund.Read(await context.Transport.SendAsync(StripeQueryRefund.Build(request, access), deadline), request)
            : new RefundQueryResult.Inconclusive(fault);

    public async Task<CredentialCheck> CheckCredentialsAsync(PspContext context, CancellationToken deadline) =>
        StripeAccess.Of(context, out var fault) is { } access
            ? StripeCheckCredentials.Read(await context.Transport.SendAsync(StripeCheckCredentials.Build(access), deadline), access)
            : new CredentialCheck.Refused(fault);
}
