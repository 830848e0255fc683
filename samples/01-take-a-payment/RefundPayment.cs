using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Pay.Client;
using Pay.Client.AspNetCore;

namespace TakeAPayment;

/// <summary>
/// The refund button. The payment comes from the cookie and never from the form, and the amount that the page showed as available
/// goes along: pressing twice, or reloading the answer, is refused by Pay instead of refunding twice.
/// </summary>
internal static class RefundPayment
{
    internal static async Task<IResult> RunAsync(
        HttpContext context, PayClient pay, [FromForm] string? amount, [FromForm] long? available)
    {
        if (!context.TryGetReturningPayment(out var paymentId) || available is null)
        {
            return new RazorComponentResult<NobodyPage> { StatusCode = StatusCodes.Status404NotFound };
        }

        // An amount that is not one goes to Pay as 0, and its refusal is shown like any other.
        var pence = Pounds.TryParse(amount, out var parsed) ? parsed : 0;
        // Not the request's token: a payer who closes the window must not make the outcome unknown.
        var outcome = await pay.Refunds.RefundAsync(
            paymentId, new RefundRequest { Amount = pence, RefundAmountAvailable = available }, CancellationToken.None);
        try
        {
            return await ShowPayment.PageAsync(context, pay, paymentId, outcome);
        }
        catch (PayException)
        {
            // What became of the refund is told, even if the rest of the page cannot be.
            return new RazorComponentResult<RefundOutcomePage>(new { Outcome = outcome });
        }
    }
}
