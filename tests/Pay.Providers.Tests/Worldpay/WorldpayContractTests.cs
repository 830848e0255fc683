using System.Globalization;
using System.Text;
using Pay.Gateway.Providers.Worldpay;
using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>The suite that every adapter passes.</summary>
public sealed class WorldpayContractTests : PspAdapterContract
{
    public override IPspAdapter CreateAdapter() => new WorldpayAdapter();

    public override PspScript CreateScript() => new()
    {
        Credentials = WorldpaySamples.Credentials(),
        DeviceCollectionCredentials = WorldpaySamples.FlexCredentials(),
        OtherCredentials = new Dictionary<string, string>(WorldpaySamples.Credentials(), StringComparer.Ordinal) { ["merchant_id"] = "BADGERCOUNCIL" },
        AccountId = "17",
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["IdempotencyKeys"] = "true" },
        Authorise = new OperationScript { Good = Payment("AUTHORISED"), OtherOrder = Payment("AUTHORISED", "another"), Cases = PaymentCases() },
        Challenge = request => Answer(WorldpaySamples.PaRequest(), request) with { Headers = [KeyValuePair.Create("Set-Cookie", "machine=0aa20016;path=/")] },
        ReturnFields = _ => [KeyValuePair.Create("PaRes", "eJzNV1mTosgW/+="), KeyValuePair.Create("MD", WorldpaySamples.PaymentId)],
        Continue = new OperationScript { Good = Payment("AUTHORISED"), OtherOrder = Payment("AUTHORISED", "another"), Cases = PaymentCases(isFirst: false) },
        Capture = Modification("captureReceived", result => result is ModificationResult.Failed { Class: FailureClass.InvalidRequest }),
        Cancel = Modification("cancelReceived", result => result is ModificationResult.Refused),
        Refund = Modification("refundReceived", result => result is ModificationResult.Refused),
        Query = new OperationScript
        {
            Good = Payment("AUTHORISED"),
            OtherOrder = Payment("AUTHORISED", "another"),
            Cases =
            [
                .. WorldpayQueryTests.States().Where(row => row.Arguments[0] is string { Length: > 0 }).Select(row => new PspCase(
                    (string)row.Arguments[0]!,
                    Payment((string)row.Arguments[0]!),
                    result => result is QueryResult.Found found && found.Payment == (PspPaymentState)row.Arguments[1]!)),
                new PspCase("a new event", Payment("TOMORROW"), result => result is QueryResult.Inconclusive),
                new PspCase("not found yet", Error(5, "Could not find payment for order"), result => result is QueryResult.Inconclusive),
                new PspCase("at the bank", request => Answer(WorldpaySamples.PaRequest(), request), result => result is QueryResult.Found { Payment: PspPaymentState.AuthenticationRequired }),
                new PspCase("trouble", Error(1, "Internal error"), result => result is QueryResult.Inconclusive),
            ],
        },
        CheckCredentials = new OperationScript
        {
            Good = Error(5, "Could not find payment for order"),
            Acts = _ => false,
            Cases =
            [
                new PspCase("another merchant", Error(4, "Security violation"), result => result is CredentialCheck.Refused),
                new PspCase("trouble", Error(8, "Service not available"), result => result is CredentialCheck.Inconclusive),
            ],
        },
        Notifications =
        [
            Sample("CAPTURED", ProviderEventKind.Captured),
            Sample("REFUNDED", ProviderEventKind.RefundSucceeded),
            Sample("REFUNDED_BY_MERCHANT", ProviderEventKind.RefundSucceeded),
            Sample("REFUND_FAILED", ProviderEventKind.RefundFailed),
            Sample("AUTHORISED", ProviderEventKind.NeedsQuery),
            Sample("REFUSED", ProviderEventKind.NeedsQuery),
            Sample("CHARGED_BACK", ProviderEventKind.Dispute),
            Sample("SENT_FOR_REFUND"),
            Sample("ERROR"),
        ],
    };

    private static PspCase[] PaymentCases(bool isFirst = true) =>
    [
        new("refused", Payment("REFUSED"), result => result is AuthoriseResult.Rejected),
        new("cancelled", Payment("CANCELLED"), result => result is AuthoriseResult.CancelledByPsp),
        new("not decided", Payment("SENT_FOR_AUTHORISATION"), result => result is AuthoriseResult.Pending),
        new("error", Payment("ERROR"), result => result is AuthoriseResult.Failed { Class: FailureClass.PspInternal }),
        new("captured at once", Payment("CAPTURED"), result => result is AuthoriseResult.Authorised { AlreadyCaptured: true }),
        new("a new event", Payment("TOMORROW"), result => result is AuthoriseResult.Failed { CleanUp: true }),
        new("another amount", request => Answer(WorldpaySamples.Payment("AUTHORISED", value: "99"), request), result => result is AuthoriseResult.Failed { CleanUp: true }),
        new("3D Secure without a bank", request => Answer(WorldpaySamples.PaRequest(issuer: ""), request), result => result is AuthoriseResult.Failed { CleanUp: true }),
        new("a challenge without keys", request => Answer(WorldpaySamples.ChallengeRequired(), request), result => result is AuthoriseResult.Failed { CleanUp: true }),
        .. WorldpaySubmissionTests.Errors().Select((row, at) => new PspCase(
            $"error {at}: {row.Arguments[1]}",
            request => Answer((byte[])row.Arguments[0]!, request),
            result => Name(result) == (isFirst ? (string)row.Arguments[1]! : WorldpaySubmissionTests.AfterAuthentication((byte[])row.Arguments[0]!, (string)row.Arguments[1]!)))),
    ];

    private static OperationScript Modification(string element, Func<object, bool> isRefusal) => new()
    {
        Good = Received(element),
        OtherOrder = Received(element, "another"),
        Cases =
        [
            new PspCase("refused", Error(5, "Could not find payment for order"), isRefusal),
            new PspCase("another merchant", Error(4, "Security violation"), result => result is ModificationResult.Failed { Class: FailureClass.Credentials }),
            new PspCase("in progress", Error(9, "Request in progress"), result => result is ModificationResult.Unknown),
            new PspCase("another receipt", Received("authoriseReceived"), result => result is ModificationResult.Unknown),
        ],
    };

    private static Func<StubRequest, StubAnswer> Payment(string lastEvent, string? orderCode = null) =>
        request => Answer(WorldpaySamples.Payment(lastEvent, value: Echo(request, "value") is { Length: > 0 } sent ? sent : "1250"), request, orderCode);

    private static Func<StubRequest, StubAnswer> Received(string element, string? orderCode = null) => request => Answer(
        WorldpaySamples.Reply(WorldpaySamples.Received(element, Echo(request, "value") is { Length: > 0 } sent ? long.Parse(sent, CultureInfo.InvariantCulture) : null)),
        request,
        orderCode);

    private static Func<StubRequest, StubAnswer> Error(int code, string text) => request => Answer(WorldpaySamples.Error(code, text), request);

    private static StubAnswer Answer(byte[] document, StubRequest request, string? orderCode = null) => StubAnswer.Xml(
        Encoding.UTF8.GetString(document).Replace(WorldpaySamples.OrderCode, orderCode ?? Echo(request, "orderCode"), StringComparison.Ordinal));

    private static string Echo(StubRequest request, string attribute) => request.Find($"{attribute}=\"([^\"]+)\"");

    private static NotificationSample Sample(string journalType, params ProviderEventKind[] kinds) => new()
    {
        Name = journalType,
        Notification = Raw(WorldpayNotificationTests.Notification(journalType)),
        Kinds = kinds,
        Payments = [.. kinds.Select(_ => WorldpaySamples.OrderCode)],
        Refunds = kinds is [ProviderEventKind.RefundSucceeded or ProviderEventKind.RefundFailed] ? [WorldpaySamples.RefundId] : [],
        Tampered = [Raw(WorldpayNotificationTests.Notification(journalType, merchant: "BADGERCOUNCIL"))],
    };

    private static RawNotification Raw(byte[] body) => new() { Body = body, ContentType = "text/xml", ReceivedAt = WorldpaySamples.Now };

    private static string Name(object result) => result is AuthoriseResult.Failed failed
        ? $"Failed {failed.Class}" + (failed.CleanUp ? " clean-up" : "")
        : result.GetType().Name;
}
