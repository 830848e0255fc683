using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages;

/// <summary>The payer reads what was entered and confirms it: from here on the payment is complete for them.</summary>
internal static class ConfirmDetails
{
    private const string Route = "/card_details/{paymentId}/confirm";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Route, Show);
        routes.MapPost(Route, ConfirmAsync).WithMetadata(FormTokenRequired.Instance);
    }

    private static IResult Show(HttpContext http)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        if (visit.Payment.Status != PaymentStatus.AuthorisationSuccess)
        {
            return PageResults.State(page, visit.Payment);
        }

        page.FormActionSources = ReturnToService.FormActionSourcesOf(visit.Payment.ReturnUrl);
        return PageResults.View<ConfirmPage>(page, ConfirmPageModel.Of(
            visit.Payment, CardFormRules.For(visit.Payment, visit.Account), visit.Texts, page.NewFormToken));
    }

    private static async Task<IResult> ConfirmAsync(HttpContext http, ConfirmPayment confirm, PaymentReader payments)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        var payment = visit.Payment;
        if (payment.Status == PaymentStatus.AuthorisationSuccess)
        {
            if (await confirm.RunAsync(payment))
            {
                return PageResults.SeeOther(PagePaths.Return(payment.PaymentId));
            }

            payment = await visit.CurrentAsync(payments);
        }

        // A second click finds the payment confirmed: the page says so, and leads back to the service.
        return PageResults.State(page, payment);
    }
}
