using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Pay.Gateway.Providers.Wire;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq.Messages;

/// <summary>
/// ePDQ's answer to whatever it was sent: one element <c>ncresponse</c> with everything in attributes (epdq.md section 5). A class without a
/// telling <see cref="object.ToString"/>, because the page for 3D Secure can hold card data.
/// </summary>
internal sealed class EpdqAnswer
{
    private const string RootName = "ncresponse";
    private const string HtmlName = "HTML_ANSWER";
    private const int PayIdDigitsMax = 20;
    private const int PayIdSubDigitsMax = 6;
    private const int AmountCharactersMax = 15;

    private readonly Dictionary<string, string> _attributes;
    private readonly string? _html;

    private EpdqAnswer(Dictionary<string, string> attributes, string? html) => (_attributes, _html) = (attributes, html);

    public string OrderId => Value("orderID");

    /// <summary>ePDQ's transaction; <see langword="null"/>: it made none ("0", or empty).</summary>
    public string? PayId => IsDigits(Value("PAYID"), PayIdDigitsMax) && Value("PAYID").Any(digit => digit != '0') ? Value("PAYID") : null;

    /// <summary>The number of the operation on the transaction, where it tells one.</summary>
    public string? PayIdSub => IsDigits(Value("PAYIDSUB"), PayIdSubDigitsMax) ? Value("PAYIDSUB") : null;

    /// <summary>By which a refund is known later; <see langword="null"/> without both of its parts.</summary>
    public string? Reference => PayId is { } payId && PayIdSub is { } payIdSub ? $"{payId}/{payIdSub}" : null;

    public string Status => Value("STATUS");

    /// <summary>Whether it reports that the request was not carried out at all.</summary>
    public bool IsError => Status is "" or "0";

    public string NcStatus => Value("NCSTATUS");

    public string NcError => Value("NCERROR");

    public string NcErrorText => Value("NCERRORPLUS");

    /// <summary>The amount in pence; <see langword="null"/>: none, or one that is not to be read.</summary>
    public long? Amount => ToPence(Value("amount"));

    /// <summary>Our order, where the answer says which: one that names another order says nothing about ours.</summary>
    public bool IsAboutOther(string orderId) => OrderId.Length > 0 && !string.Equals(OrderId, orderId, StringComparison.Ordinal);

    /// <summary>Whether it names an amount or a currency, and not this one.</summary>
    public bool IsOfOtherAmount(long pence) => (Value("amount").Length > 0 && Amount != pence) || IsOfOtherCurrency;

    public bool IsOfOtherCurrency => Value("currency") is { Length: > 0 } currency && !string.Equals(currency, "GBP", StringComparison.Ordinal);

    /// <summary>Whether it names an amount that cannot be one.</summary>
    public bool IsAmountUnreadable => Value("amount").Length > 0 && Amount is null;

    /// <summary><see langword="null"/>: not an answer of ePDQ's, or one that says two things at once.</summary>
    public static EpdqAnswer? Read(PspReply.Answered reply) => Read(reply.Body, reply.Header("Content-Type"));

    /// <summary>As <see cref="Read(PspReply.Answered)"/>; the charset of <paramref name="contentType"/> goes before the document's own.</summary>
    public static EpdqAnswer? Read(ReadOnlyMemory<byte> body, string? contentType)
    {
        var isLatin1 = contentType is not null
            && (contentType.Contains("8859-1", StringComparison.OrdinalIgnoreCase) || contentType.Contains("1252", StringComparison.Ordinal));
        if (PspXml.Read(body, allowDocumentType: false, isLatin1)?.Root is not { } root || root.Name != RootName)
        {
            return null;
        }

        // The case of names differs between ePDQ's versions; two that differ in nothing else are a contradiction.
        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        return root.Attributes().All(attribute => attributes.TryAdd(attribute.Name.LocalName, attribute.Value))
            ? new EpdqAnswer(attributes, HtmlOf(root))
            : null;
    }

    /// <summary>The page that sends the payer to their bank; <see langword="null"/>: none, or one that cannot be read.</summary>
    public string? Html()
    {
        if (_html is null)
        {
            return null;
        }

        var compact = string.Concat(_html.Where(character => !char.IsWhiteSpace(character)));
        var bytes = new byte[compact.Length];
        var page = Convert.TryFromBase64String(compact, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return page.Contains('<', StringComparison.Ordinal) ? page : null;
    }

    /// <summary>"12.5" is 1250 pence: ePDQ writes pounds and cuts the noughts at the end.</summary>
    public static long? ToPence(string amount) =>
        amount.Length is > 0 and <= AmountCharactersMax
        && decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var pounds)
        && decimal.IsInteger(pounds * 100)
            ? (long)(pounds * 100)
            : null;

    public static bool IsDigits(string text, int digitsMax) => text.Length > 0 && text.Length <= digitsMax && text.All(char.IsAsciiDigit);

    private static string? HtmlOf(XElement root)
    {
        var pages = root.Elements().Where(child => string.Equals(child.Name.LocalName, HtmlName, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        return pages.Count == 1 ? pages[0].Value : null;
    }

    private string Value(string name) => _attributes.GetValueOrDefault(name, "");
}
