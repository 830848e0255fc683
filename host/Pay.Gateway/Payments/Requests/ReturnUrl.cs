using System.Collections.Frozen;
using System.Net;
using System.Reflection;

namespace Pay.Gateway.Payments;

/// <summary>
/// Whether an address may be sent a payer: http or https with a host that can exist (api.md section 8.1.4).
/// The list of top-level domains is IANA's root zone.
/// </summary>
internal static class ReturnUrl
{
    private const string TopLevelDomainsResource = "Pay.Gateway.Payments.Requests.top-level-domains.txt";

    private static readonly Lazy<FrozenSet<string>> TopLevelDomains = new(() =>
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(TopLevelDomainsResource)!);
        return reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    });

    public static bool IsValid(string text) =>
        !text.AsSpan().ContainsAny(" \t\r\n\\<>\"{}|^`")
        && !text.AsSpan().ContainsAnyInRange('\0', '\x1f')
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https"
        && HasAuthority(text)
        && IsHost(url);

    public static bool IsHttps(string text) => text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    // Uri mends "https:/host" and "https:host"; a browser that is redirected there would not.
    private static bool HasAuthority(string text) => text.IndexOf("://", StringComparison.Ordinal) is > 0 and < 6;

    private static bool IsHost(Uri url)
    {
        var host = url.IdnHost;
        if (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return IPAddress.TryParse(host, out _);
        }

        if (host.Length == 0 || url.HostNameType != UriHostNameType.Dns)
        {
            return false;
        }

        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var dot = host.LastIndexOf('.');
        if (dot <= 0)
        {
            return false;
        }

        var topLevel = host[(dot + 1)..];
        return topLevel.Equals("internal", StringComparison.OrdinalIgnoreCase)
            || topLevel.Equals("local", StringComparison.OrdinalIgnoreCase)
            || TopLevelDomains.Value.Contains(topLevel);
    }
}
