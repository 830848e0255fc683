using Microsoft.AspNetCore.Http.HttpResults;
using Pay.Client;
using Pay.Client.AspNetCore;

namespace TakeAPayment;

/// <summary>The payer is back, or looks again: shows what Pay knows now. Coming back does not mean having paid.</summary>
internal static class ShowPayment
{
    internal static async Task<IResult> RunAsync(HttpContext context, PayClient pay)
    {
        if (!context.TryGetReturningPayment(out var paymentId))
        {
            return new RazorComponentResult<NobodyPage> { StatusCode = StatusCodes.Status404NotFound };
        }

        return await PageAsync(context, pay, paymentId, outcome: null);
    }

    internal static async Task<RazorComponentResult<PaymentPage>> PageAsync(
        HttpContext context, PayClient pay, string paymentId, RefundResult? outcome)
    {
        var payment = await pay.Payments.GetAsync(paymentId, context.RequestAborted);
        var refunds = await pay.Refunds.ListAsync(paymentId, context.RequestAborted);
        return new(new { Payment = payment, refunds.Refunds, Outcome = outcome });
    }
}
