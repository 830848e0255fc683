using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>What an account needs (section 1): a web service user to call SmartPay with, and a login of ours for its notifications.</summary>
internal static class SmartpayCredentials
{
    public const string MerchantId = "merchant_id";
    public const string Username = "username";
    public const string Password = "password";
    public const string NotificationUsername = "notification_username";
    public const string NotificationPassword = "notification_password";
    public const string HmacKey = "hmac_key";

    private const int NotificationPasswordLengthMin = 11;
    private const int HmacKeyBytesMin = 16;

    public static CredentialSchema Schema { get; } = new(
    [
        new(MerchantId, "Merchant ID", IsSecret: false)
        {
            IsIdentity = true,
            Aliases = ["merchantId", "merchant_account"],
            Judge = value => value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) ? "A merchant ID has no spaces." : null,
        },
        new(Username, "Username", IsSecret: false)
        {
            Judge = value => JudgeUser(value)
                ?? (value.Contains("@Company.", StringComparison.OrdinalIgnoreCase)
                    ? null
                    : "Enter the whole user name, with its “@Company.” part, such as ws_123456@Company.YourCompany."),
        },
        new(Password, "Password", IsSecret: true) { Judge = JudgePassword },
        new(NotificationUsername, "Notification username", IsSecret: false) { IsUnique = true, Judge = JudgeUser },
        new(NotificationPassword, "Notification password", IsSecret: true)
        {
            Judge = value => JudgePassword(value)
                ?? (value.Length < NotificationPasswordLengthMin ? "A notification password has more than 10 characters." : null),
        },
        new(HmacKey, "HMAC key", IsSecret: true)
        {
            IsOptional = true,
            Judge = value => SmartpayHmac.Key(value) is { Length: >= HmacKeyBytesMin }
                ? null
                : "An HMAC key is pairs of hexadecimal digits (0 to 9, A to F), 64 in all as SmartPay makes it.",
        },
    ]);

    // HTTP Basic: whatever follows the first colon is the password.
    private static string? JudgeUser(string value) =>
        value.Any(c => c == ':' || char.IsControl(c)) ? "A user name has no colon and no line breaks." : null;

    private static string? JudgePassword(string value) => value.Any(char.IsControl) ? "A password has no line breaks." : null;
}

/// <summary>What a call is made with. A class, not a record: a password has no business in a text.</summary>
internal sealed class SmartpayLogin
{
    public required string MerchantAccount { get; init; }
    public required string Username { get; init; }
    public required string Password { get; init; }

    public const string Missing = "the account has no SmartPay merchant ID, user name or password";

    /// <summary><see langword="null"/>: the account lacks something, and nothing can be sent.</summary>
    public static SmartpayLogin? Of(PspContext context) =>
        context.Credential(SmartpayCredentials.MerchantId) is { } merchant
        && context.Credential(SmartpayCredentials.Username) is { } username
        && context.Credential(SmartpayCredentials.Password) is { } password
            ? new SmartpayLogin { MerchantAccount = merchant, Username = username, Password = password }
            : null;
}
