using Pay.Gateway.Accounts;
using Pay.Providers;

namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>What the payer's browser says of itself, as far as the account wants its provider to know.</summary>
internal static class PayerBrowsers
{
    public static PayerBrowser Of(HttpContext http, Account account) => new(
        account.SendPayerIpAddress ? AddressOf(http) : null,
        Header(http.Request.Headers.Accept),
        Header(http.Request.Headers.AcceptLanguage),
        Header(http.Request.Headers.UserAgent));

    private static string? AddressOf(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
            ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
            : null;

    private static string? Header(string? value) => string.IsNullOrEmpty(value) ? null : value;
}
