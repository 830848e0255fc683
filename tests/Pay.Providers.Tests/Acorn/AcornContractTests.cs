using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Acorn;
using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Acorn;

/// <summary>The contract suite on the sample's adapter: a model for the suite of any other one.</summary>
public sealed class AcornContractTests : PspAdapterContract
{
    private const string WebhookSecret = "acw_4f1d2c3b5a69";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override IPspAdapter CreateAdapter() => new AcornAdapter();

    public override PspScript CreateScript() => new()
    {
        Credentials = Keys("ack_test_0a1b2c3d4e5f", WebhookSecret),
        OtherCredentials = Keys("ack_test_other_account", "acw_other_account"),
        Clock = new StillClock(Now),
        Authorise = new OperationScript
        {
            Good = request => Payment(OrderOf(request), "held"),
            OtherOrder = _ => Payment("another", "held"),
            Cases =
            [
                new PspCase("declined", request => Payment(OrderOf(request), "declined"), result => result is AuthoriseResult.Rejected),
                new PspCase("deciding", request => Payment(OrderOf(request), "deciding"), result => result is AuthoriseResult.Pending),
                new PspCase("another amount", request => Payment(OrderOf(request), "held", amount: 1), result => result is AuthoriseResult.Failed { CleanUp: true }),
                new PspCase("a state of tomorrow", request => Payment(OrderOf(request), "dreaming"), result => result is AuthoriseResult.Unknown),
                new PspCase("a card that cannot be used", _ => Error("invalid_card", 422), result => result is AuthoriseResult.Failed { Class: FailureClass.InvalidCardDetails }),
                new PspCase("too many requests", _ => Error("too_many_requests", 429), result => result is AuthoriseResult.Failed { Class: FailureClass.Throttled }),
            ],
        },
        Challenge = request => Payment(OrderOf(request), "challenge", more: ",\"challenge_url\":\"https://bank.example/3ds?c=1\""),
        Continue = new OperationScript
        {
            Good = request => Payment(OrderOfId(request), "held"),
            Acts = _ => false,
            OtherOrder = _ => Payment("another", "held"),
            Cases =
            [
                new PspCase("declined", request => Payment(OrderOfId(request), "declined"), result => result is AuthoriseResult.Rejected),
                new PspCase("not completed", request => Payment(OrderOfId(request), "challenge"), result => result is AuthoriseResult.Rejected { CleanUp: true }),
            ],
        },
        Capture = Modification("captured"),
        Cancel = Modification("released"),
        Refund = new OperationScript
        {
            Good = request => Refund(request, OrderOfId(request), "paid"),
            OtherOrder = request => Refund(request, "another", "paid"),
            Cases =
            [
                new PspCase("pending", request => Refund(request, OrderOfId(request), "pending"), result => result is ModificationResult.Submitted),
                new PspCase("failed", request => Refund(request, OrderOfId(request), "failed"), result => result is ModificationResult.Refused),
                new PspCase("too large", _ => Error("amount_too_large", 409), result => result is ModificationResult.Refused),
            ],
        },
        Query = new OperationScript
        {
            Good = request => Payment(OrderOfId(request), "held"),
            OtherOrder = _ => Payment("another", "held"),
            Cases =
            [
                new PspCase("captured", request => Payment(OrderOfId(request), "captured"), result => result is QueryResult.Found { Payment: PspPaymentState.Captured }),
                new PspCase("not found", _ => Error("not_found", 404), result => result is QueryResult.NotFound),
            ],
        },
        QueryRefund = new OperationScript
        {
            Good = request => RefundAnswer(request.Path.Split('/')[^1], "paid"),
            OtherOrder = _ => RefundAnswer("rf_another", "paid"),
            Cases = [new PspCase("not found", _ => Error("not_found", 404), result => result is RefundQueryResult.NotFound)],
        },
        CheckCredentials = new OperationScript { Good = _ => StubAnswer.Json("{\"state\":\"active\"}") },
        Notifications =
        [
            Sample("payment.captured", ProviderEventKind.Captured),
            Sample("payment.disputed", ProviderEventKind.Dispute),
            Sample("refund.paid", ProviderEventKind.RefundSucceeded),
            Sample("account.updated"),
        ],
    };

