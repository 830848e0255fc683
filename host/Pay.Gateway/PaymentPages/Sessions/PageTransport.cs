using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Pay.Gateway.PaymentPages.Sessions;

/// <summary>How a payer's browser is connected, which decides whether the pages are served and what the cookie looks like.</summary>
internal enum PageTransport
{
    /// <summary>https, here or in the proxy in front.</summary>
    Secure,

    /// <summary>Plain http that does not leave the machine: a developer's own browser.</summary>
    LoopbackPlain,

    /// <summary>Plain http over a network. Card details are not taken over it.</summary>
    Refused,
}

internal static class PageTransportRules
{
    /// <param name="http">The request.</param>
    /// <param name="publicUrl">The gateway as payers see it, where the operator said so.</param>
    public static PageTransport Of(HttpContext http, Uri? publicUrl)
    {
        if (http.Request.IsHttps || publicUrl?.Scheme == Uri.UriSchemeHttps)
        {
            return PageTransport.Secure;
        }

        return IsLoopback(http.Request.Host.Host) && !CameThroughProxy(http) ? PageTransport.LoopbackPlain : PageTransport.Refused;
    }

    // What counts is what the browser sees: in a container, "localhost" reaches us from another address.
    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // A proxy on this machine may call us by a loopback name on behalf of the whole world.
    private static bool CameThroughProxy(HttpContext http) =>
        IsFromTrustedProxy(http) || http.Request.Headers["X-Forwarded-For"].ToString()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(hop => !IsLoopback(hop));

    // What a trusted proxy said has been taken out of the header: the address is the payer's now.
    private static bool IsFromTrustedProxy(HttpContext http) =>
        http.Request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalForHeaderName)
        && http.Connection.RemoteIpAddress is { } payer && !IPAddress.IsLoopback(payer);
}
