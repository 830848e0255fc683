using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Pay.Client.AspNetCore;

/// <summary>
/// The cookie: <c>__Host-</c> so that no other host or path can set it, HttpOnly, Secure, encrypted and signed by data protection,
/// with a limit of its own inside, and SameSite=Lax because the payer comes back from another site by following a link.
/// </summary>
internal sealed class PaymentReturnCookie
{
    internal const string Name = "__Host-pay-payment";

    // A browser refuses both Secure and the prefix over plain http.
    internal const string NameOnLoopback = "pay-payment";

    private readonly ITimeLimitedDataProtector _protector;
    private readonly TimeSpan _lifetime;

    public PaymentReturnCookie(IDataProtectionProvider protection, IOptions<PaymentReturnCookieOptions> options)
    {
        _protector = protection.CreateProtector("Pay.Client.AspNetCore.PaymentReturnCookie.v1").ToTimeLimitedDataProtector();
        _lifetime = options.Value.Lifetime;
    }

    internal void Write(HttpContext context, string paymentId)
    {
        if (!context.Request.IsHttps && !IsLoopback(context))
        {
            throw new InvalidOperationException(
                "A payer can only be remembered over https. Behind a proxy that ends TLS, let ASP.NET Core know by forwarded headers (ForwardedHeadersOptions).");
        }

        var isSecure = context.Request.IsHttps;
        context.Response.Cookies.Append(isSecure ? Name : NameOnLoopback, _protector.Protect(paymentId, _lifetime), Options(isSecure, _lifetime));
    }

    internal bool TryRead(HttpContext context, [NotNullWhen(true)] out string? paymentId)
    {
        paymentId = null;
        if (!context.Request.Cookies.TryGetValue(context.Request.IsHttps ? Name : NameOnLoopback, out var text)
            || string.IsNullOrEmpty(text)
            || (!context.Request.IsHttps && !IsLoopback(context)))
        {
            return false;
        }

        try
        {
            paymentId = _protector.Unprotect(text);
            return true;
        }
        catch (CryptographicException)
        {
            // Forged, expired, or protected by keys that are gone: in each case nobody that is known.
            return false;
        }
    }

    internal static void Delete(HttpContext context)
    {
        var isSecure = context.Request.IsHttps;
        context.Response.Cookies.Delete(isSecure ? Name : NameOnLoopback, Options(isSecure, lifetime: null));
    }

    private static CookieOptions Options(bool isSecure, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        Secure = isSecure,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        MaxAge = lifetime,
        // Without it the payer cannot be matched, so it does not wait for consent to optional cookies.
        IsEssential = true,
    };

    /// <summary>Both what the browser asked for and who asked must be this machine; a proxy shows a name from outside.</summary>
    private static bool IsLoopback(HttpContext context)
    {
        var host = context.Request.Host.Host;
        var isLoopbackName = string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        return isLoopbackName && (context.Connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote));
    }
}
