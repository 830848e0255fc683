using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views.ThreeDSecure;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages.ThreeDSecure;

/// <summary>"Your bank is checking your details": the page around the bank's own (payment-pages.md section 12).</summary>
internal static class ShowAuthentication
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/card_details/{paymentId}/3ds_required", Handle);

    private static IResult Handle(HttpContext http)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        if (visit.Payment.Status != PaymentStatus.Authorisation3dsRequired)
        {
            return PageResults.State(page, visit.Payment);
        }

        page.FrameSources = BankSources.Of(page);
        return PageResults.View<AuthenticationPage>(page, visit.Texts);
    }
}
