using System.Text.RegularExpressions;

namespace Pay.Providers.Testing;

/// <summary>What must not be found in texts for people: the card number, the security code, the account's secrets.</summary>
internal sealed class Secrets
{
    private const int ShortestSecret = 6;
    private static readonly TimeSpan PatternTimeLimit = TimeSpan.FromSeconds(1);

    private readonly List<string> _values;
    private readonly string _securityCode;

    public Secrets(IPspAdapter adapter, PspScript script)
    {
        // A short one would be found by chance.
        _values =
        [
            script.Card.Number,
            .. adapter.Credentials.Fields.Where(field => field.IsSecret)
                .Select(field => script.Credentials.GetValueOrDefault(field.Key))
                .OfType<string>()
                .Where(secret => secret.Length >= ShortestSecret),
        ];
        _securityCode = $@"(?<![\w.\-]){Regex.Escape(script.Card.SecurityCode)}(?![\w\-])";
    }

    /// <summary>Whether the text gives one away.</summary>
    public bool AreIn(string? text) => text is not null
        && (_values.Any(value => text.Contains(value, StringComparison.Ordinal))
            || Regex.IsMatch(text, _securityCode, RegexOptions.CultureInvariant, PatternTimeLimit));
}
