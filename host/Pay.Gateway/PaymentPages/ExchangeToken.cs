using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Sessions;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages;

/// <summary>
/// The payer arrives by <c>next_url</c>: a one-time token becomes a session, and the payer lands on the page of the payment's
/// state (payment-pages.md section 3). Only GET and POST spend a token.
/// </summary>
internal static class ExchangeToken
{
    private const string TokenField = "chargeTokenId";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/secure/{token}", (HttpContext http, string token, PaymentTokens tokens, PaymentReader payments, TimeProvider clock, ILoggerFactory logs) =>
            ExchangeAsync(PageRequest.Of(http), token, tokens, payments, clock, logs));
        routes.MapPost("/secure", PostedAsync);
    }

    private static async Task<IResult> PostedAsync(
        HttpContext http, PaymentTokens tokens, PaymentReader payments, TimeProvider clock, ILoggerFactory logs)
    {
        var page = PageRequest.Of(http);
        var token = (await PostedForm.ReadAsync(http))?[TokenField].FirstOrDefault() ?? "";

        // A POST from the service's site comes without our SameSite=Lax cookie, and a new session would drop the payments in the
        // payer's other tabs. The GET that follows a redirect brings the cookie.
        if (page.Session is null && page.IsForeign && Guid.TryParseExact(token, "D", out _))
        {
            return PageResults.SeeOther("/secure/" + token);
        }

        return await ExchangeAsync(page, token, tokens, payments, clock, logs);
    }

    private static async Task<IResult> ExchangeAsync(
        PageRequest page, string token, PaymentTokens tokens, PaymentReader payments, TimeProvider clock, ILoggerFactory logs)
    {
        var logger = logs.CreateLogger(typeof(ExchangeToken));
        switch (await tokens.ConsumeAsync(token))
        {
            case TokenOutcome.First(var payment):
                PageLog.TokenUsed(logger, payment.PaymentId);
                page.Visit = await VisitAsync(payments, payment);
                return Enter(page, page.Visit.Payment, clock.GetUtcNow());

            case TokenOutcome.AlreadyUsed(var payment):
                var ownBrowser = page.Session?.Find(payment.PaymentId) is not null;
                PageLog.TokenReused(logger, payment.PaymentId, ownBrowser);
                if (!ownBrowser)
                {
                    return PageResults.SessionMissing(page);
                }

                page.Visit = await VisitAsync(payments, payment);
                return PageResults.State(page, page.Visit.Payment);

            default:
                PageLog.TokenUnknown(logger);
                return PageResults.SessionMissing(page);
        }
    }

    // Read again: its time may be over.
    private static async Task<PaymentVisit> VisitAsync(PaymentReader payments, Payment payment)
    {
        var (current, account) = (await payments.FindAsync(payment.PaymentId))!.Value;
        return new PaymentVisit(current, account);
    }

    private static IResult Enter(PageRequest page, Payment payment, DateTimeOffset now)
    {
        if (payment.State.Finished || payment.Status == PaymentStatus.AwaitingCaptureRequest)
        {
            // Nothing left to do here; the service knows how the payment ended.
            return payment.ReturnUrl is { } returnUrl ? PageResults.Found(ReturnToService.LocationOf(returnUrl)) : PageResults.SessionMissing(page);
        }

        page.Session ??= PaymentSession.New();
        page.Session.Add(payment.PaymentId, now);
        return PageResults.SeeOther(payment.Status switch
        {
            PaymentStatus.AuthorisationSuccess => PagePaths.Confirm(payment.PaymentId),
            PaymentStatus.Authorisation3dsRequired => PagePaths.ThreeDSecure(payment.PaymentId),
            PaymentStatus.AuthorisationReady or PaymentStatus.Authorisation3dsReady => PagePaths.AuthorisationWaiting(payment.PaymentId),
            _ => PagePaths.Card(payment.PaymentId),
        });
    }
}
