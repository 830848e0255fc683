using System.Text;
using Pay.Gateway.Providers.Stripe;

namespace Pay.Providers.Tests.Stripe;

/// <summary>Requests as the gateway makes them, and Stripe's answers to them.</summary>
internal static class StripeSamples
{
    public const string PaymentId = "5fh3k2m9q0r7s1t4u6v8w2x4y6";
    public const string RefundId = "rf0001";
    public const string IntentId = "pi_1Otter";
    public const string SecretKey = "sk_test_otter";
    public const string BankUrl = "https://hooks.example.test/3ds/src_1Otter";

    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    public static AuthoriseRequest Authorise(
        string number = "4242424242424242",
        string description = "Fishing licence",
        BillingAddress? address = null,
        long amount = 1250,
        string holder = "J Bloggs",
        bool moto = false) => new()
    {
        OperationId = "op-1",
        PaymentId = PaymentId,
        Amount = amount,
        Description = description,
        Reference = "REF-1",
        Card = new PayerCard
        {
            Number = number,
            SecurityCode = "123",
            ExpiryMonth = 12,
            ExpiryYear = 2030,
            HolderName = holder,
            Brand = "visa",
            BillingAddress = address,
        },
        ThreeDSecure = !moto,
        Moto = moto,
        ReturnUrl = new Uri($"https://pay.example.test/card_details/{PaymentId}/3ds_required_in"),
    };

    public static ContinueRequest Continue(string? transactionId = IntentId, params KeyValuePair<string, string>[] fields) => new()
    {
        OperationId = "op-1",
        PaymentId = PaymentId,
        TransactionId = transactionId,
        Amount = 1250,
        Fields = fields,
        ReturnUrl = new Uri($"https://pay.example.test/card_details/{PaymentId}/3ds_required_in"),
    };

    public static CaptureRequest Capture { get; } = new("op-2", PaymentId, IntentId, Amount: 1250, Attempt: 1);

    public static CancelRequest Cancel { get; } = new("op-3", PaymentId, IntentId, Attempt: 1);

    public static RefundRequest Refund { get; } = new("op-4", PaymentId, IntentId, RefundId, Amount: 500, CapturedAmount: 1250, Attempt: 1);

    public static QueryRequest Query { get; } = new(PaymentId, IntentId);

    public static RefundQueryRequest QueryRefund { get; } = new("op-4", PaymentId, IntentId, RefundId);

    public static PspContext Context(
        IPspTransport? transport = null,
        string? secretKey = SecretKey,
        string? accountId = null,
        string? webhookSecret = null,
        bool isLive = false,
        string account = "account-1",
        IReadOnlyDictionary<string, string>? settings = null,
        Uri? baseUrl = null)
    {
        var credentials = new Dictionary<string, string>(StringComparer.Ordinal);
        Put("secret_key", secretKey);
        Put("stripe_account_id", accountId);
        Put("webhook_signing_secret", webhookSecret);
        return new PspContext
        {
            AccountId = account,
            IsLive = isLive,
            Credentials = credentials,
            BaseUrl = baseUrl ?? new Uri("https://api.stripe.com"),
            Settings = settings ?? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase),
            Transport = transport ?? new ScriptedTransport(),
            Clock = new StandingClock(Now),
        };

