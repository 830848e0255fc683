using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Pay.Providers.Tests.Simulators;

/// <summary>SmartPay with a memory, which nobody can ask.</summary>
internal sealed class SmartpaySimulator : PspSimulator
{
    private const string Merchant = "OtterCouncilECOM";

    private static readonly XNamespace P = "http://payment.services.adyen.com";
    private static readonly XNamespace C = "http://common.services.adyen.com";
    private static readonly XNamespace E = "http://schemas.xmlsoap.org/soap/envelope/";

    public override string Provider => "smartpay";

    public override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["merchant_id"] = Merchant, ["username"] = "ws_448211@Company.OtterCouncil", ["password"] = "Spring-Tide-88",
        ["notification_username"] = "otter-notify", ["notification_password"] = "long-enough-pass-1",
    };

    protected override string ContentType => "text/xml; charset=utf-8";

    public override HttpRequestMessage Notification(SimulatedOrder order, string kind, int refund = 0) => Post(order, kind, refund, "long-enough-pass-1");

    public override HttpRequestMessage ForgedNotification(SimulatedOrder order, string kind) => Post(order, kind, 0, "long-enough-pass-2");

    protected override async Task<string> AnswerAsync(HttpRequest request, byte[] body)
    {
        await Task.Yield();
        Require(request.Headers.Authorization == "Basic d3NfNDQ4MjExQENvbXBhbnkuT3R0ZXJDb3VuY2lsOlNwcmluZy1UaWRlLTg4", "the login is wrong");
        var operation = XDocument.Parse(Encoding.UTF8.GetString(body)).Root!.Element(E + "Body")!.Elements().Single();
        var sent = operation.Elements().Single();
        Require(sent.Element(P + "merchantAccount")?.Value == Merchant, "the merchant account is wrong");
        return operation.Name.LocalName switch
        {
            "authorise" => Authorise(sent),
            "authorise3d" => Authenticate(sent),
            var modification => Modify(modification, sent),
        };
    }

    protected override async Task BankAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync(
            $"""<!DOCTYPE html><html lang=en><title>Bank</title><form method="post" action="{form["TermUrl"]}"><input type="hidden" name="PaRes" value="signed+/="><input type="hidden" name="MD" value="{form["MD"]}"><button id=yes>Yes</button></form>""");
    }

    private string Authorise(XElement sent)
    {
        var amount = sent.Element(P + "amount")!;
        Require(amount.Element(C + "currency")?.Value == "GBP", "the currency is wrong");
        var card = sent.Element(P + "card")!;
        var authenticates = sent.Element(P + "additionalData")?.Elements(C + "entry").Any(entry =>
            entry.Element(C + "key")?.Value == "executeThreeD" && entry.Element(C + "value")?.Value == "true") == true;
        var order = new SimulatedOrder
        {
            TransactionId = NextNumber("881500000000"),
            PaymentId = sent.Element(P + "reference")!.Value,
            Amount = (long)amount.Element(C + "value")!,
            State = StateFor(card.Element(P + "number")!.Value, authenticates),
        };
        Require(card.Element(P + "holderName")?.Value.Length > 0 && card.Element(P + "cvc")?.Value.Length == 3, "the card is incomplete");
        Act("authorise", () => Orders[order.TransactionId] = order);
        return order.State == "3ds"
            ? Result("authorise", $"<n:issuerUrl>{new Uri(Address, "/bank")}</n:issuerUrl><n:md>md-{order.TransactionId}</n:md><n:paRequest>pa-request</n:paRequest><n:pspReference>{order.TransactionId}</n:pspReference><n:resultCode>RedirectShopper</n:resultCode>")
            : Decision("authorise", order);
    }

    private string Authenticate(XElement sent)
    {
        var order = Orders[sent.Element(P + "md")!.Value["md-".Length..]];
        Require(order.State == "3ds", "a 3D Secure answer for a payment that waits for none");
        Act("continue", () => order.State = sent.Element(P + "paResponse")?.Value == "signed+/=" ? "held" : "refused");
        return Decision("authorise3d", order);
    }

    private string Modify(string operation, XElement sent)
    {
        var order = Orders[sent.Element(P + "originalReference")!.Value];
        var amount = (long?)sent.Element(P + "modificationAmount")?.Element(C + "value") ?? 0;
        var reference = NextNumber("881600000000");
        Act(operation, () =>
        {
            switch (operation)
            {
                case "capture" when order.State == "held":
                    order.State = "captured";
                    break;
                case "cancel" when order.State is "held" or "3ds":
                    order.State = "cancelled";
                    break;
                case "refund":
                    order.Refunds.Add((sent.Element(P + "reference")!.Value, reference, amount));
                    break;
            }
        });
        return Envelope($"<n:{operation}Response xmlns:n=\"{P}\"><n:{operation}Result><n:pspReference>{reference}</n:pspReference><n:response>[{operation}-received]</n:response></n:{operation}Result></n:{operation}Response>");
    }

    private static string Decision(string operation, SimulatedOrder order) => Result(
        operation,
        order.State == "held"
            ? $"<n:authCode>87802</n:authCode><n:issuerUrl xsi:nil=\"true\"/><n:pspReference>{order.TransactionId}</n:pspReference><n:resultCode>Authorised</n:resultCode>"
            : $"<n:pspReference>{order.TransactionId}</n:pspReference><n:refusalReason>Refused</n:refusalReason><n:resultCode>Refused</n:resultCode>");

    private static string Result(string operation, string inner) =>
        Envelope($"<n:{operation}Response xmlns:n=\"{P}\"><n:paymentResult>{inner}</n:paymentResult></n:{operation}Response>");

    private static string Envelope(string body) =>
        $"<soap:Envelope xmlns:soap=\"{E}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soap:Body>{body}</soap:Body></soap:Envelope>";

    private static HttpRequestMessage Post(SimulatedOrder order, string kind, int refund, string password)
    {
        var (code, success, reference, original, merchantReference, amount) = kind switch
        {
            "authorised" => ("AUTHORISATION", "true", order.TransactionId, "", order.PaymentId, order.Amount),
            "captured" => ("CAPTURE", "true", "8817" + order.TransactionId[4..], order.TransactionId, order.PaymentId, order.Amount),
            "refunded" => ("REFUND", "true", order.Refunds[refund].Reference, order.TransactionId, order.Refunds[refund].RefundId, order.Refunds[refund].Amount),
            _ => ("REFUND", "false", order.Refunds[refund].Reference, order.TransactionId, order.Refunds[refund].RefundId, order.Refunds[refund].Amount),
        };
        var item = new
        {
            eventCode = code, success, eventDate = "2026-11-21T10:15:30+01:00", merchantAccountCode = Merchant, merchantReference,
            originalReference = original, pspReference = reference, amount = new { currency = "GBP", value = amount }, paymentMethod = "visa", reason = "",
        };
        var unknown = new { eventCode = "REPORT_AVAILABLE", success = "true", eventDate = "2026-11-21T10:15:30+01:00", merchantAccountCode = Merchant, pspReference = "x" };
        var batch = JsonSerializer.Serialize(new { live = "false", notificationItems = new object[] { new { NotificationRequestItem = (object)unknown }, new { NotificationRequestItem = (object)item } } });
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/api/notifications/smartpay") { Content = new StringContent(batch, Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("otter-notify:" + password)));
        return request;
    }
}
