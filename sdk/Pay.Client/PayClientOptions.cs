namespace Pay.Client;

/// <summary>The settings of a <see cref="PayClient"/>, which copies them when it is made.</summary>
public sealed class PayClientOptions
{
    /// <summary>Required. The API key, which also decides between test and live. Treated as opaque.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// Where the API is, without <c>/v1</c>; GOV.UK Pay unless set. May contain a path, for a gateway behind a prefix.
    /// </summary>
    public Uri BaseUrl { get; set; } = new("https://publicapi.payments.service.gov.uk");

    /// <summary>
    /// Whether plain http is fine for an address that is not this machine. The API key would cross the network readable, so it
    /// is refused unless set.
    /// </summary>
    public bool AllowPlainHttp { get; set; }

    /// <summary>How long one attempt may take, from connecting to the last byte of the answer; 30 seconds unless set.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call is repeated at most, where repeating is safe; 3 unless set, 0 to 10.</summary>
    public int RetriesMax { get; set; } = 3;

    /// <summary>
    /// The wait before the first repetition; each later one doubles it, and up to half of it is added at random. One second
    /// unless set: the rate limits count by the second, so less than that only helps in tests.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest wait before a repetition; 30 seconds unless set. When the server's <c>Retry-After</c> asks for more, the call
    /// fails at once and <see cref="PayException.RetryAfter"/> tells.
    /// </summary>
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the server honours <c>Idempotency-Key</c> on every POST, as a Pay gateway does. Then each create and refund is
    /// sent with a key (the request's own, or a new one for each call) and repeated after a lost answer. Leave it <c>false</c>
    /// for GOV.UK Pay, which ignores the key on most calls: a repeated create would be a second payment.
    /// </summary>
    public bool IdempotencyKeysHonoured { get; set; }

    /// <summary>Says what is wrong with the settings, one sentence each, naming the option; empty when all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(ApiKey))
        {
            faults.Add($"{nameof(ApiKey)} is missing.");
        }
        else if (!IsVisibleAscii(ApiKey))
        {
            // The key itself is never shown.
            faults.Add($"{nameof(ApiKey)} contains a blank, a line break or a character outside ASCII; was it copied whole and alone?");
        }

        ValidateBaseUrl(faults);
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1))
        {
            faults.Add($"{nameof(Timeout)} must be more than zero and at most one hour.");
        }

        if (RetriesMax is < 0 or > 10)
        {
            faults.Add($"{nameof(RetriesMax)} must be 0 to 10.");
        }

        if (RetryDelay <= TimeSpan.Zero || RetryDelay > TimeSpan.FromHours(1))
        {
            faults.Add($"{nameof(RetryDelay)} must be more than zero and at most one hour.");
        }

        if (RetryDelayMax < RetryDelay || RetryDelayMax > TimeSpan.FromHours(1))
        {
            faults.Add($"{nameof(RetryDelayMax)} must be at least {nameof(RetryDelay)} and at most one hour.");
        }

        return faults;
    }

    private void ValidateBaseUrl(List<string> faults)
    {
        if (BaseUrl is null || !BaseUrl.IsAbsoluteUri || BaseUrl.Scheme is not ("http" or "https"))
        {
            faults.Add($"{nameof(BaseUrl)} must be an absolute http or https address.");
            return;
        }

        if (BaseUrl.Query.Length > 0 || BaseUrl.Fragment.Length > 0 || BaseUrl.UserInfo.Length > 0)
        {
            faults.Add($"{nameof(BaseUrl)} must have no query, fragment or user name.");
        }

        if (string.Equals(BaseUrl.Scheme, "http", StringComparison.Ordinal) && !BaseUrl.IsLoopback && !AllowPlainHttp)
        {
            faults.Add($"{nameof(BaseUrl)} must be https, or {nameof(AllowPlainHttp)} be set: the API key would cross the network readable.");
        }

        if (BaseUrl.AbsolutePath.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal))
        {
            faults.Add($"{nameof(BaseUrl)} must not end with /v1; the client adds it.");
        }
    }

    private static bool IsVisibleAscii(string text)
    {
        foreach (var c in text)
        {
            if (c is <= ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }
}
