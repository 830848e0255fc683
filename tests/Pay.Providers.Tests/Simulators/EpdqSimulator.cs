using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Pay.Providers.Tests.Simulators;

/// <summary>ePDQ with a memory.</summary>
internal sealed class EpdqSimulator : PspSimulator
{
    private const string ShaIn = "Otter-Lantern-47!x";
    private const string ShaOut = "Heron-Quartz-92?y";

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public override string Provider => "epdq";

    public override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["psp_id"] = "otterbank1", ["username"] = "apiuser", ["password"] = "Pa55-word!", ["sha_in_passphrase"] = ShaIn, ["sha_out_passphrase"] = ShaOut,
    };

    public override IReadOnlyList<string> Settings => [$"--Pay:Providers:Epdq:TestUrl={new Uri(Address, "/ncol/test/")}"];

    protected override string ContentType => "text/XML; charset=iso-8859-1";

    public override HttpRequestMessage Notification(SimulatedOrder order, string kind, int refund = 0) => Signed(order, kind, refund, ShaOut);

    public override HttpRequestMessage ForgedNotification(SimulatedOrder order, string kind) => Signed(order, kind, 0, "Another-Phrase-11!");

    protected override async Task<string> AnswerAsync(HttpRequest request, byte[] body)
    {
        await Task.Yield();
        var fields = Encoding.ASCII.GetString(body).Split('&').Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => Decode(pair[1]), StringComparer.Ordinal);
        Require(fields["PSPID"] == "otterbank1" && fields["USERID"] == "apiuser" && fields["PSWD"] == "Pa55-word!", "the login is wrong");
        Require(string.Equals(fields["SHASIGN"], Sign(fields.Where(field => field.Key != "SHASIGN"), ShaIn), StringComparison.OrdinalIgnoreCase), "the signature is wrong");
        return request.Path.Value switch
        {
            "/ncol/test/orderdirect.asp" => Authorise(fields),
            "/ncol/test/maintenancedirect.asp" => Maintain(fields),
            _ => Query(fields),
        };
    }

    protected override Task BankAsync(HttpContext http)
    {
        // The bank returns to ePDQ, which ends the authorisation and redirects the payer.
        var order = Orders[http.Request.Query["payid"]!];
        order.State = "held";
        http.Response.Redirect(order.ReturnUrl!);
        return Task.CompletedTask;
    }

    private string Authorise(Dictionary<string, string> fields)
    {
        Require(fields["OPERATION"] == "RES", "an authorisation must not capture");
        var order = new SimulatedOrder
        {
            TransactionId = NextNumber("305001"),
            PaymentId = fields["ORDERID"],
            Amount = long.Parse(fields["AMOUNT"], CultureInfo.InvariantCulture),
            State = StateFor(fields["CARDNO"], fields.GetValueOrDefault("FLAG3D") == "Y"),
            ReturnUrl = fields.GetValueOrDefault("ACCEPTURL"),
        };
        Require(Orders.Values.All(known => known.PaymentId != order.PaymentId), "the order id has been used");
        Act("authorise", () => Orders[order.TransactionId] = order);
        var page = Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $"""<form name="go" method="post" action="{new Uri(Address, "/bank?payid=" + order.TransactionId)}"><input type="hidden" name="PaReq" value="x"><noscript><button id="yes">Yes</button></noscript></form><script>document.go.submit();</script>"""));
        return order.State switch
        {
            "3ds" => Response(order, 46, inner: $"<HTML_ANSWER>{page}</HTML_ANSWER>"),
            "refused" => Response(order, 2, error: "30001001"),
            _ => Response(order, 5),
        };
    }

    private string Maintain(Dictionary<string, string> fields)
    {
        var order = fields.TryGetValue("PAYID", out var payId) ? Orders[payId] : OrderOf(fields["ORDERID"]);
        var amount = fields.TryGetValue("AMOUNT", out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : order.Amount;
        switch (fields["OPERATION"])
        {
            case "SAS" when order.State == "held" && amount == order.Amount:
                Act("capture", () => order.State = "captured");
                return Response(order, 91, sub: "1");
            case "DES" when order.State is "held" or "3ds":
                Act("cancel", () => order.State = "cancelled");
                return Response(order, 6, sub: "1");
            case "RFD" when order.State == "captured" && order.Refunds.Sum(refund => refund.Amount) + amount <= order.Amount:
                var sub = (order.Refunds.Count + 2).ToString(CultureInfo.InvariantCulture);
                Act("refund", () => order.Refunds.Add(("", sub, amount)));
                return Response(order, 81, sub: sub, amount: amount);
            default:
                return Response(order, 0, error: "50001127");
        }
    }

    private string Query(Dictionary<string, string> fields)
    {
        Act("query", () => { });
        var order = Orders.Values.FirstOrDefault(known => known.PaymentId == fields.GetValueOrDefault("ORDERID") || known.TransactionId == fields.GetValueOrDefault("PAYID"));
        if (order is null)
        {
            return """<?xml version="1.0"?><ncresponse orderID="" PAYID="" NCSTATUS="5" NCERROR="50001130" NCERRORPLUS="unknown order" STATUS="" amount="" currency=""/>""";
        }

        if (fields.TryGetValue("PAYIDSUB", out var sub) && order.Refunds.FirstOrDefault(refund => refund.Reference == sub) is { Amount: > 0 } one)
        {
            return Response(order, 8, sub: sub, amount: one.Amount);
        }

        return Response(order, order.State switch { "3ds" => 46, "held" => 5, "refused" => 2, "cancelled" => 6, _ => 9 });
    }

    private static string Response(SimulatedOrder order, int status, string sub = "", string error = "0", string inner = "", long? amount = null) =>
        $"""<?xml version="1.0"?><ncresponse orderID="{order.PaymentId}" PAYID="{order.TransactionId}" PAYIDSUB="{sub}" NCSTATUS="{(error == "0" ? "0" : "5")}" NCERROR="{error}" NCERRORPLUS="!" ACCEPTANCE="test123" STATUS="{status}" amount="{Major(amount ?? order.Amount)}" currency="GBP">{inner}</ncresponse>""";

    private static HttpRequestMessage Signed(SimulatedOrder order, string kind, int refund, string passphrase)
    {
        var (status, sub, amount) = kind switch
        {
            "authorised" => ("5", "", order.Amount),
            "captured" => ("9", "1", order.Amount),
            "refunded" => ("8", order.Refunds[refund].Reference, order.Refunds[refund].Amount),
            _ => ("83", order.Refunds[refund].Reference, order.Refunds[refund].Amount),
        };
        List<KeyValuePair<string, string>> fields =
        [
            new("orderID", order.PaymentId), new("currency", "GBP"), new("amount", Major(amount)), new("PM", "CreditCard"), new("ACCEPTANCE", "test123"),
            new("STATUS", status), new("CN", "Zoë O’Hara"), new("PAYID", order.TransactionId), new("PAYIDSUB", sub), new("NCERROR", ""), new("BRAND", "VISA"),
        ];
        fields.Add(new("SHASIGN", Sign(fields, passphrase)));
        var body = string.Join('&', fields.Select(field => $"{field.Key}={Encode(field.Value)}"));
        return new HttpRequestMessage(HttpMethod.Post, "/v1/api/notifications/epdq") { Content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded") };
    }

    private static string Sign(IEnumerable<KeyValuePair<string, string>> fields, string passphrase) => Convert.ToHexString(SHA512.HashData(Encoding.UTF8.GetBytes(string.Concat(
        fields.Where(field => field.Value.Length > 0)
            .Select(field => (Name: field.Key.ToUpperInvariant(), field.Value))
            .OrderBy(field => field.Name, StringComparer.Ordinal)
            .Select(field => $"{field.Name}={field.Value}{passphrase}")))));

    private static string Major(long pence) => (pence / 100m).ToString("0.##", CultureInfo.InvariantCulture);

    private static string Decode(string text) => Windows1252.GetString(WebUtility.UrlDecodeToBytes(Encoding.ASCII.GetBytes(text), 0, text.Length)!);

    private static string Encode(string text)
    {
        var bytes = Windows1252.GetBytes(text);
        return Encoding.ASCII.GetString(WebUtility.UrlEncodeToBytes(bytes, 0, bytes.Length)!);
    }
}
