using System.Text;
using Pay.Gateway.Providers.Smartpay;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>An account, its payments, and what SmartPay says to them.</summary>
internal static class SmartpaySamples
{
    public const string MerchantAccount = "OtterCouncilECOM";
    public const string Username = "ws_448211@Company.OtterCouncil";
    public const string Password = "Spring-Tide-88";
    public const string NotificationUsername = "otter-notify";
    public const string NotificationPassword = "long-enough-pass-1";
    public const string HmacKey = "4321BFD122F76D703986659A5325D523E7B20120D633EF07B46737E45DED6BC5";
    public const string PaymentId = "5fh3k2m9q0r7s1t4u6v8w2x4y6";
    public const string PspReference = "8815000000000009";
    public const string CardNumber = "4111111111111111";
    public const string SecurityCode = "737";
    public const string Md = "bWQ+c2FtcGxl/w==";
    public const string PaRes = "eJzVWFmTo0YSfl+J/8ARj8SEuA8J6h3x+/w==";

    public static readonly Uri ReturnUrl = new("https://pay.example.org/card_details/return?id=1&kind=3ds");

    public static Dictionary<string, string> Credentials() => new(StringComparer.Ordinal)
    {
        [SmartpayCredentials.MerchantId] = MerchantAccount,
        [SmartpayCredentials.Username] = Username,
        [SmartpayCredentials.Password] = Password,
        [SmartpayCredentials.NotificationUsername] = NotificationUsername,
        [SmartpayCredentials.NotificationPassword] = NotificationPassword,
    };

    public static PspContext Context(
        IPspTransport? transport = null,
        Uri? baseUrl = null,
        IReadOnlyDictionary<string, string>? credentials = null,
        string accountId = "7",
        bool isLive = false) => new()
    {
        AccountId = accountId,
        IsLive = isLive,
        Credentials = credentials ?? Credentials(),
        BaseUrl = baseUrl ?? new Uri("https://pal-test.barclaycardsmartpay.com/pal/servlet/soap/Payment"),
        Transport = transport ?? new CannedTransport(new PspReply.NotSent("no network in this test")),
        Clock = TimeProvider.System,
    };

    public static PayerCard Card(string number = CardNumber, string holder = "J Bloggs", BillingAddress? address = null) => new()
    {
        Number = number,
        SecurityCode = SecurityCode,
        ExpiryMonth = 3,
        ExpiryYear = 2030,
        HolderName = holder,
        Brand = "visa",
        BillingAddress = address,
    };

    public static AuthoriseRequest Authorise(
        PayerCard? card = null,
        PayerBrowser? browser = null,
        bool threeDSecure = false,
        string description = "Fishing licence",
        string paymentId = PaymentId,
        long amount = 1250) => new()
    {
        OperationId = "op-1",
        PaymentId = paymentId,
        Amount = amount,
        Description = description,
        Reference = "ref 1",
        Card = card ?? Card(),
        Browser = browser,
        ThreeDSecure = threeDSecure,
        ReturnUrl = ReturnUrl,
    };

    public static ContinueRequest Continue(string? paRes = PaRes, string? md = Md, string? kept = Md)
    {
        var fields = new List<KeyValuePair<string, string>>();
        if (paRes is not null)
        {
            fields.Add(KeyValuePair.Create("PaRes", paRes));
        }

        if (md is not null)
        {
            fields.Add(KeyValuePair.Create("MD", md));
        }

        return new ContinueRequest
        {
            OperationId = "op-1",
            PaymentId = PaymentId,
            TransactionId = PspReference,
            Amount = 1250,
            ProviderState = kept is null ? null : SmartpayAuthorise3d.State(kept),
            Fields = fields,
            ReturnUrl = ReturnUrl,
        };
    }

    public static CaptureRequest Capture() => new("op-2", PaymentId, PspReference, 1250, 1);

    public static CancelRequest Cancel(string? transactionId = PspReference) => new("op-3", PaymentId, transactionId, 1);

    public static RefundRequest Refund() => new("op-4", PaymentId, PspReference, "rf0001", 500, 1250, 1);

    public static string Envelope(string content) =>
        $"""
        <soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
         <soap:Body>{content}</soap:Body></soap:Envelope>
        """;

    /// <summary>An answer to <c>authorise</c> or <c>authorise3d</c> with these fields.</summary>
    public static string PaymentResult(string fields, string operation = "authorise") => Envelope(
        $"""<n:{operation}Response xmlns:n="http://payment.services.adyen.com"><n:paymentResult>{fields}</n:paymentResult></n:{operation}Response>""");

    public static string Authorised(string operation = "authorise", string reference = PspReference) => PaymentResult(
        $"""
        <n:authCode>87802</n:authCode><n:issuerUrl xsi:nil="true"/><n:md xsi:nil="true"/><n:paRequest xsi:nil="true"/>
        <n:pspReference>{reference}</n:pspReference><n:refusalReason xsi:nil="true"/><n:resultCode>Authorised</n:resultCode>
        """,
        operation);

    public static string Redirect() => PaymentResult(
        $"""
        <n:issuerUrl>https://acs.example.org/pareq?a=1&amp;b=2</n:issuerUrl><n:md>{Md}</n:md><n:paRequest>cGFSZXE+/w==</n:paRequest>
        <n:pspReference>{PspReference}</n:pspReference><n:resultCode>RedirectShopper</n:resultCode>
        """);

    public static string Received(string operation, string reference = "8815000000000012") => Envelope(
        $"""
        <n:{operation}Response xmlns:n="http://payment.services.adyen.com"><n:{operation}Result>
        <n:pspReference>{reference}</n:pspReference><n:response>[{operation}-received]</n:response></n:{operation}Result></n:{operation}Response>
        """);

    public static string Fault(string text) => Envelope(
        $"<soap:Fault><faultcode>soap:Server</faultcode><faultstring>{text}</faultstring></soap:Fault>");

    public static PspReply.Answered Answer(string body, int status = 200) => new(status, Encoding.UTF8.GetBytes(body));
}
