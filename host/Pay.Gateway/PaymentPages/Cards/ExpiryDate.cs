using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>A card's expiry date: it is good to the end of the month, in London.</summary>
internal sealed record ExpiryDate(int Year, int Month)
{
    private const int YearMax = 2099;
    private const int CenturyOfTwoDigitYears = 2000;

    // Without time zone data the month turns an hour late in summer: a card of last month is let through for that hour, and its
    // bank refuses it.
    private static readonly TimeZoneInfo London =
        TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>The current month in London.</summary>
    public static ExpiryDate Current(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, London);
        return new ExpiryDate(local.Year, local.Month);
    }

    /// <summary>A month of one or two digits and a year of two or four.</summary>
    public static bool TryParse(string month, string year, [NotNullWhen(true)] out ExpiryDate? date)
    {
        date = null;
        if (month.Length is not (1 or 2) || !Digits(month, out var monthNumber) || monthNumber is < 1 or > 12
            || year.Length is not (2 or 4) || !Digits(year, out var yearNumber))
        {
            return false;
        }

        var fullYear = year.Length == 2 ? CenturyOfTwoDigitYears + yearNumber : yearNumber;
        date = fullYear <= YearMax ? new ExpiryDate(fullYear, monthNumber) : null;
        return date is not null;
    }

    public bool IsBefore(ExpiryDate other) => (Year, Month).CompareTo((other.Year, other.Month)) < 0;

    /// <summary>Silent: where it stands beside a card number it must not be logged either.</summary>
    public override string ToString() => "ExpiryDate(redacted)";

    private static bool Digits(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
