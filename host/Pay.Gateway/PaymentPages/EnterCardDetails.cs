using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views.Card;
using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;

namespace Pay.Gateway.PaymentPages;

/// <summary>The card page. The first view of it starts the payment.</summary>
internal static class EnterCardDetails
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/card_details/{paymentId}", HandleAsync).WithMetadata(TakesCards.Instance);

    /// <summary>The card page as it is shown first, or again with what was wrong.</summary>
    public static async Task<IResult> ShowAsync(PageRequest page, PaymentVisit visit, ProviderCalls provider, DateTimeOffset now, CardForm? refused = null)
    {
        var collection = visit.WantsAuthentication ? await provider.DeviceCollectionAsync(visit.Payment) : null;
        page.FrameSources = collection?.Uri.GetLeftPart(UriPartial.Authority);
        var model = CardPageModel.Of(
            visit.Payment, CardFormRules.For(visit.Payment, visit.Account), visit.Texts, page.NewFormToken, ExpiryDate.Current(now).Year, refused);
        return PageResults.View<CardPage>(page, model with { AsksBrowser = visit.WantsAuthentication, DeviceCollection = collection });
    }

    private static async Task<IResult> HandleAsync(HttpContext http, StartPayment start, ProviderCalls provider, TimeProvider clock)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        if (visit.Payment.Status == PaymentStatus.Created)
        {
            visit = visit with { Payment = await start.RunAsync(visit.Payment) };
        }

        return visit.Payment.Status == PaymentStatus.EnteringCardDetails
            ? await ShowAsync(page, visit, provider, clock.GetUtcNow())
            : PageResults.State(page, visit.Payment);
    }
}
