using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages.ThreeDSecure;

/// <summary>
/// In the whole window again: what the payer brought back goes to the provider, once. No form token is asked for, because the form stands
/// in a page that has no session; that the browser holds the payment, and that the form is one of ours, is.
/// </summary>
internal static class ContinueAfterBank
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/card_details/{paymentId}/3ds_handler", HandleAsync);

    private static async Task<IResult> HandleAsync(
        HttpContext http, ContinueAuthentication authentication, PaymentReader payments, ILoggerFactory logs)
    {
        var page = PageRequest.Of(http);
        var visit = PageRequest.VisitOf(http);
        var paymentId = visit.Payment.PaymentId;
        if (page.IsForeign || await PostedForm.ReadAsync(http, PostedForm.BankValueLengthMax) is not { } form)
        {
            PageLog.FormRefused(logs.CreateLogger(typeof(ContinueAfterBank)), paymentId, page.IsForeign);
            return PageResults.TechnicalProblems(page, StatusCodes.Status400BadRequest);
        }

        if (visit.Payment.Status != PaymentStatus.Authorisation3dsRequired)
        {
            return Onward(page, visit.Payment);
        }

        var step = await authentication.RunAsync(visit.Payment, ReturnFromBank.FieldsOf(form), PayerBrowsers.Of(http, visit.Account));
        PageLog.Authorised(logs.CreateLogger(typeof(ContinueAfterBank)), paymentId, step.ToString());
        return step == AuthoriseStep.Error
            ? PageResults.TechnicalProblems(page, StatusCodes.Status500InternalServerError)
            : Onward(page, await visit.CurrentAsync(payments));
    }

    /// <summary>A second return, or one after the provider had told us itself, goes where the payment is by now.</summary>
    private static IResult Onward(PageRequest page, Payment payment) => payment.Status switch
    {
        PaymentStatus.Authorisation3dsRequired => PageResults.SeeOther(PagePaths.ThreeDSecure(payment.PaymentId)),
        PaymentStatus.AuthorisationReady or PaymentStatus.Authorisation3dsReady => PageResults.SeeOther(PagePaths.AuthorisationWaiting(payment.PaymentId)),
        PaymentStatus.AuthorisationSuccess or PaymentStatus.AuthorisationRejected or PaymentStatus.AuthorisationCancelled =>
            PageResults.SeeOther(PagePaths.Confirm(payment.PaymentId)),
        _ => PageResults.State(page, payment),
    };
}
