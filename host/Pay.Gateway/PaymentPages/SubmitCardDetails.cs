using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;

namespace Pay.Gateway.PaymentPages;

/// <summary>
/// "Continue": the form is judged, and a card that passes is sent for authorisation once (payment-pages.md section 5.6). A
/// declined payment is final; there is no second card for it.
/// </summary>
internal static class SubmitCardDetails
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/card_details/{paymentId}", HandleAsync).WithMetadata(FormTokenRequired.Instance, TakesCards.Instance);

    private static async Task<IResult> HandleAsync(
        HttpContext http, AuthorisePayment authorise, ProviderCalls provider, PaymentReader payments, TimeProvider clock, ILoggerFactory logs)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        if (visit.Payment.Status != PaymentStatus.EnteringCardDetails)
        {
            return WrongState(page, visit.Payment);
        }

        var form = CardForm.Read(http.Request.Form, CardFormRules.For(visit.Payment, visit.Account), visit.Texts, clock.GetUtcNow());
        if (form.Card is null)
        {
            return await EnterCardDetails.ShowAsync(page, visit, provider, clock.GetUtcNow(), form);
        }

        var email = visit.Account.EmailCollection == EmailCollection.Off ? visit.Payment.Email : form.Email;
        var browser = PayerBrowsers.Of(http, visit.Account) with { Script = visit.WantsAuthentication ? ScriptedBrowsers.Read(http.Request.Form) : null };
        var step = await authorise.RunAsync(visit.Payment, visit.Account, form.Card, browser, email);
        PageLog.Authorised(logs.CreateLogger(typeof(SubmitCardDetails)), visit.Payment.PaymentId, step.ToString());
        return step switch
        {
            AuthoriseStep.Approved => PageResults.SeeOther(PagePaths.Confirm(visit.Payment.PaymentId)),
            AuthoriseStep.AuthenticationRequired => PageResults.SeeOther(PagePaths.ThreeDSecure(visit.Payment.PaymentId)),
            AuthoriseStep.Declined => PageResults.SeeOther(PagePaths.Card(visit.Payment.PaymentId)),
            AuthoriseStep.InProgress => PageResults.SeeOther(PagePaths.AuthorisationWaiting(visit.Payment.PaymentId)),
            AuthoriseStep.Error => PageResults.TechnicalProblems(page, StatusCodes.Status500InternalServerError),
            _ => WrongState(page, await visit.CurrentAsync(payments)),
        };
    }

    // A second click that comes late follows the first one's result.
    private static IResult WrongState(PageRequest page, Payment payment) =>
        payment.Status == PaymentStatus.AuthorisationReady
            ? PageResults.SeeOther(PagePaths.AuthorisationWaiting(payment.PaymentId))
            : PageResults.State(page, payment);
}
