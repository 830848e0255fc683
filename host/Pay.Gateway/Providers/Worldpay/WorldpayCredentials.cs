using Pay.Gateway.Providers.Wire;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay;

/// <summary>What an account needs at Worldpay, under the names of its own administration pages.</summary>
internal static class WorldpayCredentials
{
    private const string MerchantIdKey = "merchant_id";
    private const string UsernameKey = "username";
    private const string PasswordKey = "password";
    private const string IssuerKey = "issuer";
    private const string OrganisationalUnitIdKey = "organisational_unit_id";
    private const string JwtMacKeyKey = "jwt_mac_key";

    private const int CharactersMax = 255;
    private const int ApiIdCharacters = 24;

    public static CredentialSchema Schema { get; } = new(
    [
        new CredentialField(MerchantIdKey, "Merchant ID", IsSecret: false) { IsIdentity = true, Aliases = ["merchantId"], Judge = JudgeMerchantId },
        new CredentialField(UsernameKey, "Username", IsSecret: false) { Judge = JudgeUsername },
        new CredentialField(PasswordKey, "Password", IsSecret: true) { Judge = JudgeSecret },
        new CredentialField(IssuerKey, "Issuer (API ID)", IsSecret: false) { IsOptional = true, Judge = JudgeApiId },
        new CredentialField(OrganisationalUnitIdKey, "Organisational unit ID", IsSecret: false) { IsOptional = true, Judge = JudgeApiId },
        new CredentialField(JwtMacKeyKey, "JWT MAC key", IsSecret: true) { IsOptional = true, Judge = JudgeSecret },
    ])
    {
        JudgeTogether = (values, _) => JudgeFlex(values),
    };

    /// <summary>Empty where the account has none: Worldpay then refuses, as it would a wrong one.</summary>
    public static string MerchantId(PspContext context) => context.Credential(MerchantIdKey) ?? "";

    public static KeyValuePair<string, string> Login(PspContext context) =>
        BasicLogin.Header(context.Credential(UsernameKey) ?? "", context.Credential(PasswordKey) ?? "");

    /// <summary>The keys of 3D Secure 2 (Flex): all three, or the account has none of it.</summary>
    public static FlexCredentials? Flex(PspContext context) =>
        context.Credential(IssuerKey) is { } issuer
        && context.Credential(OrganisationalUnitIdKey) is { } unit
        && context.Credential(JwtMacKeyKey) is { } macKey
            ? new FlexCredentials(issuer, unit, macKey)
            : null;

    private static string? JudgeFlex(IReadOnlyDictionary<string, string> values)
    {
        string[] keys = [IssuerKey, OrganisationalUnitIdKey, JwtMacKeyKey];
        var missing = keys.Where(key => !values.ContainsKey(key)).ToList();
        return missing.Count == 0 || missing.Count == keys.Length
            ? null
            : $"3D Secure 2 (Flex) needs {string.Join(", ", keys[..^1])} and {keys[^1]} together: {string.Join(" and ", missing)} is missing. To do without it, leave all three out (NAME= takes a stored one away).";
    }

    private static string? JudgeMerchantId(string value) =>
        JudgeLength(value) ?? (value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : "The merchant ID has letters, digits, hyphens and underscores only.");

    /// <summary>HTTP Basic ends the user's name at the first colon.</summary>
    private static string? JudgeUsername(string value) =>
        JudgeLength(value) ?? (value.Contains(':', StringComparison.Ordinal) || value.Any(char.IsControl)
            ? "The username must not have a colon or control characters."
            : null);

    private static string? JudgeSecret(string value) =>
        JudgeLength(value) ?? (value.Any(char.IsControl) ? "It must not have control characters, such as a line end." : null);

    private static string? JudgeApiId(string value) =>
        value.Length == ApiIdCharacters && value.All(char.IsAsciiHexDigitLower) ? null : "It has 24 characters: digits and the letters a to f.";

    private static string? JudgeLength(string value) => string.IsNullOrWhiteSpace(value)
        ? "It must not be empty."
        : value.Length > CharactersMax ? FormattableString.Invariant($"It must have at most {CharactersMax} characters.") : null;
}

/// <summary>The keys of 3D Secure 2.</summary>
/// <param name="Issuer">The API id.</param>
/// <param name="OrganisationalUnitId">The unit.</param>
/// <param name="MacKey">Signs tokens, as UTF-8 bytes. Secret.</param>
internal sealed record FlexCredentials(string Issuer, string OrganisationalUnitId, string MacKey)
{
    public override string ToString() => "FlexCredentials(redacted)";
}
