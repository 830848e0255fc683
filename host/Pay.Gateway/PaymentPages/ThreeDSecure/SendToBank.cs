using System.Text;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views.ThreeDSecure;
using Pay.Gateway.Payments;
using Pay.Providers;

namespace Pay.Gateway.PaymentPages.ThreeDSecure;

/// <summary>Inside the frame: takes the payer's browser to the bank, the way that the provider said.</summary>
internal static class SendToBank
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/card_details/{paymentId}/3ds_required_out", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, Authentications authentications)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        page.IsFramed = true;
        if (visit.Payment.Status != PaymentStatus.Authorisation3dsRequired || await authentications.FindAsync(visit.Payment) is not { } authentication)
        {
            return PageResults.State(page, visit.Payment);
        }

        switch (authentication.Challenge)
        {
            case Challenge.PostForm form:
                page.FormActionSources = BankSources.Of(page, form.Uri);
                return PageResults.View<BankFormPage>(page, form);
            case Challenge.Redirect redirect:
                return PageResults.SeeOther(redirect.Uri.AbsoluteUri);
            case Challenge.Html html:
                // Somebody else's page: it may run its scripts and post where it likes, in an origin of its own that is nobody's, so that it
                // reaches neither our cookies nor our pages; it may take the whole window, as forms of ePDQ do.
                page.Policy = "sandbox allow-forms allow-scripts allow-top-navigation; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
                    + $"img-src data: https:; form-action {BankSources.Of(page)}; frame-src {BankSources.Of(page)}; frame-ancestors 'self'; base-uri 'none'";
                return Results.Content(html.Page, "text/html", Encoding.UTF8);
            default:
                throw new InvalidOperationException("Every case is listed.");
        }
    }
}
