using NUnit.Framework;

namespace Pay.Browser.Tests.EveryPage;

/// <summary>The headers of every page, as they are over plain http (payment-pages.md sections 2 and 13).</summary>
internal static class GuardedPage
{
    /// <param name="headers">By names in small letters.</param>
    /// <param name="serviceOrigin">The service, where the page's form leads there.</param>
    public static void AssertGuarded(IReadOnlyDictionary<string, string> headers, string? serviceOrigin)
    {
        Assert.That(headers["cache-control"], Is.EqualTo("private, no-cache, no-store, must-revalidate"));
        Assert.That(headers["pragma"], Is.EqualTo("no-cache"));
        Assert.That(headers["expires"], Is.EqualTo("-1"));
        Assert.That(headers["x-content-type-options"], Is.EqualTo("nosniff"));
        Assert.That(headers["x-frame-options"], Is.EqualTo("SAMEORIGIN"));
        Assert.That(headers["referrer-policy"], Is.AnyOf("same-origin", "no-referrer"));
        Assert.That(headers["permissions-policy"], Does.Contain("payment=()").And.Contain("camera=()"));
        Assert.That(headers.Keys, Has.None.AnyOf("server", "x-powered-by", "strict-transport-security"));

        var policy = headers["content-security-policy"].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(directive => directive.Split(' ')[0], directive => directive.Split(' ')[1..], StringComparer.Ordinal);
        foreach (var directive in new[] { "default-src", "base-uri", "object-src", "media-src" })
        {
            Assert.That(policy[directive], Is.EqualTo(["'none'"]), directive);
        }

        foreach (var directive in new[] { "style-src", "font-src", "img-src", "connect-src", "manifest-src", "frame-src", "frame-ancestors" })
        {
            Assert.That(policy[directive], Is.EqualTo(["'self'"]), directive);
        }

        Assert.That(policy["script-src"], Does.Contain("'self'").And.None.Contains("unsafe"));
        Assert.That(policy["report-uri"], Is.EqualTo(["/csp-report"]));
        Assert.That(policy, Does.ContainKey("report-to"));
        Assert.That(policy["form-action"], serviceOrigin is null ? Is.EqualTo(["'self'"]) : Does.Contain("'self'").And.Contain(serviceOrigin));
    }
}
