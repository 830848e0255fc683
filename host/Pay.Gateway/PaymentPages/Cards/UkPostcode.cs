using System.Text.RegularExpressions;

namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>Whether a text has the shape of a complete UK postcode. Whether such a postcode exists is nobody's business here.</summary>
internal static partial class UkPostcode
{
    public static bool IsComplete(string text) => Shape().IsMatch(text);

    [GeneratedRegex(@"^(?:[A-Z]{1,2}[0-9]{1,2}[A-Z]?[^A-Z0-9]{0,2}[0-9][A-Z]{2}|GIR ?0AA)\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shape();
}
