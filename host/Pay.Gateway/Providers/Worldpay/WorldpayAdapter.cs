using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Gateway.Providers.Worldpay.ThreeDSecure;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay;

/// <summary>Worldpay's corporate gateway (WPG): XML documents of <c>paymentService</c>, version 1.4.</summary>
internal sealed class WorldpayAdapter : IPspAdapter
{
    private const string IdempotencyKeysSetting = "IdempotencyKeys";

    public string Name => "worldpay";

    public PspCapabilities Capabilities { get; } = new()
    {
        PreassignsId = true,
        CanQuery = true,
        AsyncCapture = true,
        AsyncCancel = true,
        AsyncRefund = true,
        ThreeDSecure = true,
        DeviceCollection = true,
        CanCheckCredentials = true,

        // Idempotency keys have to be enabled for each merchant at Worldpay, so nothing may depend on them.
        NativeIdempotency = NativeIdempotency.OrderId,
    };

    public CredentialSchema Credentials => WorldpayCredentials.Schema;

    public PspUrls Urls { get; } = new(
        new Uri("https://secure-test.worldpay.com/jsp/merchant/xml/paymentService.jsp"),
        new Uri("https://secure.worldpay.com/jsp/merchant/xml/paymentService.jsp"));

    public INotificationHandler Notifications { get; } = new WorldpayNotifications();

    public string PreassignTransactionId(string paymentId) => Guid.NewGuid().ToString("D");

    public DeviceCollection? CollectDeviceData(PspContext context) => WorldpayDeviceData.Of(context);

