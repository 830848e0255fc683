using System.Text;
using Pay.Gateway.Providers.Stripe;
using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Stripe;

/// <summary>Stripe passes what every adapter has to.</summary>
public sealed class StripeContractTests : PspAdapterContract
{
    private const string Secret = StripeSignatureTests.Secret;

    /// <inheritdoc />
    public override IPspAdapter CreateAdapter() => new StripeAdapter();

    /// <inheritdoc />
    public override PspScript CreateScript() => new()
    {
        Credentials = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["secret_key"] = "sk_test_51OtterHolt",
            ["webhook_signing_secret"] = Secret,
            ["stripe_account_id"] = "acct_1Otter",
        },
        OtherCredentials = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["secret_key"] = "sk_test_51BadgerSett",
            ["webhook_signing_secret"] = "whsec_badger_77aa",
        },
        Clock = new StandingClock(StripeSamples.Now),
        Authorise = new OperationScript
        {
            Good = request => IsCard(request) ? Card(request) : Created(request, "requires_capture"),
            Acts = request => !IsCard(request),
            OtherOrder = request => IsCard(request) ? Card(request) : StubAnswer.Json(Intent(1250, "another", "requires_capture")),
            Cases =
            [
                Refused("declined", 402, "card_error", "card_declined", result => result is AuthoriseResult.Rejected { CleanUp: true, TransactionId.Length: > 0 }),
                Refused("key in use", 409, "invalid_request_error", "idempotency_key_in_use", result => result is AuthoriseResult.Unknown),
                Refused("key of another message", 400, "idempotency_error", "x", result => result is AuthoriseResult.Failed { CleanUp: true }),
                Refused("rate limit", 429, "invalid_request_error", "rate_limit", result => result is AuthoriseResult.Failed { Class: FailureClass.Throttled }),
                new PspCase("processing", request => IsCard(request) ? Card(request) : Created(request, "processing"), result => result is AuthoriseResult.Pending),
                new PspCase("a new status", request => IsCard(request) ? Card(request) : Created(request, "requires_tea"), result => result is AuthoriseResult.Unknown),
            ],
        },
        Challenge = request => IsCard(request) ? Card(request) : Created(request, "requires_action", StripeSamples.NextAction),
        ReturnFields = challenge => [KeyValuePair.Create("payment_intent", challenge.TransactionId!), KeyValuePair.Create("redirect_status", "succeeded")],
        Continue = new OperationScript
        {
            Good = request => Known(request, "requires_capture"),
            Acts = _ => false,
            OtherOrder = _ => StubAnswer.Json(Intent(1250, "another", "requires_capture")),
            Cases =
            [
                new PspCase("refused", request => Known(request, "requires_payment_method"), result => result is AuthoriseResult.Rejected { CleanUp: true }),
                new PspCase("not finished", request => Known(request, "requires_action", StripeSamples.NextAction), result => result is AuthoriseResult.Pending),
            ],
        },
        Capture = new OperationScript
        {
            Good = request => Known(request, "succeeded", ",\"latest_charge\":\"ch_1Otter\""),
            OtherOrder = _ => StubAnswer.Json(Intent(1250, "another", "succeeded")),
            Cases =
            [
                Unexpected("captured already", "succeeded", result => result is ModificationResult.AlreadyDone),
                Unexpected("cancelled already", "canceled", result => result is ModificationResult.Refused),
                Unexpected("still held", "requires_capture", result => result is ModificationResult.Failed { Class: FailureClass.InvalidRequest }),
            ],
        },
        Cancel = new OperationScript
        {
            Good = request => Known(request, "canceled"),
            OtherOrder = _ => StubAnswer.Json(Intent(1250, "another", "canceled")),
            Cases =
            [
                Unexpected("cancelled already", "canceled", result => result is ModificationResult.AlreadyDone),
                Unexpected("too late", "succeeded", result => result is ModificationResult.Refused),
            ],
        },
        Refund = new OperationScript
        {
            Good = request => StubAnswer.Json(RefundOf(request, "succeeded")),
            OtherOrder = _ => StubAnswer.Json(StripeSamples.RefundObject("succeeded", refundId: "another")),
            Cases = [new PspCase("pending", request => StubAnswer.Json(RefundOf(request, "pending")), result => result is ModificationResult.Submitted)],
        },
        Query = new OperationScript
        {
            Good = request => Known(request, "requires_capture"),
            Acts = _ => false,
            OtherOrder = _ => StubAnswer.Json(Intent(1250, "another", "requires_capture")),
        },
        QueryRefund = new OperationScript
        {
            Good = request => StubAnswer.Json(RefundList(RefundIdOf(request), IntentIdOf(request))),
            Acts = _ => false,
            OtherOrder = request => StubAnswer.Json(RefundList(RefundIdOf(request), "pi_another")),
        },
        CheckCredentials = new OperationScript
        {
            Good = _ => StubAnswer.Json("""{"id":"acct_1Otter","object":"account"}"""),
            Acts = _ => false,
            Cases = [new PspCase("another account", _ => StubAnswer.Json("""{"id":"acct_2Badger","object":"account"}"""), result => result is CredentialCheck.Refused)],
        },
        Notifications =
        [
            Sample("authorised", "payment_intent.amount_capturable_updated", StripeSamples.Intent("requires_capture"), ProviderEventKind.PaymentAuthorised),
            Sample("refused", "payment_intent.payment_failed", StripeSamples.Intent("requires_payment_method"), ProviderEventKind.PaymentRejected),
            Sample("cancelled", "payment_intent.canceled", StripeSamples.Intent("canceled"), ProviderEventKind.PaymentCancelled),
            Sample("captured", "payment_intent.succeeded", StripeSamples.Intent("succeeded"), ProviderEventKind.Captured),
            Sample("refunded", "refund.updated", StripeSamples.RefundObject("succeeded"), ProviderEventKind.RefundSucceeded),
            Sample("refund failed", "refund.failed", StripeSamples.RefundObject("failed"), ProviderEventKind.RefundFailed),
            Sample("something else", "account.updated", """{"id":"acct_1Otter","object":"account"}"""),
        ],
    };

    private static bool IsCard(StubRequest request) => request.Path == "/v1/payment_methods";

    private static StubAnswer Card(StubRequest request) =>
        StubAnswer.Json($$"""{"id":"pm_{{request.Field("card[number]")[^4..]}}","object":"payment_method"}""");

    private static PspCase Refused(string name, int status, string type, string code, Func<object, bool> expected) => new(
        name,
        request => IsCard(request)
            ? Card(request)
            : StubAnswer.Json(
                StripeSamples.Error(type, code, ",\"payment_intent\":" + Intent(1250, request.Field("metadata[gateway_payment_id]"), "requires_payment_method")), status),
        expected);

    private static PspCase Unexpected(string name, string status, Func<object, bool> expected) => new(
        name,
        request => StubAnswer.Json(
            StripeSamples.Error("invalid_request_error", "payment_intent_unexpected_state", ",\"payment_intent\":" + Intent(1250, PaymentIdOf(request), status)), 400),
        expected);

    private static StubAnswer Created(StubRequest request, string status, string more = "") => StubAnswer.Json(
        Intent(long.Parse(request.Field("amount"), System.Globalization.CultureInfo.InvariantCulture), request.Field("metadata[gateway_payment_id]"), status, more));

    /// <summary>The intent of the address: its id holds the payment's.</summary>
    private static StubAnswer Known(StubRequest request, string status, string more = "") =>
        StubAnswer.Json(Intent(1250, PaymentIdOf(request), status, more));

    private static string PaymentIdOf(StubRequest request) => request.Path.Split('/')[3]["pi_".Length..];

    private static string Intent(long amount, string paymentId, string status, string more = "") =>
        StripeSamples.Intent(status, more, amount, id: "pi_" + paymentId, paymentId: paymentId);

    private static string RefundOf(StubRequest request, string status) => StripeSamples.RefundObject(
        status, id: "re_" + request.Field("metadata[gateway_refund_id]"), refundId: request.Field("metadata[gateway_refund_id]"), transactionId: request.Field("payment_intent"),
        amount: long.Parse(request.Field("amount"), System.Globalization.CultureInfo.InvariantCulture));

    private static string IntentIdOf(StubRequest request) => request.Target.Split("payment_intent=")[1].Split('&')[0];

    /// <summary>The suite's refund ids follow from its payment ids.</summary>
    private static string RefundIdOf(StubRequest request) => "rf" + IntentIdOf(request)["pi_xx".Length..];

    private static string RefundList(string refundId, string intentId) =>
        $$"""{"object":"list","data":[{{StripeSamples.RefundObject("succeeded", id: "re_" + refundId, refundId: refundId, transactionId: intentId)}}],"has_more":false}""";

    private static NotificationSample Sample(string name, string type, string about, params ProviderEventKind[] kinds)
    {
        var body = $$$"""{"id":"evt_{{{name.Replace(" ", "", StringComparison.Ordinal)}}}","object":"event","type":"{{{type}}}","livemode":false,"data":{"object":{{{about}}}}}""";
        return new NotificationSample
        {
            Name = name,
            Notification = Notification(body, StripeSignatureTests.Header(body)),
            Kinds = kinds,
            Payments = [.. kinds.Select(_ => StripeSamples.IntentId)],
            Refunds = kinds is [ProviderEventKind.RefundSucceeded or ProviderEventKind.RefundFailed] ? [StripeSamples.RefundId] : [],
            Prove = changed => Notification(changed.ToArray(), StripeSignatureTests.Header(changed.ToArray())),
            Tampered =
            [
                Notification(body.Replace("1Otter", "2Otter", StringComparison.Ordinal), StripeSignatureTests.Header(body)),
                Notification(body + " ", StripeSignatureTests.Header(body)),
                Notification(body, StripeSignatureTests.Header(body, "whsec_wrong")),
                Notification(body, StripeSignatureTests.Header(body, time: 1_699_999_699)),
                Notification(body, StripeSignatureTests.Header(body).Replace("t=17", "t=16", StringComparison.Ordinal)),
                Notification(body, header: null),
            ],
        };
    }

    private static RawNotification Notification(string body, string? header) => Notification(Encoding.UTF8.GetBytes(body), header);

    private static RawNotification Notification(byte[] body, string? header) => new()
    {
        Body = body,
        ContentType = "application/json; charset=utf-8",
        Headers = header is null ? [] : [KeyValuePair.Create("Stripe-Signature", header)],
        ReceivedAt = StripeSamples.Now,
    };
}
