using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages;

/// <summary>For payers who come back while their confirmed payment is being taken.</summary>
internal static class CaptureWaiting
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/card_details/{paymentId}/capture_waiting", Handle);

    private static IResult Handle(HttpContext http, TimeProvider clock)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        if (visit.Payment.Status is not (PaymentStatus.CaptureReady or PaymentStatus.CaptureSubmitted))
        {
            return PageResults.State(page, visit.Payment);
        }

        var path = PagePaths.CaptureWaiting(visit.Payment.PaymentId);
        return PageResults.View<WaitingPage>(page, new WaitingPageModel(
            visit.Texts.PaymentBeingProcessed, visit.Texts.ProcessingCardDetails, visit.Texts.PaymentBeingProcessed,
            AuthorisationWaiting.ReloadUrl(page, visit, clock.GetUtcNow(), path)));
    }
}
