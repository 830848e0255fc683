using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Pay.Gateway.Providers.Wire;
using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Gateway.Providers.Worldpay.ThreeDSecure;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay;

/// <summary>
/// Submits an order with the payer's card. Whether it names a session and a browser decides whether Worldpay may ask for 3D Secure, so
/// an account without 3D Secure sends neither.
/// </summary>
internal static class WorldpayAuthorise
{
    private const int DescriptionCharactersMax = 50;
    private const int BrowserCharactersMax = 2048;
    private const int LanguageCharactersMax = 35;
    private const string AnyAccept = "text/html";
    private const string AnyUserAgent = "Mozilla/5.0";

    /// <param name="request">The order.</param>
    /// <param name="orderCode">Its code, stored before this.</param>
    /// <param name="merchantCode">The account.</param>
    /// <param name="hasFlex">Whether the account has the keys of 3D Secure 2.</param>
    public static byte[] Build(AuthoriseRequest request, string orderCode, string merchantCode, bool hasFlex) => WorldpayDocument.Write(
        merchantCode,
        new XElement("submit", new XElement(
            "order",
            WorldpayDocument.OrderCode(orderCode),
            WorldpayDocument.Text("description", DescriptionOf(request)),
            WorldpayDocument.Amount(request.Amount),
            new XElement("paymentDetails", CardOf(request.Card), request.ThreeDSecure ? SessionOf(request) : null),
            request.ThreeDSecure ? ShopperOf(request, hasFlex) : null,
            request.Moto ? new XElement("dynamicInteractionType", new XAttribute("type", "MOTO")) : null,
            request.ThreeDSecure && hasFlex ? DeviceDataOf(request.Browser?.Script) : null)));

    /// <summary>The body of a 2xx answer.</summary>
    public static WorldpaySubmission Read(ReadOnlyMemory<byte> body, AuthoriseRequest request, string orderCode) =>
        WorldpaySubmission.Read(body, orderCode, request.Amount);

    private static string DescriptionOf(AuthoriseRequest request)
    {
        var description = PspText.OneLine(PspText.ForXml(request.Description));
        return PspText.Cut(description.Length > 0 ? description : request.PaymentId, DescriptionCharactersMax);
    }

    /// <summary>Worldpay finds out the brand by itself.</summary>
    private static XElement CardOf(PayerCard card) => new(
        "CARD-SSL",
        WorldpayDocument.Text("cardNumber", card.Number),
        new XElement("expiryDate", new XElement(
            "date",
            new XAttribute("month", card.ExpiryMonth.ToString("00", CultureInfo.InvariantCulture)),
            new XAttribute("year", card.ExpiryYear.ToString("0000", CultureInfo.InvariantCulture)))),
        WorldpayDocument.Text("cardHolderName", card.HolderName),
        WorldpayDocument.OptionalText("cvc", card.SecurityCode),
        AddressOf(card.BillingAddress));

    /// <summary>An address without postcode or country breaks the DTD: better none.</summary>
    private static XElement? AddressOf(BillingAddress? address) =>
        address is null || string.IsNullOrWhiteSpace(address.Postcode) || string.IsNullOrWhiteSpace(address.Country)
            ? null
            : new XElement("cardAddress", new XElement(
                "address",
                WorldpayDocument.OptionalText("address1", address.Line1),
                WorldpayDocument.OptionalText("address2", address.Line2),
                WorldpayDocument.Text("postalCode", address.Postcode.Trim()),
                WorldpayDocument.OptionalText("city", address.City),
                WorldpayDocument.Text("countryCode", address.Country.Trim())));

    private static XElement SessionOf(AuthoriseRequest request) => new(
        "session",
        AddressAttribute(request.Browser?.IpAddress),
        WorldpayDocument.Attribute("id", request.PaymentId));

    /// <summary>The DTD takes any address as a name token, but no zone of an IPv6 address.</summary>
    private static XAttribute? AddressAttribute(string? address) =>
        IPAddress.TryParse(address, out _) && !address.Contains('%', StringComparison.Ordinal) && !address.Contains('[', StringComparison.Ordinal)
            ? new XAttribute("shopperIPAddress", address)
            : null;

    private static XElement ShopperOf(AuthoriseRequest request, bool hasFlex) => new(
        "shopper",
        WorldpayDocument.OptionalText("shopperEmailAddress", request.Email),
        new XElement(
            "browser",
            WorldpayDocument.Text("acceptHeader", HeaderOr(request.Browser?.Accept, AnyAccept)),
            WorldpayDocument.Text("userAgentHeader", HeaderOr(request.Browser?.UserAgent, AnyUserAgent)),
            hasFlex ? WorldpayDocument.OptionalText("browserLanguage", LanguageOf(request.Browser?.Script?.Language) ?? LanguageOf(request.Browser?.AcceptLanguage)) : null));

    /// <summary>Both headers are mandatory; a browser need not send them.</summary>
    private static string HeaderOr(string? header, string otherwise) =>
        string.IsNullOrWhiteSpace(header) ? otherwise : PspText.Cut(PspText.OneLine(header), BrowserCharactersMax);

    /// <summary>The first language of an <c>Accept-Language</c> header.</summary>
    private static string? LanguageOf(string? header)
    {
        var first = header?.Split(',', ';')[0].Trim();
        return first is { Length: > 0 and <= LanguageCharactersMax } && first.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? first : null;
    }

    /// <summary>The bank's page has to fit into the frame of the gateway's, which is that wide on a computer.</summary>
    private static XElement DeviceDataOf(ScriptedBrowser? script) => new(
        "additional3DSData",
        new XAttribute("dfReferenceId", WorldpayDeviceData.ReferenceOf(script)),
        script is null ? new XAttribute("javaScriptEnabled", "false") : null,
        new XAttribute("challengeWindowSize", "390x400"),
        new XAttribute("challengePreference", "noPreference"));
}
