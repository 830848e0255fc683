using Pay.Gateway.Providers.Epdq.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq;

/// <summary>What an ePDQ account needs (epdq.md section 1).</summary>
internal static class EpdqCredentials
{
    public const string PspId = "psp_id";
    public const string Username = "username";
    public const string Password = "password";
    public const string ShaIn = "sha_in_passphrase";
    public const string ShaOut = "sha_out_passphrase";

    private const int PspIdCharactersMax = 30;
    private const int UsernameCharactersMax = 20;
    private const int PasswordCharactersMax = 100;
    private const int PassphraseCharactersMin = 16;
    private const int PassphraseCharactersMax = 200;
    private const int PassphraseDifferentMin = 4;
    private const string PassphraseForbidden = "^{}[]\"'|<>";

    public static CredentialSchema Schema { get; } = new(
    [
        new CredentialField(PspId, "PSP ID", IsSecret: false)
        {
            IsIdentity = true,
            Aliases = ["merchant_id", "merchantId"],
            Judge = value => JudgeName("The PSP ID", value, PspIdCharactersMax),
        },
        new CredentialField(Username, "Username", IsSecret: false) { Judge = value => JudgeName("The username", value, UsernameCharactersMax) },
        new CredentialField(Password, "Password", IsSecret: true) { Judge = JudgePassword },
        new CredentialField(ShaIn, "SHA-IN passphrase", IsSecret: true) { Judge = value => JudgePassphrase("The SHA-IN passphrase", value) },
        new CredentialField(ShaOut, "SHA-OUT passphrase", IsSecret: true) { Judge = value => JudgePassphrase("The SHA-OUT passphrase", value) },
    ]);

    private static string? JudgeName(string what, string value, int charactersMax) =>
        value.Length > charactersMax ? $"{what} has at most {charactersMax} characters."
        : !value.All(character => char.IsAscii(character) && !char.IsControl(character)) ? $"{what} has letters, digits and signs of ASCII only."
        : null;

    private static string? JudgePassword(string value) =>
        value.Length > PasswordCharactersMax ? $"The password has at most {PasswordCharactersMax} characters."
        : !EpdqText.IsSendable(value) ? "The password has a character that cannot be sent to ePDQ: it knows windows-1252 only."
        : null;

    /// <summary>The rules of ePDQ's back office.</summary>
    private static string? JudgePassphrase(string what, string value) => value switch
    {
        { Length: < PassphraseCharactersMin } => $"{what} has at least {PassphraseCharactersMin} characters.",
        { Length: > PassphraseCharactersMax } => $"{what} has at most {PassphraseCharactersMax} characters.",
        _ when value.Any(char.IsControl) => $"{what} has no line breaks, tabs or other control characters.",
        _ when value.AsSpan().ContainsAny(PassphraseForbidden) => $"{what} has none of ^ {{ }} [ ] \" ' | < >",
        _ when value.Distinct().Count() < PassphraseDifferentMin => $"{what} has at least {PassphraseDifferentMin} different characters.",
        _ when !value.Any(char.IsLetter) => $"{what} has at least one letter.",
        _ when value.All(char.IsLetter) => $"{what} has at least one digit or symbol.",
        _ => null,
    };
}
