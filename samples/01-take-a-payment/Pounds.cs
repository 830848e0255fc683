using System.Globalization;

namespace TakeAPayment;

/// <summary>Amounts as people write them, and pence as Pay counts them.</summary>
internal static class Pounds
{
    internal static string Of(long pence) => "£" + (pence / 100m).ToString("N2", CultureInfo.InvariantCulture);

    internal static string Plain(long pence) => (pence / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    internal static bool TryParse(string? text, out long pence)
    {
        pence = 0;
        if (!decimal.TryParse(text?.Trim().TrimStart('£'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var pounds)
            || pounds > 1_000_000
            || decimal.Round(pounds, 2) != pounds)
        {
            return false;
        }

        pence = (long)(pounds * 100);
        return true;
    }
}
