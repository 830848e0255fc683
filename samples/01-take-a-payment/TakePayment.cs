using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Pay.Client;
using Pay.Client.AspNetCore;

namespace TakeAPayment;

/// <summary>The form was sent: creates the payment and sends the payer to pay it.</summary>
internal static class TakePayment
{
    internal static async Task<IResult> RunAsync(
        HttpContext context, PayClient pay, [FromForm] string? amount, [FromForm] string? description)
    {
        var errors = new List<FormError>();
        if (!Pounds.TryParse(amount, out var pence) || pence is < 1 or > 10_000_000)
        {
            errors.Add(new("amount", "Enter an amount between £0.01 and £100,000, such as 12.50"));
        }

        if (string.IsNullOrWhiteSpace(description) || description.Length > 255)
        {
            errors.Add(new("description", "Enter what the payment is for, in at most 255 characters"));
        }

        if (errors.Count > 0)
        {
            return Form(amount, description, errors);
        }

        try
        {
            var payment = await pay.Payments.CreateAsync(
                new CreatePaymentRequest
                {
                    Amount = pence,
                    Description = description,
                    Reference = $"sample-{DateTime.UtcNow:yyyyMMddHHmmss}",
                    // The host is one of AllowedHosts, so that nobody can make us send a payer elsewhere.
                    ReturnUrl = $"{context.Request.Scheme}://{context.Request.Host}/return",
                },
                context.RequestAborted);
            context.RememberPayment(payment.PaymentId);
            return Results.Redirect(payment.NextUrl!);
        }
        catch (PayException e) when (e.Field is "description" or "amount")
        {
            // Pay judges more than this page does, for instance which characters a description may have.
            return Form(amount, description, [new(e.Field, e.Description ?? "Not accepted")]);
        }
    }

    private static RazorComponentResult<StartPage> Form(string? amount, string? description, List<FormError> errors) =>
        new(new { Amount = amount, Description = description, Errors = errors }) { StatusCode = StatusCodes.Status422UnprocessableEntity };
}

/// <summary>What is wrong with a field of the form.</summary>
/// <param name="Field">The field's id and name.</param>
/// <param name="Text">What to do about it.</param>
public sealed record FormError(string Field, string Text);
