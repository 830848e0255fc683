using System.Globalization;

namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>
/// A well-formed card number. Lives in memory for one request; it has no public text form so that it cannot slip into a log, a
/// page or an exception (money rule 7).
/// </summary>
internal sealed class CardNumber
{
    public const int DigitsMin = 12;
    public const int DigitsMax = 19;

    private readonly string _digits;

    private CardNumber(string digits) => _digits = digits;

    /// <summary>Checks form, length and check digit, in that order: the payer is told the first thing that is wrong.</summary>
    public static CardNumberProblem Parse(string text, out CardNumber? number)
    {
        number = null;
        var digits = string.Concat(text.Where(character => character is not (' ' or '\u00A0')));
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit))
        {
            return CardNumberProblem.NotANumber;
        }

        if (digits.Length is < DigitsMin or > DigitsMax)
        {
            return CardNumberProblem.WrongLength;
        }

        if (!PassesLuhn(digits))
        {
            return CardNumberProblem.NotANumber;
        }

        number = new CardNumber(digits);
        return CardNumberProblem.None;
    }

    /// <summary>The first digits as a number, for looking up what kind of card it is.</summary>
    public int Leading(int count) => int.Parse(_digits.AsSpan(0, count), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The first eleven digits, on which card information ranges are kept.</summary>
    public long Range => long.Parse(_digits.AsSpan(0, 11), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The digits, for the one caller that sends them to the provider.</summary>
    public string Reveal() => _digits;

    public override string ToString() => "CardNumber(redacted)";

    private static bool PassesLuhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1)
            {
                digit *= 2;
            }

            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0;
    }
}

internal enum CardNumberProblem
{
    None,
    NotANumber,
    WrongLength,
}
