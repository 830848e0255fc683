using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Sessions;

namespace Pay.Gateway.PaymentPages.ThreeDSecure;

/// <summary>
/// Where banks are, as sources of the content security policy. Nobody knows them in advance, and a bank's page goes on to others of
/// its own, so it is a scheme: https, and plain http where the gateway itself is only tried out on the payer's machine.
/// </summary>
internal static class BankSources
{
    public static string Of(PageRequest page) => page.Transport == PageTransport.LoopbackPlain ? "https: http:" : "https:";

    /// <summary>With the bank's own origin named, which is where the form goes first.</summary>
    public static string Of(PageRequest page, Uri bank) => $"{bank.GetLeftPart(UriPartial.Authority)} {Of(page)}";
}
