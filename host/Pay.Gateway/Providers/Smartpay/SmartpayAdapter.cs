using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>Barclaycard SmartPay over SOAP. It cannot be asked about anything: what a lost answer said comes by notification only.</summary>
internal sealed class SmartpayAdapter : IPspAdapter
{
    public const string ProviderName = "smartpay";

    public string Name => ProviderName;

    public PspCapabilities Capabilities { get; } = new()
    {
        AsyncCapture = true,
        AsyncCancel = true,
        AsyncRefund = true,
        ThreeDSecure = true,
        CanCheckCredentials = true,
        NativeIdempotency = NativeIdempotency.None,
    };

    public CredentialSchema Credentials => SmartpayCredentials.Schema;

    public PspUrls Urls { get; } = new(
        new Uri("https://pal-test.barclaycardsmartpay.com/pal/servlet/soap/Payment"),
        new Uri("https://pal-live.barclaycardsmartpay.com/pal/servlet/soap/Payment"));

    public INotificationHandler Notifications { get; } = new SmartpayNotifications();

    public string? PreassignTransactionId(string paymentId) => null;

    public async Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline) =>
        SmartpayLogin.Of(context) is not { } login
            ? new AuthoriseResult.Failed(FailureClass.Credentials, SmartpayLogin.Missing, TransactionId: null)
            : SmartpayAuthorise.Read(
                await SendAsync(context, login, SmartpayAuthorise.Build(request, login.MerchantAccount), deadline), request.ReturnUrl);

    public async Task<AuthoriseResult> ContinueAsync(ContinueRequest request, PspContext context, CancellationToken deadline)
    {
        if (SmartpayAuthorise3d.Check(request, out var md, out var paRes) is { } ended)
        {
            return ended;
        }

        return SmartpayLogin.Of(context) is not { } login
            ? new AuthoriseResult.Failed(FailureClass.Credentials, SmartpayLogin.Missing, request.TransactionId)
            : SmartpayAuthorise3d.Read(
                await SendAsync(context, login, SmartpayAuthorise3d.Build(login.MerchantAccount, md, paRes), deadline),
                request.ReturnUrl,
                request.TransactionId);
    }

    public Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline) =>
        ModifyAsync(context, merchant => SmartpayCapture.Build(request, merchant), SmartpayCapture.Read, deadline);

    public Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline) =>
        request.TransactionId is not { } transactionId
            ? Task.FromResult<ModificationResult>(new ModificationResult.Failed(
                FailureClass.InvalidRequest, "SmartPay can release only what its reference is known of"))
            : ModifyAsync(context, merchant => SmartpayCancel.Build(transactionId, request.PaymentId, merchant), SmartpayCancel.Read, deadline);

    public Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline) =>
        ModifyAsync(context, merchant => SmartpayRefund.Build(request, merchant), SmartpayRefund.Read, deadline);

    public Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline) =>
        Task.FromResult<QueryResult>(new QueryResult.Inconclusive(CannotBeAsked));

    public Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline) =>
        Task.FromResult<RefundQueryResult>(new RefundQueryResult.Inconclusive(CannotBeAsked));

    public async Task<CredentialCheck> CheckCredentialsAsync(PspContext context, CancellationToken deadline) =>
        SmartpayLogin.Of(context) is not { } login
            ? new CredentialCheck.Refused(SmartpayLogin.Missing)
            : SmartpayCheckCredentials.Read(
                await SendAsync(context, login, SmartpayCheckCredentials.Build(login.MerchantAccount), deadline));

    private const string CannotBeAsked = "SmartPay has no inquiry";

    private static async Task<ModificationResult> ModifyAsync(
        PspContext context, Func<string, byte[]> build, Func<PspReply, ModificationResult> read, CancellationToken deadline) =>
        SmartpayLogin.Of(context) is not { } login
            ? new ModificationResult.Failed(FailureClass.Credentials, SmartpayLogin.Missing)
            : read(await SendAsync(context, login, build(login.MerchantAccount), deadline));

    private static Task<PspReply> SendAsync(PspContext context, SmartpayLogin login, byte[] body, CancellationToken deadline) =>
        context.Transport.SendAsync(SmartpaySoap.Message(context, login, body), deadline);
}
