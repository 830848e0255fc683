using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>Where Stripe is, and with which key it is asked.</summary>
internal sealed class StripeAccess
{
    /// <summary>Stripe's answers look as they did then, whatever the account's own version is.</summary>
    public const string ApiVersion = "2020-08-27";

    private const string FormType = "application/x-www-form-urlencoded";

    private readonly string _root;
    private readonly string _secretKey;

    private StripeAccess(PspContext context, string secretKey, bool isOwnKey)
    {
        _root = context.BaseUrl.AbsoluteUri.TrimEnd('/');
        _secretKey = secretKey;
        IsOwnKey = isOwnKey;
        AccountId = context.Credential(StripeCredentials.AccountId);
    }

    /// <summary>Whether the key is the account's own and not the deployment's.</summary>
    public bool IsOwnKey { get; }

    /// <summary>A restricted key can do some things and not others.</summary>
    public bool IsRestricted => _secretKey.StartsWith("rk_", StringComparison.Ordinal);

    public string? AccountId { get; }

    /// <summary>
    /// The account that the deployment's key takes payments for. With a key of its own an account takes them for itself, and naming it
    /// besides is an error to Stripe.
    /// </summary>
    public string? ConnectedAccount => IsOwnKey ? null : AccountId;

    /// <summary>An account's own key wins over the deployment's.</summary>
    /// <param name="context">The account.</param>
    /// <param name="fault">Why there is none, for people: nothing is sent with a key that is missing or of the other mode.</param>
    public static StripeAccess? Of(PspContext context, out string fault)
    {
        var own = context.Credential(StripeCredentials.SecretKey);
        var key = own ?? context.Setting(context.IsLive ? "SecretKeyLive" : "SecretKeyTest");
        fault = (key, context.IsLive) switch
        {
            (null, _) => "there is no Stripe secret key for this account, and none for this deployment",
            _ when StripeCredentials.JudgeSecretKey(key) is not null => "the Stripe secret key does not look like one",
            (_, true) when !StripeCredentials.IsLiveKey(key) => "a Stripe test key cannot serve a live account",
            (_, false) when StripeCredentials.IsLiveKey(key) => "a live Stripe key must not serve a test account",
            _ => "",
        };
        return fault.Length == 0 ? new StripeAccess(context, key!, own is not null) : null;
    }

    /// <summary>Stripe remembers the key for a day and answers a repetition with its first answer, so the message may be sent again.</summary>
    public PspMessage Post(string path, StripeForm form, string idempotencyKey) => new()
    {
        Method = HttpMethod.Post,
        Uri = new Uri(_root + path),
        ContentType = FormType,
        Body = form.ToBytes(),
        Headers = [.. Headers(), KeyValuePair.Create("Idempotency-Key", idempotencyKey)],
        IsRepeatable = true,
    };

    public PspMessage Get(string pathAndQuery) => new()
    {
        Method = HttpMethod.Get,
        Uri = new Uri(_root + pathAndQuery),
        Headers = Headers(),
        IsRepeatable = true,
    };

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() => $"StripeAccess({_root})";

    private KeyValuePair<string, string>[] Headers() =>
    [
        KeyValuePair.Create("Authorization", "Bearer " + _secretKey),
        KeyValuePair.Create("Stripe-Version", ApiVersion),
    ];
}
