using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Pay.Gateway.PaymentPages.Serving;

namespace Pay.Gateway.PaymentPages.Sessions;

/// <summary>The payment session in the payer's browser: encrypted, authenticated, and the only cookie that the pages set.</summary>
internal sealed class PaymentSessionCookie(
    IDataProtectionProvider protection, IOptions<PaymentPagesOptions> options, TimeProvider clock)
{
    private const string PlainName = "frontend_state";
    private const string SecureName = "__Host-frontend_state";
    private const int ValueLengthMax = 4096;

    private readonly IDataProtector _protector = protection.CreateProtector("Pay.Gateway.PaymentPages.Session", "v1");

    /// <summary>The browser's session; a cookie that is tampered with, foreign or over is no cookie.</summary>
    public PaymentSession? Read(HttpContext http, PageTransport transport)
    {
        var value = http.Request.Cookies[NameOf(transport)];
        if (value is null or { Length: 0 or > ValueLengthMax })
        {
            return null;
        }

        try
        {
            return PaymentSession.FromBytes(_protector.Unprotect(Base64Url.DecodeFromChars(value)), clock.GetUtcNow());
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    public void Write(HttpContext http, PageTransport transport, PaymentSession session)
    {
        var lifetime = options.Value.SessionLifetime;
        var value = Base64Url.EncodeToString(_protector.Protect(session.ToBytes(clock.GetUtcNow() + lifetime)));
        http.Response.Cookies.Append(NameOf(transport), value, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = lifetime,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = transport == PageTransport.Secure,
        });
    }

    private static string NameOf(PageTransport transport) => transport == PageTransport.Secure ? SecureName : PlainName;
}
