using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages;

/// <summary>
/// The way out. An unfinished payment is cancelled first: the "Cancel and go back" links rely on it, and it is why this GET works
/// only for a browser that holds the payment (payment-pages.md section 9.3).
/// </summary>
internal static class ReturnToService
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/return/{paymentId}", HandleAsync);

    /// <summary>
    /// The service's address for a <c>Location</c> header: as stored, to the letter, unless it has letters that a header cannot
    /// carry.
    /// </summary>
    public static string LocationOf(string returnUrl)
    {
        if (returnUrl.All(char.IsAscii))
        {
            return returnUrl;
        }

        var url = new Uri(returnUrl);
        var port = url.IsDefaultPort ? "" : $":{url.Port}";
        return $"{url.Scheme}://{HostOf(url)}{port}{url.GetComponents(UriComponents.PathAndQuery | UriComponents.Fragment, UriFormat.UriEscaped)}";
    }

    /// <summary>
    /// The service's address for the content security policy of a page whose form ends there. Chromium applies it to the redirects
    /// of the service itself too: with the origin alone, a return_url that goes on to another host (a sign-in, http to https, www)
    /// would leave the payer on the confirm page after the money was taken. So the schemes are allowed as well.
    /// </summary>
    public static string? FormActionSourcesOf(string? returnUrl) =>
        Uri.TryCreate(returnUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? $"{url.Scheme}://{HostOf(url)}{(url.IsDefaultPort ? "" : $":{url.Port}")}{(url.Scheme == "http" ? " http:" : "")} https:"
            : null;

    private static async Task<IResult> HandleAsync(HttpContext http, CancelByPayer cancel, PaymentReader payments, TimeProvider clock)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        var payment = visit.Payment;
        if (payment.NeedsPayer && !IsBeingAuthorised(payment))
        {
            await cancel.RunAsync(payment);
            payment = await visit.CurrentAsync(payments);
        }

        if (IsBeingAuthorised(payment))
        {
            // The provider is being asked this moment. Nothing can be cancelled until it has answered.
            return PageResults.SeeOther(PagePaths.AuthorisationWaiting(payment.PaymentId));
        }

        if (payment.NeedsPayer || payment.ReturnUrl is null)
        {
            return PageResults.TechnicalProblems(page, StatusCodes.Status500InternalServerError);
        }

        page.Session!.Update(page.Session.Find(payment.PaymentId)! with { Terminal = true, LastAccessedAt = clock.GetUtcNow() });
        return PageResults.Found(LocationOf(payment.ReturnUrl));
    }

    private static bool IsBeingAuthorised(Payment payment) =>
        payment.Status is PaymentStatus.AuthorisationReady or PaymentStatus.Authorisation3dsReady;

    private static string HostOf(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;
}
