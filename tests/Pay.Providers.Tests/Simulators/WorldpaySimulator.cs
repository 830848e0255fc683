using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Pay.Providers.Tests.Simulators;

/// <summary>Worldpay with a memory.</summary>
/// <param name="flex">3D Secure 2 for its merchant; <see langword="null"/>: 3D Secure 1 only.</param>
internal sealed class WorldpaySimulator(CardinalSimulator? flex = null) : PspSimulator
{
    private const string Merchant = "SIMULATEDCOUNCIL";

    public override string Provider => "worldpay";

    public override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>(
        flex is null ? [] : CardinalSimulator.Credentials, StringComparer.Ordinal)
    {
        ["merchant_id"] = Merchant, ["username"] = "SIMXML", ["password"] = "a:b c",
    };

    public override IReadOnlyList<string> Settings => flex is null ? base.Settings : [.. base.Settings, .. CardinalSimulator.SettingsAt(Address)];

    protected override string ContentType => "text/xml";

    public override HttpRequestMessage Notification(SimulatedOrder order, string kind, int refund = 0) => Post(Event(order, kind, refund, Merchant));

    public override HttpRequestMessage ForgedNotification(SimulatedOrder order, string kind) => Post(Event(order, kind, 0, "SOMEBODYELSE"));

    protected override async Task<string> AnswerAsync(HttpRequest request, byte[] body)
    {
        Require(request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("SIMXML:a:b c")), "the login is wrong");
        var text = Encoding.UTF8.GetString(body);
        Require(text.StartsWith("<?xml", StringComparison.Ordinal) && text.Contains("<!DOCTYPE paymentService PUBLIC", StringComparison.Ordinal), "declaration or DOCTYPE is missing");
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        var root = XDocument.Load(reader).Root!;
        Require((string?)root.Attribute("merchantCode") == Merchant && (string?)root.Attribute("version") == "1.4", "the merchant or the version is wrong");
        await Task.Yield();
        return root.Elements().Single() switch
        {
            { Name.LocalName: "submit" } submit => Submit(submit.Element("order")!, request),
            { Name.LocalName: "modify" } modify => Modify(modify.Element("orderModification")!),
            var inquiry => Inquire((string)inquiry.Element("orderInquiry")!.Attribute("orderCode")!),
        };
    }

    protected override Task<bool> ShowPageAsync(HttpContext http) => flex?.ShowPageAsync(http) ?? Task.FromResult(false);

    protected override async Task BankAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync(
            $"""<!DOCTYPE html><html lang=en><title>Bank</title><form method="post" action="{form["TermUrl"]}"><input type="hidden" name="PaRes" value="IDENTIFIED"><input type="hidden" name="MD" value="{form["MD"]}"><button id=yes>Yes</button></form>""");
    }

    private string Submit(XElement submitted, HttpRequest request)
    {
        var code = (string)submitted.Attribute("orderCode")!;
        if (submitted.Element("info3DSecure") is { } answer)
        {
            var known = Orders[code];
            Require(known.State == "3ds", "a 3D Secure answer for an order that waits for none");
            Require(request.Headers.Cookie == "machine=m-17", "the machine cookie is missing");
            Require((string?)submitted.Element("session")?.Attribute("id") == known.PaymentId, "the session is another one");
            var isIdentified = flex is null ? answer.Element("paResponse")?.Value == "IDENTIFIED" : answer.Element("completedAuthentication") is not null;
            Act("continue", () => known.State = isIdentified ? "held" : "refused");
            return Status(known);
        }

        string[] order = ["description", "amount", "paymentDetails", "shopper", "dynamicInteractionType", "additional3DSData", "exemption"];
        var names = submitted.Elements().Select(element => Array.IndexOf(order, element.Name.LocalName)).ToList();
        Require(names.SequenceEqual(names.Order()) && !names.Contains(-1), "the elements of the order are in another order than the DTD's");
        var details = submitted.Element("paymentDetails")!;
        var card = details.Element("CARD-SSL")!;
        Require(!Orders.ContainsKey(code), "the order code has been used");
        var made = new SimulatedOrder
        {
            TransactionId = code,
            PaymentId = (string?)details.Element("session")?.Attribute("id") ?? submitted.Element("description")!.Value,
            Amount = (long)submitted.Element("amount")!.Attribute("value")!,
            State = StateFor(card.Element("cardNumber")!.Value, details.Element("session") is not null && flex?.Knows(submitted.Element("additional3DSData")) != true),
        };
        Act("authorise", () => Orders[code] = made);
        request.HttpContext.Response.Headers.SetCookie = "machine=m-17; path=/; secure";
        return made.State == "3ds" && flex is not null
            ? Reply($"""<orderStatus orderCode="{code}"><challengeRequired><threeDSChallengeDetails><threeDSVersion>2.1.0</threeDSVersion><transactionId3DS>tx-1</transactionId3DS><acsURL><![CDATA[{new Uri(Address, "/acs")}]]></acsURL><payload>eyJhIjoxfQ</payload></threeDSChallengeDetails></challengeRequired></orderStatus>""")
            : made.State == "3ds"
            ? Reply($"""<orderStatus orderCode="{code}"><requestInfo><request3DSecure><paRequest>pa-request</paRequest><issuerURL><![CDATA[ {new Uri(Address, "/bank")} ]]></issuerURL></request3DSecure></requestInfo></orderStatus>""")
            : Status(made);
    }

    private string Modify(XElement modification)
    {
        var code = (string)modification.Attribute("orderCode")!;
        var order = Orders[code];
        var what = modification.Elements().Single();
        var amount = what.Element("amount") is { } element ? (long)element.Attribute("value")! : 0;
        switch (what.Name.LocalName)
        {
            case "capture" when order.State == "held" && amount == order.Amount:
                Act("capture", () => order.State = "captured");
                return Reply($"""<ok><captureReceived orderCode="{code}"><amount value="{amount}" currencyCode="GBP" exponent="2"/></captureReceived></ok>""");
            case "cancel" when order.State is "held" or "3ds" or "cancelled":
                Act("cancel", () => order.State = "cancelled");
                return Reply($"""<ok><cancelReceived orderCode="{code}"/></ok>""");
            case "refund" when order.State == "captured" && order.Refunds.Sum(refund => refund.Amount) + amount <= order.Amount:
                Act("refund", () => order.Refunds.Add(((string)what.Attribute("reference")!, "", amount)));
                return Reply($"""<ok><refundReceived orderCode="{code}"><amount value="{amount}" currencyCode="GBP" exponent="2"/></refundReceived></ok>""");
            default:
                return Reply("""<error code="5"><![CDATA[Invalid modification]]></error>""");
        }
    }

    private string Inquire(string code)
    {
        Act("query", () => { });
        return Orders.TryGetValue(code, out var order) ? Status(order) : Reply("""<error code="5"><![CDATA[Could not find payment for order]]></error>""");
    }

    private static string Status(SimulatedOrder order)
    {
        var last = order.State switch { "held" => "AUTHORISED", "refused" => "REFUSED", "cancelled" => "CANCELLED", _ => "CAPTURED" };
        return Reply($"""<orderStatus orderCode="{order.TransactionId}"><payment><paymentMethod>VISA-SSL</paymentMethod><amount value="{order.Amount}" currencyCode="GBP" exponent="2" debitCreditIndicator="credit"/><lastEvent>{last}</lastEvent></payment></orderStatus>""");
    }

    private static string Reply(string inner) =>
        $"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE paymentService PUBLIC "-//WorldPay//DTD WorldPay PaymentService v1//EN" "http://dtd.worldpay.com/paymentService_v1.dtd"><paymentService version="1.4" merchantCode="{Merchant}"><reply>{inner}</reply></paymentService>""";

    private static string Event(SimulatedOrder order, string kind, int refund, string merchant)
    {
        var (type, reference) = kind switch
        {
            "authorised" => ("AUTHORISED", ""),
            "captured" => ("CAPTURED", ""),
            "refunded" => ("REFUNDED", order.Refunds[refund].RefundId),
            _ => ("REFUND_FAILED", order.Refunds[refund].RefundId),
        };
        return $"""<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE paymentService PUBLIC "-//WorldPay//DTD WorldPay PaymentService v1//EN" "http://dtd.worldpay.com/paymentService_v1.dtd"><paymentService version="1.4" merchantCode="{merchant}"><notify><orderStatusEvent orderCode="{order.TransactionId}"><payment><paymentMethod>VISA-SSL</paymentMethod><amount value="{order.Amount}" currencyCode="GBP" exponent="2" debitCreditIndicator="credit"/><lastEvent>{type}</lastEvent></payment><journal journalType="{type}" sent="n"><bookingDate><date dayOfMonth="21" month="11" year="2026"/></bookingDate><journalReference type="capture" reference="{reference}"/></journal></orderStatusEvent></notify></paymentService>""";
    }

    private static HttpRequestMessage Post(string xml) => new(HttpMethod.Post, "/v1/api/notifications/worldpay") { Content = new StringContent(xml, Encoding.UTF8, "text/xml") };
}
