using System.Text;
using System.Xml;
using System.Xml.Linq;
using Pay.Gateway.Providers.Wire;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay.Messages;

/// <summary>
/// The document around every request, and the HTTP message that carries it. The DTD is made of sequences: elements are written in the
/// order in which the specification lists them, and optional ones are left out whole.
/// </summary>
internal static class WorldpayDocument
{
    /// <summary>A rule of the PSP: another order code than ours is another payment, and this is how long ours may be.</summary>
    public const int OrderCodeCharactersMax = 64;

    public const string Currency = "GBP";
    public const string Exponent = "2";

    private const string Version = "1.4";
    private const string PublicId = "-//WorldPay//DTD WorldPay PaymentService v1//EN";
    private const string SystemId = "http://dtd.worldpay.com/paymentService_v1.dtd";
    private const string MediaType = "text/xml; charset=utf-8";

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    public static byte[] Write(string merchantCode, XElement content)
    {
        var document = new XDocument(
            new XDocumentType("paymentService", PublicId, SystemId, internalSubset: null),
            new XElement("paymentService", Attribute("version", Version), Attribute("merchantCode", merchantCode), content));
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, Settings))
        {
            document.Save(writer);
        }

        return bytes.ToArray();
    }

    /// <param name="context">Whose account, and where the PSP is: the address is posted to as it stands.</param>
    /// <param name="body">A document of <see cref="Write"/>.</param>
    /// <param name="headers">Headers besides the login.</param>
    /// <param name="isQuestion">Whether it only asks, so that it may arrive twice.</param>
    public static PspMessage Message(
        PspContext context, byte[] body, IReadOnlyList<KeyValuePair<string, string>>? headers = null, bool isQuestion = false) => new()
    {
        Method = HttpMethod.Post,
        Uri = context.BaseUrl,
        Body = body,
        ContentType = MediaType,
        Headers = [WorldpayCredentials.Login(context), .. headers ?? []],
        IsRepeatable = isQuestion,
    };

    public static XElement Modification(string orderCode, XElement change) =>
        new("modify", new XElement("orderModification", OrderCode(orderCode), change));

    public static XAttribute OrderCode(string orderCode) => Attribute("orderCode", orderCode);

    public static XElement Amount(long pence) =>
        new("amount", Attribute("currencyCode", Currency), Attribute("exponent", Exponent), new XAttribute("value", pence));

    public static XElement Text(string name, string value) => new(name, PspText.ForXml(value));

    /// <summary><see langword="null"/>, which LINQ to XML leaves out, where there is nothing to say.</summary>
    public static XElement? OptionalText(string name, string? value) =>
        PspText.ForXml(value ?? "").Trim() is { Length: > 0 } text ? new XElement(name, text) : null;

    public static XAttribute Attribute(string name, string value) => new(name, PspText.ForXml(value));
}
