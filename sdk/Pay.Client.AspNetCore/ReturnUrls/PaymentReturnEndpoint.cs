using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Pay.Client.AspNetCore;

/// <summary>
/// Recognises a returning payer by an unguessable id in the return URL. It belongs to
/// <see cref="PaymentReturns.CreateReturningAsync"/>, and needs an <see cref="IPaymentReturnStore"/> among the services.
/// </summary>
public static class PaymentReturnEndpoint
{
    /// <summary>
    /// Receives returning payers at <paramref name="path"/> with the id as last segment. Finds the payment, reads it from Pay and
    /// hands it to <paramref name="handler"/>; an id that is not known is answered with 404. The answer is never cached, and the
    /// page tells no other site its address, because whoever has the address is taken for the payer.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">The path of the return address, for instance <c>/return</c>.</param>
    /// <param name="handler">Makes the answer. Look at the payment's state: coming back does not mean having paid.</param>
    public static IEndpointConventionBuilder MapPaymentReturn(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string path, Func<HttpContext, Payment, Task<IResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(handler);
        return endpoints.MapGet(path.TrimEnd('/') + "/{returnId}", context => AnswerAsync(context, handler));
    }

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, Payment, Task<IResult>> handler)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        var store = context.RequestServices.GetRequiredService<IPaymentReturnStore>();
        var paymentId = PaymentReturnId.TryParse(context.Request.RouteValues["returnId"] as string, out var returnId)
            ? await store.FindAsync(returnId, context.RequestAborted).ConfigureAwait(false)
            : null;
        if (paymentId is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var pay = context.RequestServices.GetRequiredService<PayClient>();
        var payment = await pay.Payments.GetAsync(paymentId, context.RequestAborted).ConfigureAwait(false);
        var result = await handler(context, payment).ConfigureAwait(false);
        await result.ExecuteAsync(context).ConfigureAwait(false);
    }
}
