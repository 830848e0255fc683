using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views.Card;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages;

/// <summary>The card page. The first view of it starts the payment.</summary>
internal static class EnterCardDetails
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/card_details/{paymentId}", HandleAsync).WithMetadata(TakesCards.Instance);

    /// <summary>The card page as it is shown first, or again with what was wrong.</summary>
    public static IResult Show(PageRequest page, PaymentVisit visit, DateTimeOffset now, CardForm? refused = null) =>
        PageResults.View<CardPage>(page, CardPageModel.Of(
            visit.Payment,
            CardFormRules.For(visit.Payment, visit.Account),
            visit.Texts,
            page.NewFormToken,
            ExpiryDate.Current(now).Year,
            refused));

    private static async Task<IResult> HandleAsync(HttpContext http, StartPayment start, TimeProvider clock)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        if (visit.Payment.Status == PaymentStatus.Created)
        {
            visit = visit with { Payment = await start.RunAsync(visit.Payment) };
        }

        return visit.Payment.Status == PaymentStatus.EnteringCardDetails
            ? Show(page, visit, clock.GetUtcNow())
            : PageResults.State(page, visit.Payment);
    }
}
