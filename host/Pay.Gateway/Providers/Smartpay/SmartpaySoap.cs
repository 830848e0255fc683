using System.Text;
using System.Xml;
using System.Xml.Linq;
using Pay.Gateway.Providers.Wire;
using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>SOAP 1.1 as SmartPay speaks it: elements are known by namespace and local name, never by prefix.</summary>
internal static class SmartpaySoap
{
    public static readonly XNamespace Envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    public static readonly XNamespace Payment = "http://payment.services.adyen.com";
    public static readonly XNamespace Common = "http://common.services.adyen.com";
    public static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";
    private static readonly XNamespace Schema = "http://www.w3.org/2001/XMLSchema";

    /// <summary>A request's bytes. The result is the same for the same operation, byte for byte.</summary>
    public static byte[] Write(XElement operation)
    {
        var envelope = new XElement(
            Envelope + "Envelope",
            new XAttribute(XNamespace.Xmlns + "soap", Envelope),
            new XAttribute(XNamespace.Xmlns + "p", Payment),
            new XAttribute(XNamespace.Xmlns + "c", Common),
            new XAttribute(XNamespace.Xmlns + "xsi", Instance),
            new XAttribute(XNamespace.Xmlns + "xsd", Schema),
            new XElement(Envelope + "Body", operation));
        using var bytes = new MemoryStream();

        // A PaRes may be broken into lines, and a carriage return arrives as one only when it is written as a reference (XML 1.0, 2.11).
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            NewLineHandling = NewLineHandling.Entitize,
        };
        using (var writer = XmlWriter.Create(bytes, settings))
        {
            envelope.Save(writer);
        }

        return bytes.ToArray();
    }

    /// <summary>An element of a request, whose text is without what XML cannot hold.</summary>
    public static XElement Text(XName name, string value) => new(name, PspText.ForXml(value));

    /// <summary>As <see cref="Text"/>, and <see langword="null"/> (no element at all) where there is nothing to say.</summary>
    public static XElement? TextIfAny(XName name, string? value) => string.IsNullOrWhiteSpace(value) ? null : Text(name, value);

    /// <summary>Whole pence; the currency is always the pound.</summary>
    public static XElement Amount(XName name, long pence) => new(
        name,
        new XElement(Common + "currency", Currency),
        new XElement(Common + "value", pence));

    public const string Currency = "GBP";

    public static PspMessage Message(PspContext context, SmartpayLogin login, byte[] body) => new()
    {
        Method = HttpMethod.Post,
        Uri = context.BaseUrl,
        Body = body,
        ContentType = "text/xml; charset=utf-8",
        Headers = [BasicLogin.Header(login.Username, login.Password), KeyValuePair.Create("SOAPAction", "\"\"")],
    };

    /// <summary>
    /// What an answer says: the only element in the only body of an envelope. <see langword="null"/>: it is not such a document, so
    /// nothing in it is to be believed.
    /// </summary>
    public static XElement? ReadContent(ReadOnlyMemory<byte> bytes)
    {
        if (PspXml.Read(bytes)?.Root is not { } root || root.Name != Envelope + "Envelope")
        {
            return null;
        }

        return Only(root.Elements(Envelope + "Body")) is { } body ? Only(body.Elements()) : null;
    }

    /// <summary>The fields of <c>{operation}Response/{result}</c>; <see langword="null"/>: another document, or one that contradicts itself.</summary>
    public static Dictionary<string, string>? ReadResult(XElement content, string operation, string result) =>
        content.Name == Payment + (operation + "Response") && Only(content.Elements()) is { } only && only.Name == Payment + result
            ? Fields(only)
            : null;

    /// <summary>
    /// The texts of the plain elements, trimmed; empty ones are absent. <c>xsi:nil</c> is not looked at, because elements that have it
    /// have been seen with text (section 2).
    /// </summary>
    private static Dictionary<string, string>? Fields(XElement result)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in result.Elements().Where(element => element.Name.Namespace == Payment))
        {
            if (!seen.Add(element.Name.LocalName))
            {
                return null;
            }

            var text = element.HasElements ? "" : element.Value.Trim();
            if (text.Length > 0)
            {
                fields.Add(element.Name.LocalName, text);
            }
        }

        return fields;
    }

    private static XElement? Only(IEnumerable<XElement> elements) =>
        elements.Take(2).ToList() is [var only] ? only : null;
}
