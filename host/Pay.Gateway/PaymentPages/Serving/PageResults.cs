using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Pay.Gateway.PaymentPages.Texts;
using Pay.Gateway.PaymentPages.Views;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>The kinds of answers that the payment pages give.</summary>
internal static class PageResults
{
    /// <summary>A page.</summary>
    public static IResult View<TView>(PageRequest page, object model, int status = StatusCodes.Status200OK)
        where TView : IComponent =>
        new RazorComponentResult<TView>(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Frame"] = page.Frame, ["Model"] = model })
        {
            StatusCode = status,
        };

    /// <summary>After a POST, or on the way to the page that suits the payment: 303.</summary>
    public static IResult SeeOther(string path) => new RedirectAnswer(path, StatusCodes.Status303SeeOther);

    /// <summary>Back to the service: 302.</summary>
    public static IResult Found(string url) => new RedirectAnswer(url, StatusCodes.Status302Found);

    /// <summary>No session, or a link that has been used or never existed: nothing about any payment is said.</summary>
    public static IResult SessionMissing(PageRequest page)
    {
        page.Visit = null;
        return View<StatePage>(page, StatePages.SessionMissing(page.Texts), StatusCodes.Status403Forbidden);
    }

    public static IResult NotFound(PageRequest page) =>
        View<StatePage>(page, StatePages.NotFound(page.Texts), StatusCodes.Status404NotFound);

    public static IResult HttpsNeeded(PageRequest page) =>
        View<HttpsNeededPage>(page, page.Texts, StatusCodes.Status403Forbidden);

    /// <summary>A live card cannot be taken here: why, and what to do about it.</summary>
    public static IResult LiveCardsRefused(PageRequest page, Payment payment, bool isSecure) => View<LiveCardsPage>(
        page,
        new LiveCardsPageModel(
            page.Texts, new PageLink("return-url", PagePaths.Return(payment.PaymentId), page.Texts.GoBackToService), isSecure, CardPageSettings.Duty),
        StatusCodes.Status403Forbidden);

    /// <summary>
    /// Something went wrong. That no money was taken is only said while that is certain, and the way back is only shown when the
    /// payment is known.
    /// </summary>
    public static IResult TechnicalProblems(PageRequest page, int status)
    {
        var payment = page.Visit?.Payment;
        PageLog.TechnicalProblems(page.Logger, PageServer.RouteOf(page.Http), payment?.PaymentId, status);
        return View<StatePage>(page, StatePages.TechnicalProblems(page.Texts, payment?.PaymentId, StatePages.NoMoneyTaken(payment)), status);
    }

    /// <summary>The page of the payment's own state, for a route that does not suit it.</summary>
    public static IResult State(PageRequest page, Payment payment)
    {
        PageLog.StatePage(page.Logger, PageServer.RouteOf(page.Http), payment.PaymentId, payment.Status);
        return View<StatePage>(page, StatePages.Of(payment, PageTexts.For(payment.Language)));
    }

    private sealed class RedirectAnswer(string location, int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.Headers.Location = location;
            return Task.CompletedTask;
        }
    }
}
