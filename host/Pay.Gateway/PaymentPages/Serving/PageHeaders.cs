namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>The headers of every dynamic answer of the payment pages (payment-pages.md sections 2 and 13).</summary>
internal static class PageHeaders
{
    private const string ReportPath = "/csp-report";
    private const string ReportGroup = "csp";

    private const string PermissionsPolicy =
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), "
        + "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), screen-wake-lock=(), usb=(), "
        + "xr-spatial-tracking=()";

    public static void Write(PageRequest page)
    {
        var headers = page.Http.Response.Headers;
        headers.CacheControl = "private, no-cache, no-store, must-revalidate";
        headers.Pragma = "no-cache";
        headers.Expires = "-1";
        headers.XContentTypeOptions = "nosniff";
        // The 3D Secure pages are framed by a page of ours.
        headers.XFrameOptions = "SAMEORIGIN";
        // The one-time token in the address must not reach the service or an issuer. Not "no-referrer": browsers would then send
        // `Origin: null` with our own forms, and those could not be told from foreign ones.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = PermissionsPolicy;
        headers.ContentSecurityPolicy = page.Policy ?? ContentSecurityPolicy(page);
        headers["Reporting-Endpoints"] = $"{ReportGroup}=\"{ReportPath}\"";
        if (page.Transport == Sessions.PageTransport.Secure)
        {
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        }
    }

    /// <summary>Static pages are no use to Blazor's navigation, and nobody needs to know what they are made with.</summary>
    public static Task RemoveFrameworkTraces(object headers)
    {
        ((IHeaderDictionary)headers).Remove("blazor-enhanced-nav");
        return Task.CompletedTask;
    }

    private static string ContentSecurityPolicy(PageRequest page)
    {
        // Browsers apply form-action to the redirects that follow a form post too.
        var formAction = page.FormActionSources is { } sources ? $"'self' {sources}" : "'self'";
        var frames = page.FrameSources is { } framed ? $"'self' {framed}" : "'self'";
        return "default-src 'none'; "
            + $"script-src 'self' 'nonce-{page.Nonce}'; "
            + "style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
            + $"frame-src {frames}; "
            + $"form-action {formAction}; frame-ancestors 'self'; "
            + "base-uri 'none'; object-src 'none'; media-src 'none'; "
            + $"report-uri {ReportPath}; report-to {ReportGroup}";
    }
}