    private static Dictionary<string, string> Keys(string apiKey, string webhookSecret) =>
        new(StringComparer.Ordinal) { ["api_key"] = apiKey, ["webhook_secret"] = webhookSecret };

    private static string OrderOf(StubRequest request) => request.Find("\"order\":\"([^\"]+)\"");

    // Acorn's ids hold the order, in this script, so that it needs no memory.
    private static string OrderOfId(StubRequest request) => request.Path.Split('/')[2].Replace("aco_", "", StringComparison.Ordinal);

    private static OperationScript Modification(string state) => new()
    {
        Good = request => Payment(OrderOfId(request), state),
        OtherOrder = _ => Payment("another", state),
        Cases =
        [
            new PspCase("not found", _ => Error("not_found", 404), result => result is ModificationResult.NotFound),
            new PspCase("already done", _ => Error("already_done", 409), result => result is ModificationResult.AlreadyDone),
            new PspCase("not allowed", _ => Error("not_allowed", 409), result => result is ModificationResult.Refused),
        ],
    };

    private static StubAnswer Payment(string order, string state, long amount = 1250, string more = "") => StubAnswer.Json(string.Create(
        CultureInfo.InvariantCulture, $$"""{"id":"aco_{{order}}","order":"{{order}}","amount":{{amount}},"currency":"GBP","state":"{{state}}"{{more}}}"""));

    private static StubAnswer Refund(StubRequest request, string order, string state) => StubAnswer.Json(
        $$"""{"id":"acr_1","order":"{{order}}","refund":"{{request.Find("\"refund\":\"([^\"]+)\"")}}","amount":{{request.Find("\"amount\":([0-9]+)")}},"currency":"GBP","state":"{{state}}"}""");

    private static StubAnswer RefundAnswer(string refund, string state) => StubAnswer.Json(
        $$"""{"id":"acr_1","order":"{{refund.Replace("rf", "hu", StringComparison.Ordinal)}}","refund":"{{refund}}","amount":500,"currency":"GBP","state":"{{state}}"}""");

    private static StubAnswer Error(string code, int status) => StubAnswer.Json($$"""{"error":"{{code}}"}""", status);

    private static NotificationSample Sample(string type, params ProviderEventKind[] kinds)
    {
        var body = $$"""{"event":"ace_{{type}}","type":"{{type}}","payment":"aco_1","order":"hu20sqlact5260q2nanm0q8u93","refund":"rf1","amount":1250}""";
        var good = Signed(body, Now, WebhookSecret);
        return new NotificationSample
        {
            Name = type,
            Notification = good,
            Kinds = kinds,
            Payments = [.. kinds.Select(_ => "hu20sqlact5260q2nanm0q8u93")],
            Refunds = kinds is [ProviderEventKind.RefundSucceeded or ProviderEventKind.RefundFailed] ? ["rf1"] : [],
            Prove = other => Signed(other.ToArray(), Now, WebhookSecret),
            Tampered =
            [
                Of(body.Replace("1250", "9250", StringComparison.Ordinal), good.Headers),
                Of(body, []),
                Signed(body, Now.AddMinutes(-6), WebhookSecret),
                Signed(body, Now.AddMinutes(6), WebhookSecret),
                Signed(body, Now, "acw_somebody_else"),
            ],
        };
    }

    /// <summary>Signed here by Acorn's rule and not by the adapter's own code.</summary>
    private static RawNotification Signed(string body, DateTimeOffset at, string secret) => Signed(Encoding.UTF8.GetBytes(body), at, secret);

    private static RawNotification Signed(byte[] body, DateTimeOffset at, string secret)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.UTF8.GetBytes(time + "."), .. body]));
        return Of(body, [KeyValuePair.Create("Acorn-Time", time), KeyValuePair.Create("Acorn-Signature", signature.ToLowerInvariant())]);
    }

    private static RawNotification Of(string body, IReadOnlyList<KeyValuePair<string, string>> headers) => Of(Encoding.UTF8.GetBytes(body), headers);

    private static RawNotification Of(byte[] body, IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new() { Body = body, ContentType = "application/json", Headers = headers, ReceivedAt = Now };

    private sealed class StillClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
