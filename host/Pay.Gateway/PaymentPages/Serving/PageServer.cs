using System.Diagnostics;
using Microsoft.Extensions.Options;
using Pay.Gateway.PaymentPages.Sessions;

namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>
/// Around every page, and around nothing else: transport, headers, session cookie, the page for faults, and one log line. It runs
/// the answer itself, so that a fault while rendering becomes a page too.
/// </summary>
internal sealed class PageServer(
    IOptions<PaymentPagesOptions> options, PaymentSessionCookie cookie, ILogger<PageServer> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        await ServeAsync(context.HttpContext, async _ => await next(context) as IResult ?? Results.Empty);
        return Results.Empty;
    }

    public async Task ServeAsync(HttpContext http, Func<PageRequest, ValueTask<IResult>> handle)
    {
        var started = Stopwatch.GetTimestamp();
        var requestId = RequestId.Take(http);
        var page = new PageRequest(http, options, cookie, logger);
        try
        {
            await AnswerAsync(page, page.Transport == PageTransport.Refused ? PageResults.HttpsNeeded(page) : await handle(page));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The payer's browser has gone; nobody is left to answer.
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            PageLog.Fault(logger, fault, RouteOf(http), requestId, page.Visit?.Payment.PaymentId);
            http.Response.Clear();
            RequestId.Write(http, requestId);
            var status = fault is BadHttpRequestException refused ? refused.StatusCode : StatusCodes.Status500InternalServerError;
            await AnswerAsync(page, PageResults.TechnicalProblems(page, status));
        }

        PageLog.Served(
            logger, http.Request.Method, RouteOf(http), http.Response.StatusCode,
            (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds, requestId,
            page.Visit?.Payment.PaymentId, page.Visit?.Account.AccountId);
    }

    /// <summary>The pattern of the request's route, not its path: a path may hold a one-time token.</summary>
    public static string RouteOf(HttpContext http) => (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    private async Task AnswerAsync(PageRequest page, IResult result)
    {
        PageHeaders.Write(page);
        page.Http.Response.OnStarting(PageHeaders.RemoveFrameworkTraces, page.Http.Response.Headers);
        if (page.Session is { Changed: true } session)
        {
            cookie.Write(page.Http, page.Transport, session);
        }

        await result.ExecuteAsync(page.Http);
    }
}
