using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Views;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages;

/// <summary>While the provider has not answered: a page that reloads itself and moves on with the payment. Needs no script.</summary>
internal static class AuthorisationWaiting
{
    /// <summary>After this the page stops reloading by itself.</summary>
    private static readonly TimeSpan ReloadingMax = TimeSpan.FromSeconds(60);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/card_details/{paymentId}/auth_waiting", Handle);

    /// <summary>Where to reload, once the payer has been waiting for long; the session remembers since when.</summary>
    public static string? ReloadUrl(PageRequest page, PaymentVisit visit, DateTimeOffset now, string path)
    {
        var entry = page.Session!.Find(visit.Payment.PaymentId)!;
        if (entry.WaitingSince is not { } since)
        {
            page.Session.Update(entry with { WaitingSince = now });
            return null;
        }

        return now - since > ReloadingMax ? path : null;
    }

    private static IResult Handle(HttpContext http, TimeProvider clock)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        var paymentId = visit.Payment.PaymentId;
        switch (visit.Payment.Status)
        {
            case PaymentStatus.AuthorisationReady or PaymentStatus.Authorisation3dsReady:
                var path = PagePaths.AuthorisationWaiting(paymentId);
                return PageResults.View<WaitingPage>(page, new WaitingPageModel(
                    visit.Texts.PaymentBeingProcessed, visit.Texts.CheckingCardDetails, visit.Texts.DetailsBeingChecked,
                    ReloadUrl(page, visit, clock.GetUtcNow(), path)));
            case PaymentStatus.AuthorisationSuccess:
                return PageResults.SeeOther(PagePaths.Confirm(paymentId));
            case PaymentStatus.Authorisation3dsRequired:
                return PageResults.SeeOther(PagePaths.ThreeDSecure(paymentId));
            default:
                return PageResults.State(page, visit.Payment);
        }
    }
}
