using System.Globalization;
using System.Text;
using Pay.Gateway.Providers.Epdq;

namespace Pay.Providers.Tests.Epdq;

/// <summary>The payment and the account of the specification's worked examples.</summary>
internal static class EpdqSamples
{
    public const string PaymentId = "5fh3k2m9q0r7s1t4u6v8w2x4y6";
    public const string PayId = "3050012345";
    public const string AccountId = "account-1";
    public const string ShaIn = "Otter-Lantern-47!x";
    public const string ShaOut = "Heron-Quartz-92?y";
    public const string CardNumber = "4111111111111111";
    public const long Amount = 1250;

    public static readonly Uri ReturnUrl = new($"https://pay.example.test/card_details/{PaymentId}/3ds_required_in");

    public static EpdqAdapter Adapter { get; } = new();

    public static PspContext Context(
        IPspTransport? transport = null, Uri? baseUrl = null, string shaOut = ShaOut, string accountId = AccountId, params (string Name, string Value)[] settings) => new()
        {
            AccountId = accountId,
            IsLive = false,
            Credentials = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["psp_id"] = "otterbank1",
                ["username"] = "apiuser",
                ["password"] = "Pa55-word!",
                ["sha_in_passphrase"] = ShaIn,
                ["sha_out_passphrase"] = shaOut,
            },
            BaseUrl = baseUrl ?? Adapter.Urls.Test,
            Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.OrdinalIgnoreCase),
            Transport = transport ?? new EpdqCannedTransport(new PspReply.NotSent("nothing is connected")),
            Clock = TimeProvider.System,
        };

    public static AuthoriseRequest Authorisation(
        string holder = "J Bloggs",
        BillingAddress? address = null,
        bool withoutAddress = false,
        bool threeDSecure = false,
        PayerBrowser? browser = null,
        string? email = null,
        string cardNumber = CardNumber,
        long amount = Amount,
        string paymentId = PaymentId,
        Uri? returnUrl = null) => new()
        {
            OperationId = "operation-1",
            PaymentId = paymentId,
            Amount = amount,
            Description = "A fishing licence",
            Reference = "LICENCE 7",
            Card = new PayerCard
            {
                Number = cardNumber,
                SecurityCode = "123",
                ExpiryMonth = 12,
                ExpiryYear = 2030,
                HolderName = holder,
                Brand = "visa",
                BillingAddress = withoutAddress ? null : address ?? new BillingAddress("10 Mill Lane", "Flat 2", "LS1 4AB", "Leeds", "GB"),
            },
            Email = email,
            ThreeDSecure = threeDSecure,
            Browser = browser,
            ReturnUrl = returnUrl ?? ReturnUrl,
        };

    public static ContinueRequest Continuation(params string[] outcomes) => new()
    {
        OperationId = "operation-1",
        PaymentId = PaymentId,
        TransactionId = PayId,
        Amount = Amount,
        Fields = [.. outcomes.Select(outcome => KeyValuePair.Create("status", outcome))],
        ReturnUrl = ReturnUrl,
    };

    public static CaptureRequest Capture { get; } = new("operation-2", PaymentId, PayId, Amount, Attempt: 1);

    public static CancelRequest Cancellation { get; } = new("operation-3", PaymentId, PayId, Attempt: 1);

    public static RefundRequest Refund { get; } = new("operation-4", PaymentId, PayId, "refund-1", Amount: 500, CapturedAmount: Amount, Attempt: 1);

    public static QueryRequest Query { get; } = new(PaymentId, PayId);

    public static RefundQueryRequest RefundQuery { get; } = new("operation-4", PaymentId, PayId, "refund-1") { Reference = $"{PayId}/2" };

    /// <summary>An answer with the sample's order, transaction and amount; attributes given here replace those, <see langword="null"/> takes one away.</summary>
    public static string Xml(string status, params (string Name, string? Value)[] others)
    {
        var attributes = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["orderID"] = PaymentId,
            ["PAYID"] = PayId,
            ["NCSTATUS"] = "0",
            ["NCERROR"] = "0",
            ["NCERRORPLUS"] = "!",
            ["ACCEPTANCE"] = "test123",
            ["STATUS"] = status,
            ["amount"] = "12.5",
            ["currency"] = "GBP",
        };
        var inside = "";
        foreach (var (name, value) in others)
        {
            if (name.StartsWith('<'))
            {
                inside += name;
            }
            else
            {
                attributes[name] = value;
            }
        }

        var written = attributes.Where(attribute => attribute.Value is not null).Select(attribute => string.Create(CultureInfo.InvariantCulture, $" {attribute.Key}=\"{attribute.Value}\""));
        return $"<?xml version=\"1.0\"?>\n<ncresponse{string.Concat(written)}>{inside}</ncresponse>";
    }

    /// <summary>An error of ePDQ's: no status, no transaction.</summary>
    public static string ErrorXml(string code, string status = "0", string? payId = "0", string ncStatus = "5", string text = "an invented complaint") =>
        Xml(status, ("PAYID", payId), ("NCSTATUS", ncStatus), ("NCERROR", code), ("NCERRORPLUS", text), ("amount", ""), ("currency", ""));

    public static PspReply.Answered Reply(string xml, int status = 200) => Reply(Encoding.UTF8.GetBytes(xml), status);

    public static PspReply.Answered Reply(byte[] body, int status = 200, string contentType = "text/XML; charset=iso-8859-1") =>
        new(status, body) { Headers = [KeyValuePair.Create("Content-Type", contentType)] };

    public static RawNotification Notification(string form) => new()
    {
        Body = Encoding.ASCII.GetBytes(form),
        ContentType = "application/x-www-form-urlencoded",
        ReceivedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>The form's parameters in order, unescaped as far as the samples need it.</summary>
    public static IReadOnlyDictionary<string, string> Form(PspMessage message) => Form(message.Body);

    public static IReadOnlyDictionary<string, string> Form(ReadOnlyMemory<byte> body) => Encoding.ASCII.GetString(body.Span)
        .Split('&')
        .Select(field => field.Split('=', 2))
        .ToDictionary(field => field[0], field => field[1], StringComparer.Ordinal);
}

/// <summary>Answers every message alike, and remembers them.</summary>
internal sealed class EpdqCannedTransport(PspReply reply) : IPspTransport
{
    public List<PspMessage> Messages { get; } = [];

    public Task<PspReply> SendAsync(PspMessage message, CancellationToken deadline)
    {
        Messages.Add(message);
        return Task.FromResult(reply);
    }
}
