using System.Text;
using System.Xml;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>Texts on their way out to SmartPay, and on their way in to people.</summary>
internal static class SmartpayText
{
    private const int QuotedMax = 200;
    private const int ReadMax = 2000;
    private const int ReferenceMax = 80;
    private const int MaskedDigitsMin = 12;
    private const int GapMax = 3;

    /// <summary>Without the characters that no XML document can hold; a payer can type those, and they carry no meaning.</summary>
    public static string ForXml(string value)
    {
        if (IsXml(value))
        {
            return value;
        }

        var kept = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (XmlConvert.IsXmlChar(value[i]))
            {
                kept.Append(value[i]);
            }
            else if (i + 1 < value.Length && XmlConvert.IsXmlSurrogatePair(value[i + 1], value[i]))
            {
                kept.Append(value[i]).Append(value[++i]);
            }
        }

        return kept.ToString();
    }

    /// <summary>Whether XML can hold all of it.</summary>
    public static bool IsXml(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (!XmlConvert.IsXmlChar(value[i]))
            {
                if (i + 1 >= value.Length || !XmlConvert.IsXmlSurrogatePair(value[i + 1], value[i]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    /// <summary>
    /// A text of SmartPay's, fit for a reason: short, on one line, and without anything that could be a card number. The mask is as long
    /// as what it hides, so that the cut cannot leave a piece of a number.
    /// </summary>
    public static string Quote(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "no reason given";
        }

        var read = text.Trim();
        var line = (read.Length > ReadMax ? read[..ReadMax] : read).ToCharArray();
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(line[i]) || char.IsSurrogate(line[i]) ? ' ' : line[i];
        }

        MaskNumbers(line);
        return new string(line, 0, Math.Min(line.Length, QuotedMax));
    }

    /// <summary>SmartPay's reference, or <see langword="null"/> where it cannot be one.</summary>
    public static string? Reference(string? text) =>
        text is { Length: > 0 and <= ReferenceMax } && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? text : null;

    private static void MaskNumbers(Span<char> line)
    {
        for (var start = 0; start < line.Length; start++)
        {
            if (!char.IsDigit(line[start]))
            {
                continue;
            }

            var (end, digits) = NumberAt(line, start);
            if (digits >= MaskedDigitsMin)
            {
                line[start..end].Fill('*');
            }

            start = end - 1;
        }
    }

    /// <summary>Where a number ends whose groups may be apart by a few other characters, such as spaces or dashes, and how many digits it has.</summary>
    private static (int End, int Digits) NumberAt(ReadOnlySpan<char> line, int start)
    {
        var (end, digits) = (start, 0);
        for (var i = start; i < line.Length && i - end <= GapMax; i++)
        {
            if (char.IsDigit(line[i]))
            {
                (end, digits) = (i + 1, digits + 1);
            }
            else if (char.IsLetter(line[i]))
            {
                break;
            }
        }

        return (end, digits);
    }
}
