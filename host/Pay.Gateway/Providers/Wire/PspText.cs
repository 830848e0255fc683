using System.Text;
using System.Xml;

namespace Pay.Gateway.Providers.Wire;

/// <summary>Text that crosses the border between us and a PSP.</summary>
internal static class PspText
{
    private const int QuoteCharactersMax = 200;

    /// <summary>The shortest card number has twelve digits.</summary>
    private const int CardDigitsMin = 12;

    /// <summary>
    /// A PSP's words for people to read: on one line, bounded, and without anything that could be a card number, be it in groups or
    /// masked in part.
    /// </summary>
    public static string Quote(string? text)
    {
        var line = OneLine(text ?? "");
        var quoted = new StringBuilder(line.Length);
        for (var at = 0; at < line.Length;)
        {
            var length = CardLikeLength(line, at, out var digits);
            quoted.Append(digits >= CardDigitsMin ? "****" : line.AsSpan(at, Math.Max(length, 1)));
            at += Math.Max(length, 1);
        }

        return Cut(quoted.ToString(), QuoteCharactersMax);
    }

    /// <summary>Without what XML 1.0 cannot carry: control characters and halves of surrogate pairs.</summary>
    public static string ForXml(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                kept.Append(text, i, 2);
                i++;
            }
            else if (XmlConvert.IsXmlChar(text[i]))
            {
                kept.Append(text[i]);
            }
        }

        return kept.ToString();
    }

    /// <summary>White space and control characters become single blanks.</summary>
    public static string OneLine(string text) =>
        string.Join(' ', text.Split([.. text.Where(c => char.IsWhiteSpace(c) || char.IsControl(c)).Distinct(), ' '], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>At most <paramref name="max"/> characters, and no half of a surrogate pair at the end.</summary>
    public static string Cut(string text, int max) =>
        text.Length <= max ? text : text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)];

    /// <summary>How long the run of digits, masks and single separators at a place is, and how many digits and masks it has.</summary>
    private static int CardLikeLength(string line, int start, out int digits)
    {
        digits = 0;
        var end = start;
        for (var at = start; at < line.Length; at++)
        {
            if (char.IsDigit(line[at]) || (line[at] is '*' or 'x' or 'X' && digits > 0))
            {
                digits++;
                end = at + 1;
            }
            else if (line[at] is not (' ' or '-' or '.') || end != at || digits == 0)
            {
                break;
            }
        }

        return end - start;
    }
}
