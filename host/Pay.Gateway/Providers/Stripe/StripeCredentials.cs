using System.Text.RegularExpressions;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>What an account needs: a key of its own, or the id of an account that the deployment's key takes payments for.</summary>
internal static partial class StripeCredentials
{
    public const string SecretKey = "secret_key";
    public const string WebhookSigningSecret = "webhook_signing_secret";
    public const string AccountId = "stripe_account_id";

    public static CredentialSchema Schema { get; } = new(
    [
        new CredentialField(SecretKey, "Secret key", IsSecret: true)
        {
            IsOptional = true,
            Judge = JudgeSecretKey,
        },
        new CredentialField(WebhookSigningSecret, "Webhook signing secret", IsSecret: true)
        {
            IsOptional = true,
            Judge = value => WebhookSecretPattern.IsMatch(value) ? null : "A webhook signing secret begins with whsec_ and has no spaces.",
        },
        new CredentialField(AccountId, "Stripe account ID", IsSecret: false)
        {
            IsOptional = true,
            IsIdentity = true,
            Aliases = ["accountId", "stripe_account"],
            Judge = value => AccountIdPattern.IsMatch(value) ? null : "A Stripe account ID begins with acct_ and goes on with letters and digits.",
        },
    ])
    {
        JudgeTogether = JudgeMode,
    };

    public static string? JudgeSecretKey(string value) => SecretKeyPattern.IsMatch(value)
        ? null
        : "A secret key begins with sk_test_, sk_live_, rk_test_ or rk_live_ and goes on with letters and digits. A publishable key (pk_) cannot take payments.";

    private static string? JudgeMode(IReadOnlyDictionary<string, string> values, bool isLive) =>
        !values.TryGetValue(SecretKey, out var key) || IsLiveKey(key) == isLive
            ? null
            : isLive
                ? "This is a test key, and the account is a live one. Enter its live key (sk_live_ or rk_live_)."
                : "This is a live key, and the account is a test one (type sandbox). Enter its test key (sk_test_ or rk_test_).";

    public static bool IsLiveKey(string key) => key.StartsWith("sk_live_", StringComparison.Ordinal) || key.StartsWith("rk_live_", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[sr]k_(?:test|live)_[A-Za-z0-9_]{1,240}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretKeyPattern { get; }

    [GeneratedRegex(@"\Awhsec_[\x21-\x7e]{1,240}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WebhookSecretPattern { get; }

    [GeneratedRegex(@"\Aacct_[A-Za-z0-9]{1,240}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccountIdPattern { get; }
}
