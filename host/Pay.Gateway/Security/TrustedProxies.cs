using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Pay.Gateway.Security;

/// <summary>
/// Behind proxies that the operator trusts (<c>Pay:TrustedProxies</c>) a request's address is the one that the last of them was called
/// from: the payer's, for providers' fraud checks, and the provider's, for its notifications. Nobody else's <c>X-Forwarded-For</c> is
/// believed, and of a list only what a trusted proxy has added: what stands to its left anybody can have written.
/// </summary>
internal static class TrustedProxies
{
    public static void Use(WebApplication app, IReadOnlyList<string> trusted)
    {
        if (trusted.Count == 0)
        {
            return;
        }

        // The scheme is Pay:PublicUrl's, which nobody can forge.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var entry in trusted)
        {
            if (IPAddress.TryParse(entry, out var address))
            {
                options.KnownProxies.Add(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
            }
            else
            {
                options.KnownIPNetworks.Add(IPNetwork.Parse(entry));
            }
        }

        app.UseForwardedHeaders(options);
    }
}
