using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages;

/// <summary>"Cancel payment", on the card page and on the confirm page.</summary>
internal static class CancelFromPage
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/card_details/{paymentId}/cancel", HandleAsync).WithMetadata(FormTokenRequired.Instance);

    private static async Task<IResult> HandleAsync(HttpContext http, CancelByPayer cancel, PaymentReader payments)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        var payment = visit.Payment;
        if (payment.Status is PaymentStatus.EnteringCardDetails or PaymentStatus.AuthorisationSuccess)
        {
            await cancel.RunAsync(payment);
            payment = await visit.CurrentAsync(payments);
        }

        // Whoever won a race with another step, this is what became of the payment.
        return PageResults.State(page, payment);
    }
}
