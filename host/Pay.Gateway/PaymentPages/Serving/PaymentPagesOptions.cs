namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>Settings of the payment pages, under <c>Pay:Pages</c>.</summary>
internal sealed class PaymentPagesOptions
{
    public const string Section = "Pay:Pages";

    // A payment lives for 90 minutes: its session must outlive it, so that an expired payment can still show its own page.
    private static readonly TimeSpan SessionLifetimeMin = TimeSpan.FromMinutes(95);
    private static readonly TimeSpan SessionLifetimeMax = TimeSpan.FromDays(2);

    /// <summary>How long a payer's browser may come back to a payment.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(3);

    /// <summary>The operator's own pages, linked at the foot; a link that is not set is not shown.</summary>
    public string? PrivacyNoticeUrl { get; set; }

    public string? CookiesUrl { get; set; }

    public string? AccessibilityStatementUrl { get; set; }

    /// <summary>The gateway as payers see it (<c>Pay:PublicUrl</c>), when that is not the address that it serves on.</summary>
    public Uri? PublicUrl { get; set; }

    public static bool IsSessionLifetime(TimeSpan lifetime) => lifetime >= SessionLifetimeMin && lifetime <= SessionLifetimeMax;

    public static bool IsWebAddress(string? url) =>
        url is null || (Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http");
}
