using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Pay.Gateway.Providers.Wire;

/// <summary>
/// Reads XML that a stranger may have sent: no document type is obeyed and nothing is fetched, and size, depth and numbers of
/// attributes are bounded, so that time and memory are.
/// </summary>
internal static class PspXml
{
    private const int BytesMax = 1024 * 1024;
    private const int DepthMax = 32;
    private const int AttributesMax = 128;

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    // So that the reader knows the code pages that a document may declare.
    static PspXml() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="bytes">The document, in the encoding that it declares itself (UTF-8 where it does not).</param>
    /// <param name="allowDocumentType">Whether a document type may be there, to be skipped unread. Without, such a document is not read.</param>
    /// <param name="isLatin1">The answer's own header said ISO 8859-1, by which everybody means windows-1252.</param>
    /// <returns><see langword="null"/>: not a well-formed document within the bounds.</returns>
    public static XDocument? Read(ReadOnlyMemory<byte> bytes, bool allowDocumentType = false, bool isLatin1 = false)
    {
        if (bytes.IsEmpty || bytes.Length > BytesMax)
        {
            return null;
        }

        var settings = new XmlReaderSettings
        {
            DtdProcessing = allowDocumentType ? DtdProcessing.Ignore : DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = BytesMax,
            MaxCharactersFromEntities = 1024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        try
        {
            return IsWithinBounds(bytes, settings, isLatin1) ? Load(bytes, settings, isLatin1) : null;
        }
        catch (Exception fault) when (fault is XmlException or ArgumentException or NotSupportedException or InvalidOperationException)
        {
            // An encoding that is not known is an ArgumentException or NotSupportedException, by where it is found out.
            return null;
        }
    }

    private static bool IsWithinBounds(ReadOnlyMemory<byte> bytes, XmlReaderSettings settings, bool isLatin1)
    {
        using var reader = Open(bytes, settings, isLatin1);
        while (reader.Read())
        {
            if (reader.Depth > DepthMax || reader.AttributeCount > AttributesMax)
            {
                return false;
            }
        }

        return true;
    }

    private static XDocument Load(ReadOnlyMemory<byte> bytes, XmlReaderSettings settings, bool isLatin1)
    {
        using var reader = Open(bytes, settings, isLatin1);
        return XDocument.Load(reader);
    }

    private static XmlReader Open(ReadOnlyMemory<byte> bytes, XmlReaderSettings settings, bool isLatin1) => isLatin1
        ? XmlReader.Create(new StringReader(Windows1252.GetString(bytes.Span)), settings)
        : XmlReader.Create(new MemoryStream(bytes.ToArray(), writable: false), settings);
}