        void Put(string key, string? value)
        {
            if (value is not null)
            {
                credentials[key] = value;
            }
        }
    }

    public static StripeAccess Access(string? secretKey = SecretKey, string? accountId = null, IReadOnlyDictionary<string, string>? settings = null) =>
        StripeAccess.Of(Context(secretKey: secretKey, accountId: accountId, settings: settings), out _)!;

    public static string Intent(
        string status,
        string more = "",
        long amount = 1250,
        long? capturable = null,
        string currency = "gbp",
        string id = IntentId,
        string paymentId = PaymentId) =>
        $$"""
        {"id":"{{id}}","object":"payment_intent","amount":{{amount}},"amount_capturable":{{capturable ?? (status == "requires_capture" ? amount : 0)}},
        "amount_received":{{(status == "succeeded" ? amount : 0)}},"currency":"{{currency}}","status":"{{status}}",
        "metadata":{"gateway_payment_id":"{{paymentId}}"}{{more}}}
        """;

    public static string RefundObject(
        string status, string more = "", long amount = 500, string id = "re_1Otter", string refundId = RefundId, string transactionId = IntentId, string currency = "gbp") =>
        $$"""
        {"id":"{{id}}","object":"refund","amount":{{amount}},"currency":"{{currency}}","payment_intent":"{{transactionId}}","status":"{{status}}",
        "metadata":{"gateway_refund_id":"{{refundId}}"}{{more}}}
        """;

    public static string PaymentMethod => """{"id":"pm_1Otter","object":"payment_method","type":"card"}""";

    public static string NextAction => $$$""","next_action":{"type":"redirect_to_url","redirect_to_url":{"url":"{{{BankUrl}}}","return_url":"https://pay.example.test/"}}""";

    public static string Error(string type, string? code = null, string more = "") =>
        code is null ? $$$"""{"error":{"type":"{{{type}}}"{{{more}}}}}""" : $$$"""{"error":{"type":"{{{type}}}","code":"{{{code}}}"{{{more}}}}}""";

    public static string WithIntent(string status, string paymentId = PaymentId) => $$""","payment_intent":{{Intent(status, paymentId: paymentId)}}""";

    public static PspReply Reply(int status, string body) => new PspReply.Answered(status, Encoding.UTF8.GetBytes(body))
    {
        Headers = [KeyValuePair.Create("Request-Id", "req_1Otter")],
    };

    public static string Text(PspMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    /// <summary>A result in a word or two, without its reason.</summary>
    public static string Short(object result) => result switch
    {
        AuthoriseResult.Authorised it => $"authorised {it.TransactionId}{(it.AlreadyCaptured ? " captured" : "")}",
        AuthoriseResult.Rejected it => $"rejected {it.TransactionId ?? "-"}{(it.CleanUp ? " clean-up" : "")}",
        AuthoriseResult.AuthenticationRequired { Challenge: Challenge.Redirect to } it => $"authentication {it.TransactionId} {to.Uri}",
        AuthoriseResult.Pending it => $"pending {it.TransactionId}",
        AuthoriseResult.CancelledByPsp it => $"cancelled {it.TransactionId}",
        AuthoriseResult.Failed it => $"failed {it.Class} {it.TransactionId ?? "-"}{(it.CleanUp ? " clean-up" : "")}",
        AuthoriseResult.Unknown it => $"unknown {it.TransactionId ?? "-"}",
        ModificationResult.Completed it => $"completed {it.Reference}",
        ModificationResult.Submitted it => $"submitted {it.Reference ?? "-"}",
        ModificationResult.AlreadyDone => "already done",
        ModificationResult.NotFound or QueryResult.NotFound or RefundQueryResult.NotFound => "not found",
        ModificationResult.Refused => "refused",
        ModificationResult.Failed it => $"failed {it.Class}",
        ModificationResult.Unknown => "unknown",
        QueryResult.Found it => $"{it.Payment} {it.TransactionId} {it.Amount}",
        QueryResult.Inconclusive or RefundQueryResult.Inconclusive or CredentialCheck.Inconclusive => "inconclusive",
        RefundQueryResult.Succeeded it => $"succeeded {it.Reference}",
        RefundQueryResult.Pending => "pending",
        RefundQueryResult.Failed => "failed",
        CredentialCheck.Accepted => "accepted",
        CredentialCheck.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(result), result.GetType().Name, "not a result"),
    };
}

/// <summary>A time that stands still.</summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}

/// <summary>Brings prepared replies in turn and keeps the messages.</summary>
internal sealed class ScriptedTransport(params PspReply[] replies) : IPspTransport
{
    public List<PspMessage> Messages { get; } = [];

    public Task<PspReply> SendAsync(PspMessage message, CancellationToken deadline)
    {
        Messages.Add(message);
        return Task.FromResult(replies[Messages.Count - 1]);
    }
}
