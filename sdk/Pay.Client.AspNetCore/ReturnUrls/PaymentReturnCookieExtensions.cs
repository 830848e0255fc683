using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Pay.Client.AspNetCore;

/// <summary>
/// Recognises a returning payer by an encrypted cookie that holds the payment's id. One payment for each browser: a payer who pays
/// in two windows at once is recognised for the later one. Where that matters, use the id in the return URL
/// (<see cref="PaymentReturnEndpoint"/>).
/// </summary>
public static class PaymentReturnCookieExtensions
{
    /// <summary>Remembers the payment in the payer's browser; call it before redirecting to <see cref="Payment.NextUrl"/>.</summary>
    /// <param name="context">The request that creates the payment.</param>
    /// <param name="paymentId">The payment.</param>
    /// <exception cref="InvalidOperationException">
    /// The request came over plain http from another machine, where the cookie could be read on its way; or AddPay was not called.
    /// </exception>
    public static void RememberPayment(this HttpContext context, string paymentId)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(paymentId);
        Cookie(context).Write(context, paymentId);
    }

    /// <summary>Tells which payment the payer made who comes back; <c>false</c> when the browser brings nothing that can be trusted.</summary>
    /// <param name="context">The request for the return URL.</param>
    /// <param name="paymentId">The payment. Read it from Pay before showing anything: coming back does not mean having paid.</param>
    public static bool TryGetReturningPayment(this HttpContext context, [NotNullWhen(true)] out string? paymentId)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Cookie(context).TryRead(context, out paymentId);
    }

    /// <summary>Forgets the payment, when the payer is done with it.</summary>
    /// <param name="context">The request.</param>
    public static void ForgetPayment(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        PaymentReturnCookie.Delete(context);
    }

    private static PaymentReturnCookie Cookie(HttpContext context) =>
        context.RequestServices.GetService<PaymentReturnCookie>()
        ?? throw new InvalidOperationException("Call builder.Services.AddPay(...) first.");
}
