using System.Text.RegularExpressions;
using Pay.Gateway.Providers.Wire;

namespace Pay.Gateway.Providers.Stripe.Documents;

/// <summary>Stripe's ids, codes and sentences, as far as they may be kept and shown.</summary>
internal static partial class StripeText
{
    private const int IdLengthMax = 255;
    private const int CodeLengthMax = 64;
    private const int SentenceLengthMax = 400;

    /// <returns><see langword="null"/>: not an id of that kind.</returns>
    public static string? Id(string? text, string prefix) =>
        text is { Length: <= IdLengthMax } && text.Length > prefix.Length && text.StartsWith(prefix, StringComparison.Ordinal) && WordPattern.IsMatch(text)
            ? text
            : null;

    /// <returns><see langword="null"/>: not one of Stripe's codes, such as <c>card_declined</c>.</returns>
    public static string? Code(string? text) => text is { Length: <= CodeLengthMax } && CodePattern.IsMatch(text) ? text : null;

    /// <summary>
    /// A sentence of Stripe's without what may be a card, a security code or a secret: it echoes parts of the request in its errors.
    /// </summary>
    public static string? Sentence(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var line = PspText.OneLine(PspText.Cut(text, SentenceLengthMax));
        return PspText.Quote(DigitsPattern.Replace(SecretPattern.Replace(line, "***"), "***"));
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WordPattern { get; }

    /// <summary>No code of Stripe's has so many digits that they could be a card's.</summary>
    [GeneratedRegex(@"\A(?!.*[0-9]{3})[a-z0-9_]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodePattern { get; }

    [GeneratedRegex(@"\S*(?:sk_|rk_|pk_|whsec_|_secret)\S*", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretPattern { get; }

    [GeneratedRegex(@"\d(?:[ .-]?\d){2,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DigitsPattern { get; }
}
