using Pay.Gateway.PaymentPages.Sessions;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>Says of a route that its form must carry the session's token.</summary>
internal sealed class FormTokenRequired
{
    public static readonly FormTokenRequired Instance = new();
}

/// <summary>
/// In front of every page of a payment: the session must hold the payment, and a form must be ours. Knowing a payment's id gives
/// nothing, and payments that do not exist answer the same.
/// </summary>
internal sealed class PaymentVisitFilter(PaymentReader payments, LiveCards liveCards, TimeProvider clock, ILogger<PaymentVisitFilter> logger) : IEndpointFilter
{
    // Written at most this often: each rewrite of the cookie could undo one that another tab is just making.
    private static readonly TimeSpan TouchInterval = TimeSpan.FromMinutes(5);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var page = PageRequest.Of(http);
        var paymentId = (string)http.Request.RouteValues["paymentId"]!;
        if (page.Session?.Find(paymentId) is not { } entry)
        {
            PageLog.SessionMissing(logger, PageServer.RouteOf(http));
            return PageResults.SessionMissing(page);
        }

        var now = clock.GetUtcNow();
        if (now - entry.LastAccessedAt > TouchInterval)
        {
            page.Session.Update(entry with { LastAccessedAt = now });
        }

        if (await payments.FindAsync(paymentId) is not var (payment, account))
        {
            PageLog.PaymentMissing(logger, paymentId);
            return PageResults.TechnicalProblems(page, StatusCodes.Status500InternalServerError);
        }

        page.Visit = new PaymentVisit(payment, account);
        if (liveCards.Refusal(page, page.Visit) is { } refusal)
        {
            return refusal;
        }

        if (http.GetEndpoint()!.Metadata.GetMetadata<FormTokenRequired>() is not null && !await IsOwnFormAsync(page))
        {
            PageLog.FormRefused(logger, paymentId, page.IsForeign);
            return PageResults.TechnicalProblems(page, StatusCodes.Status400BadRequest);
        }

        return await next(context);
    }

    private static async Task<bool> IsOwnFormAsync(PageRequest page)
    {
        if (page.IsForeign)
        {
            return false;
        }

        var form = await PostedForm.ReadAsync(page.Http);
        return form is not null && CsrfToken.IsValid(form[CsrfToken.FieldName], page.Session!.Secret);
    }
}
