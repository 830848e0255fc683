using System.Xml.Linq;

namespace Pay.Gateway.Providers.Worldpay.Messages;

/// <summary>Reads elements as Worldpay writes them: values come as text or CDATA, with blanks and line ends around them.</summary>
internal static class WorldpayElements
{
    /// <summary>
    /// Whether some element holds two of a kind of which there is one. Such a document could be read in two ways, so it is not believed
    /// in either.
    /// </summary>
    public static bool IsAmbiguous(this XElement root, HashSet<XName> singular) => root.DescendantsAndSelf().Any(parent =>
    {
        var seen = new HashSet<XName>();
        return parent.Elements().Any(element => singular.Contains(element.Name) && !seen.Add(element.Name));
    });

    /// <summary>The element's text, trimmed; <see langword="null"/>: no such element, or nothing in it.</summary>
    public static string? ElementText(this XElement parent, string name) => NonEmpty(parent.Element(name)?.Value);

    /// <summary>The attribute's text, trimmed; <see langword="null"/>: no such attribute, or nothing in it.</summary>
    public static string? AttributeText(this XElement element, string name) => NonEmpty(element.Attribute(name)?.Value);

    private static string? NonEmpty(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
