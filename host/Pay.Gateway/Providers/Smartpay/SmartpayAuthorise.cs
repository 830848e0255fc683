using System.Globalization;
using System.Xml.Linq;
using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>The <c>authorise</c> operation (section 3).</summary>
internal static class SmartpayAuthorise
{
    public const string Operation = "authorise";

    // SmartPay refuses an address whose street is empty.
    private const string NoSuchLine = "N/A";

    private static readonly XNamespace P = SmartpaySoap.Payment;
    private static readonly XNamespace C = SmartpaySoap.Common;

    public static byte[] Build(AuthoriseRequest request, string merchantAccount) => SmartpaySoap.Write(new XElement(
        P + Operation,
        new XElement(
            P + "paymentRequest",
            request.ThreeDSecure ? [AskForThreeDSecure(), Browser(request.Browser)] : Array.Empty<XElement>(),
            SmartpaySoap.Amount(P + "amount", request.Amount),
            Card(request.Card),
            SmartpaySoap.Text(P + "merchantAccount", merchantAccount),
            SmartpaySoap.Text(P + "reference", request.PaymentId),
            SmartpaySoap.TextIfAny(P + "shopperIP", request.Browser?.IpAddress),
            SmartpaySoap.TextIfAny(P + "shopperReference", request.Description))));

    public static AuthoriseResult Read(PspReply reply, Uri returnUrl) =>
        SmartpayPaymentResult.Read(reply, Operation, returnUrl, transactionId: null);

    private static XElement Card(PayerCard card) => new(
        P + "card",
        SmartpaySoap.Text(P + "cvc", card.SecurityCode),
        new XElement(P + "expiryMonth", card.ExpiryMonth.ToString("00", CultureInfo.InvariantCulture)),
        new XElement(P + "expiryYear", card.ExpiryYear.ToString("0000", CultureInfo.InvariantCulture)),
        SmartpaySoap.Text(P + "holderName", card.HolderName),
        SmartpaySoap.Text(P + "number", card.Number),
        Address(card.BillingAddress));

    private static XElement? Address(BillingAddress? address) =>
        address is null or { Line1: null, Line2: null, Postcode: null, City: null, Country: null }
            ? null
            : new XElement(
                P + "billingAddress",
                SmartpaySoap.TextIfAny(C + "houseNumberOrName", address.Line1) ?? new XElement(C + "houseNumberOrName", NoSuchLine),
                SmartpaySoap.TextIfAny(C + "street", address.Line2) ?? new XElement(C + "street", NoSuchLine),
                SmartpaySoap.TextIfAny(C + "postalCode", address.Postcode),
                new XElement(C + "stateOrProvince"),
                SmartpaySoap.TextIfAny(C + "city", address.City),
                SmartpaySoap.TextIfAny(C + "country", address.Country));

    private static XElement AskForThreeDSecure() => new(
        P + "additionalData",
        new XElement(
            C + "entry",
            new XElement(C + "key", StringType, "executeThreeD"),
            new XElement(C + "value", StringType, "true")));

    // An XAttribute that has a parent already is copied, so one serves both elements.
    private static readonly XAttribute StringType = new(SmartpaySoap.Instance + "type", "xsd:string");

    // A browser that sends no Accept header takes anything (RFC 9110, 12.5.1), which is what the header's own words for it say.
    private static XElement Browser(PayerBrowser? browser) => new(
        P + "browserInfo",
        SmartpaySoap.Text(C + "acceptHeader", browser?.Accept ?? "*/*"),
        SmartpaySoap.TextIfAny(C + "userAgent", browser?.UserAgent));
}
