using System.Text;

namespace Pay.Gateway.Security;

/// <summary>
/// Takes out of a text whatever looks like a card number: 12 to 19 digits, spaces and hyphens allowed between them, whose check
/// digit is right. Nothing in the gateway writes one to a log; this is the net below that (money rule 7).
/// </summary>
internal static class CardNumberRedaction
{
    private const int DigitsMin = 12;
    private const int DigitsMax = 19;
    private const string Replacement = "[card number removed]";

    public static string Apply(string text)
    {
        StringBuilder? clean = null;
        var copied = 0;
        for (var start = 0; start < text.Length; start++)
        {
            if (!char.IsAsciiDigit(text[start]) || (start > 0 && char.IsAsciiDigit(text[start - 1])))
            {
                continue;
            }

            var end = EndOfCardNumber(text, start);
            if (end < 0)
            {
                continue;
            }

            clean ??= new StringBuilder(text.Length);
            clean.Append(text, copied, start - copied).Append(Replacement);
            copied = end;
            start = end - 1;
        }

        return clean is null ? text : clean.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Behind the last digit, or -1 where no card number starts here.</summary>
    private static int EndOfCardNumber(string text, int start)
    {
        Span<char> digits = stackalloc char[DigitsMax];
        var count = 0;
        var end = start;
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                if (count == DigitsMax)
                {
                    return -1;
                }

                digits[count++] = text[i];
                end = i + 1;
            }
            else if (text[i] is not (' ' or '-') || i != end)
            {
                break;
            }
        }

        return count >= DigitsMin && HasCheckDigit(digits[..count]) ? end : -1;
    }

    private static bool HasCheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }

        return sum % 10 == 0;
    }
}