    public async Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline)
    {
        if (request.TransactionId is not { Length: > 0 and <= WorldpayDocument.OrderCodeCharactersMax } orderCode)
        {
            return new AuthoriseResult.Failed(FailureClass.InvalidRequest, "the payment has no order code", TransactionId: null);
        }

        var body = WorldpayAuthorise.Build(request, orderCode, WorldpayCredentials.MerchantId(context), WorldpayCredentials.Flex(context) is not null);
        var reply = await context.Transport.SendAsync(WorldpayDocument.Message(context, body, IdempotencyKey(context, request.OperationId)), deadline);
        return Interpret(
            reply,
            new AuthenticatedPayment(request.PaymentId, orderCode, request.ReturnUrl),
            new WorldpaySession(request.PaymentId, Machine: null, IsChallenge: false, Round: 1),
            content => WorldpayAuthorise.Read(content, request, orderCode),
            context);
    }

    public async Task<AuthoriseResult> ContinueAsync(ContinueRequest request, PspContext context, CancellationToken deadline)
    {
        if (request.TransactionId is not { } orderCode || WorldpaySession.Read(request.ProviderState) is not { } session)
        {
            return new AuthoriseResult.Failed(FailureClass.InvalidRequest, "what was kept of the 3D Secure request cannot be read", request.TransactionId) { CleanUp = true };
        }

        if (WorldpayContinue.AnswerOf(request, session) is not { } answer)
        {
            return new AuthoriseResult.Rejected("the payer came back from 3D Secure without the bank's answer", orderCode) { CleanUp = true };
        }

        var body = WorldpayContinue.Build(answer, orderCode, WorldpayCredentials.MerchantId(context), session);
        var key = IdempotencyKey(context, FormattableString.Invariant($"{request.OperationId}/3ds/{session.Round}"));
        var reply = await context.Transport.SendAsync(WorldpayDocument.Message(context, body, [.. session.Headers, .. key]), deadline);
        return Interpret(
            reply,
            new AuthenticatedPayment(request.PaymentId, orderCode, request.ReturnUrl),
            session with { IsChallenge = false, Round = session.Round + 1 },
            content => WorldpayContinue.Read(content, request, orderCode),
            context);
    }

    public async Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline)
    {
        var today = DateOnly.FromDateTime(context.Clock.GetUtcNow().UtcDateTime);
        var body = WorldpayCapture.Build(request, WorldpayCredentials.MerchantId(context), today);
        return Interpret(
            await context.Transport.SendAsync(WorldpayDocument.Message(context, body), deadline), content => WorldpayCapture.Read(content, request));
    }

    public async Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline)
    {
        // The order code is stored before anything is sent.
        if (request.TransactionId is not { } orderCode)
        {
            return new ModificationResult.NotFound();
        }

        var body = WorldpayCancel.Build(orderCode, WorldpayCredentials.MerchantId(context));
        return Interpret(
            await context.Transport.SendAsync(WorldpayDocument.Message(context, body), deadline), content => WorldpayCancel.Read(content, orderCode));
    }

    public async Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline)
    {
        var body = WorldpayRefund.Build(request, WorldpayCredentials.MerchantId(context));
        var message = WorldpayDocument.Message(context, body, IdempotencyKey(context, request.OperationId));
        return Interpret(await context.Transport.SendAsync(message, deadline), content => WorldpayRefund.Read(content, request));
    }

    public async Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline)
    {
        // The order code is stored before anything is sent.
        if (request.TransactionId is not { } orderCode)
        {
            return new QueryResult.NotFound();
        }

        var body = WorldpayQuery.Build(orderCode, WorldpayCredentials.MerchantId(context));
        var reply = await context.Transport.SendAsync(WorldpayDocument.Message(context, body, isQuestion: true), deadline);
        return reply.AsQuery() ?? (reply is PspReply.Answered { IsSuccess: true } answered
            ? WorldpayQuery.Read(answered.Body, request, orderCode, context.Clock.GetUtcNow())
            : new QueryResult.Inconclusive(StatusOf(reply)));
    }

    /// <summary>Worldpay tells of refunds by notification only.</summary>
    public Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline) =>
        Task.FromResult<RefundQueryResult>(new RefundQueryResult.Inconclusive("Worldpay cannot be asked for a refund"));

    public async Task<CredentialCheck> CheckCredentialsAsync(PspContext context, CancellationToken deadline)
    {
        var body = WorldpayQuery.Build(Guid.NewGuid().ToString("D"), WorldpayCredentials.MerchantId(context));
        var reply = await context.Transport.SendAsync(WorldpayDocument.Message(context, body, isQuestion: true), deadline);
        var check = reply.AsCredentialCheck() ?? (reply is PspReply.Answered { IsSuccess: true } answered
            ? WorldpayCheckCredentials.Read(answered.Body)
            : new CredentialCheck.Inconclusive(StatusOf(reply)));
        if (check is not CredentialCheck.Accepted || WorldpayCredentials.Flex(context) is not { } flex)
        {
            return check;
        }

        return WorldpayCheckCredentials.BuildFlex(flex, context) is { } message
            ? WorldpayCheckCredentials.ReadFlex(await context.Transport.SendAsync(message, deadline))
            : new CredentialCheck.Inconclusive("The setting DeviceDataUrl is no address, so the 3D Secure Flex credentials could not be tried.");
    }

    private static AuthoriseResult Interpret(
        PspReply reply,
        AuthenticatedPayment payment,
        WorldpaySession session,
        Func<ReadOnlyMemory<byte>, WorldpaySubmission> read,
        PspContext context)
    {
        if (reply.AsAuthorisation() is { } meaning)
        {
            return meaning;
        }

        // Worldpay answers with 200 even when it refuses, so nothing is known after any other status.
        return reply is PspReply.Answered { IsSuccess: true } answered
            ? WorldpayAuthentication.Interpret(
                read(answered.Body), payment, session with { Machine = WorldpaySession.MachineOf(answered.Headers) ?? session.Machine }, context)
            : new AuthoriseResult.Unknown(StatusOf(reply)) { TransactionId = payment.OrderCode };
    }

    private static ModificationResult Interpret(PspReply reply, Func<ReadOnlyMemory<byte>, ModificationResult> read) =>
        reply.AsModification() ?? (reply is PspReply.Answered { IsSuccess: true } answered
            ? read(answered.Body)
            : new ModificationResult.Unknown(StatusOf(reply)));

    private static string StatusOf(PspReply reply) =>
        string.Create(CultureInfo.InvariantCulture, $"Worldpay answered HTTP {(reply as PspReply.Answered)?.Status}");

    /// <summary>
    /// A key for an operation that Worldpay would otherwise do twice, where the operator says that the merchants have keys enabled. A
    /// capture or a cancellation gets none: there a repetition is harmless, and must not be answered with the first one's stored error.
    /// </summary>
    private static IReadOnlyList<KeyValuePair<string, string>> IdempotencyKey(PspContext context, string operation) =>
        bool.TryParse(context.Setting(IdempotencyKeysSetting), out var isOn) && isOn
            ? [KeyValuePair.Create("Idempotency-Key", Guid.TryParse(operation, out var id) ? id.ToString("D") : UuidOf(operation).ToString("D"))]
            : [];

    /// <summary>The same for the same operation: the key has to be a UUID, and no two operations may share one.</summary>
    private static Guid UuidOf(string operation) => new(SHA256.HashData(Encoding.UTF8.GetBytes(operation)).AsSpan(0, 16));
}
