using System.Text;
using Pay.Gateway.Providers.Worldpay;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>An account, a payment and Worldpay's documents about it. All values are invented; cards are of Worldpay's own test list.</summary>
internal static class WorldpaySamples
{
    public const string OrderCode = "7f0c3c0e-6f6e-4a51-9d1a-0d3b6a6c2f11";
    public const string PaymentId = "5fh3k2m9q0r7s1t4u6v8w2x4y6";
    public const string RefundId = "k3m5n7p9q1r3s5t7u9v1w3x5y7";
    public const string OperationId = "0a4b6c8d0e2f4a6b8c0d2e4f6a8b0c2d";
    public const string MacKey = "otter-jwt-mac-key-0123456789abcdef";
    public const string Visa = "4444333322221111";
    public const string SecurityCode = "123";
    public const string Password = "Blue-Heron-31";
    public const long Amount = 1250;

    public static readonly Uri ReturnUrl = new($"https://pay.example.test/card_details/{PaymentId}/3ds_required_in");
    public static readonly DateTimeOffset Now = new(2025, 11, 20, 10, 30, 0, TimeSpan.Zero);

    public static readonly FlexCredentials Flex = new("5c0a6e5b1f2d3c4b5a697887", "5c0a6e5b1f2d3c4b5a697888", MacKey);

    public static Dictionary<string, string> Credentials() => new(StringComparer.Ordinal)
    {
        ["merchant_id"] = "OTTERCOUNCIL",
        ["username"] = "OTTERXML1",
        ["password"] = Password,
    };

    public static Dictionary<string, string> FlexCredentials() => new(Credentials(), StringComparer.Ordinal)
    {
        ["issuer"] = Flex.Issuer,
        ["organisational_unit_id"] = Flex.OrganisationalUnitId,
        ["jwt_mac_key"] = MacKey,
    };

    public static PspContext Context(IPspTransport transport, bool flex = false, Uri? url = null, params (string Name, string Value)[] settings) => new()
    {
        AccountId = "17",
        IsLive = false,
        Credentials = flex ? FlexCredentials() : Credentials(),
        BaseUrl = url ?? new WorldpayAdapter().Urls.Test,
        Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value, StringComparer.OrdinalIgnoreCase),
        Transport = transport,
        Clock = new StandingClock(),
    };

    public static PayerCard Card(BillingAddress? address = null, string holder = "J Bloggs", string number = Visa) => new()
    {
        Number = number,
        SecurityCode = SecurityCode,
        ExpiryMonth = 2,
        ExpiryYear = 2030,
        HolderName = holder,
        Brand = "visa",
        BillingAddress = address,
    };

    public static AuthoriseRequest Order(
        PayerCard? card = null,
        bool threeDSecure = false,
        PayerBrowser? browser = null,
        string? email = null,
        string description = "Fishing licence",
        string? orderCode = OrderCode,
        long amount = Amount,
        bool moto = false) => new()
    {
        OperationId = OperationId,
        PaymentId = PaymentId,
        TransactionId = orderCode,
        Amount = amount,
        Description = description,
        Reference = "R-1",
        Card = card ?? Card(),
        Email = email,
        Browser = browser,
        ThreeDSecure = threeDSecure,
        Moto = moto,
        ReturnUrl = ReturnUrl,
    };

    public static ContinueRequest Return(string? providerState, params (string Name, string Value)[] fields) => new()
    {
        OperationId = OperationId,
        PaymentId = PaymentId,
        TransactionId = OrderCode,
        Amount = Amount,
        ProviderState = providerState,
        Fields = [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))],
        ReturnUrl = ReturnUrl,
    };

    public static CaptureRequest Capture(string orderCode = OrderCode, long amount = Amount) => new(OperationId, PaymentId, orderCode, amount, Attempt: 1);

    public static CancelRequest Cancel(string? orderCode = OrderCode) => new(OperationId, PaymentId, orderCode, Attempt: 1);

    public static RefundRequest Refund(string orderCode = OrderCode, long amount = 500) =>
        new(OperationId, PaymentId, orderCode, RefundId, amount, CapturedAmount: Amount, Attempt: 1);

    public static string Document(string content) =>
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE paymentService PUBLIC "-//WorldPay//DTD WorldPay PaymentService v1//EN"
          "http://dtd.worldpay.com/paymentService_v1.dtd">
        <paymentService version="1.4" merchantCode="OTTERCOUNCIL">{content}</paymentService>
        """;

    public static byte[] Reply(string content) => Encoding.UTF8.GetBytes(Document($"<reply>{content}</reply>"));

    public static byte[] OrderStatus(string content, string orderCode = OrderCode) =>
        Reply($"""<orderStatus orderCode="{orderCode}">{content}</orderStatus>""");

    public static byte[] Payment(string? lastEvent, string more = "", string value = "1250", string currency = "GBP", string exponent = "2") => OrderStatus(
        $"""
        <payment>
          <paymentMethod>VISA_CREDIT-SSL</paymentMethod>
          <paymentMethodDetail><card number="4444********1111" type="creditcard"/></paymentMethodDetail>
          <amount value="{value}" currencyCode="{currency}" exponent="{exponent}" debitCreditIndicator="credit"/>
          {(lastEvent is null ? "" : $"<lastEvent>{lastEvent}</lastEvent>")}
          <cardHolderName><![CDATA[J Bloggs]]></cardHolderName>
          <balance accountType="IN_PROCESS_AUTHORISED"><amount value="{value}" currencyCode="{currency}" exponent="{exponent}"/></balance>
          {more}
        </payment>
        """);

    public static byte[] Error(int code, string text) => Reply(ErrorElement(code, text));

    public static string ErrorElement(int code, string text) => $"""<error code="{code}"><![CDATA[{text}]]></error>""";

    public static byte[] PaRequest(string paReq = "eJxVUt1ugjAUfhXDA", string issuer = "https://acs.example.test/pareq") => OrderStatus(
        $"""
        <requestInfo><request3DSecure>
          <paRequest>
            {paReq}
          </paRequest>
          <issuerURL><![CDATA[ {issuer} ]]></issuerURL>
        </request3DSecure></requestInfo>
        <echoData>-1374244409987691395</echoData>
        """);

    public static byte[] ChallengeRequired() => OrderStatus(
        """
        <challengeRequired><threeDSChallengeDetails>
          <threeDSVersion>2.1.0</threeDSVersion>
          <transactionId3DS>tx3ds-001</transactionId3DS>
          <acsURL><![CDATA[https://acs.example.test/challenge]]></acsURL>
          <payload>eyJhIjoxfQ</payload>
        </threeDSChallengeDetails></challengeRequired>
        """);

    public static string Received(string name, long? amount, string orderCode = OrderCode) => amount is { } pence
        ? $"""<ok><{name} orderCode="{orderCode}"><amount value="{pence}" currencyCode="GBP" exponent="2" debitCreditIndicator="credit"/></{name}></ok>"""
        : $"""<ok><{name} orderCode="{orderCode}"/></ok>""";

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
