using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Pay.Client.AspNetCore;

namespace Pay.Client.Tests.Conventions;

/// <summary>
/// The C# of the package READMEs, so that it is compiled. <see cref="ReadmeTests"/> compares: each C# block of a README must be one
/// of the parts between the marks here, and each part must be in a README.
/// </summary>
internal static class ReadmeSnippets
{
    internal static async Task TakeAPayment(string apiKey)
    {
        // snippet
        var pay = new PayClient(apiKey);
        var payment = await pay.Payments.CreateAsync(new CreatePaymentRequest
        {
            Amount = 14500, // pence
            Reference = "12345",
            Description = "Council tax",
            ReturnUrl = "https://service.example/return",
        });
        Console.WriteLine($"Keep {payment.PaymentId} and send the payer to {payment.NextUrl}");
        // end
    }

    internal static async Task<Payment> TakeAPaymentHere(string apiKey)
    {
        // snippet
        var pay = new PayClient(new PayClientOptions { ApiKey = apiKey, BaseUrl = new Uri("http://127.0.0.1:5080") });
        var payment = await pay.Payments.CreateAsync(new CreatePaymentRequest
        {
            Amount = 14500, // pence
            Reference = "12345",
            Description = "Council tax",
            ReturnUrl = "http://127.0.0.1:5090/return",
        });
        Console.WriteLine($"Send the payer to {payment.NextUrl}");
        // end
        return payment;
    }

    internal static async Task ReadIt(PayClient pay, string paymentId)
    {
        // snippet
        var payment = await pay.Payments.GetAsync(paymentId);
        if (payment.State.Status == PaymentStatus.Success)
        {
            Console.WriteLine("Paid.");
        }
        else if (!payment.State.Finished)
        {
            Console.WriteLine($"Not finished; the payer can go on at {payment.NextUrl}");
        }
        else
        {
            Console.WriteLine($"Not paid: {payment.State.Code}");
        }
        // end
    }

    internal static PayClient AnotherServer(string apiKey)
    {
        // snippet
        var pay = new PayClient(new PayClientOptions
        {
            ApiKey = apiKey,
            BaseUrl = new Uri("http://127.0.0.1:5080"),
            IdempotencyKeysHonoured = true, // true of a Pay gateway, not of GOV.UK Pay
        });
        // end
        return pay;
    }

    internal static async Task Find(PayClient pay)
    {
        // snippet
        var search = new PaymentSearch { Reference = "12345", FromDate = DateTimeOffset.UtcNow.AddDays(-7) };
        await foreach (var payment in pay.Payments.SearchAsync(search))
        {
            Console.WriteLine($"{payment.PaymentId} {payment.Amount} {payment.State.Status}");
        }
        // end
    }

    internal static async Task<string> Refund(PayClient pay, string paymentId, long availableWhenDecided)
    {
        // snippet
        var result = await pay.Refunds.RefundAsync(paymentId, new RefundRequest
        {
            Amount = 500,                                // pence
            RefundAmountAvailable = availableWhenDecided, // what the page showed: a double click is refused instead of refunded twice
        });
        var text = result switch
        {
            RefundResult.Confirmed confirmed => $"Accepted as {confirmed.Refund.RefundId}, now {confirmed.Refund.Status}.",
            RefundResult.Rejected rejected => $"Not refunded: {rejected.Reason?.Code}.",
            _ => "Not known yet. Do not refund again before looking at the payment's refunds.",
        };
        // end
        return text;
    }

    internal static async Task Cancel(PayClient pay, string paymentId)
    {
        // snippet
        try
        {
            await pay.Payments.CancelAsync(paymentId);
        }
        catch (PayException e) when (e.Code == "P0501")
        {
            Console.WriteLine("Too late to cancel.");
        }
        // end
    }

    internal static async Task<string?> ReturnIds(PayClient pay, CreatePaymentRequest request, IPaymentReturnStore store, string id)
    {
        // snippet
        var payment = await pay.Payments.CreateReturningAsync(request, new Uri("https://service.example/return"), store);
        // end
        Console.WriteLine(payment.NextUrl);

        // snippet
        var paymentId = PaymentReturnId.TryParse(id, out var returnId) ? await store.FindAsync(returnId) : null;
        // end
        return paymentId;
    }

    internal static void Register(WebApplicationBuilder builder, string apiKey)
    {
        // snippet
        builder.Services.AddPay(builder.Configuration.GetSection("Pay"));
        // end

        // snippet
        builder.Services.AddPay(options => options.ApiKey = apiKey);
        // end

        // snippet
        builder.Services.AddSingleton<IPaymentReturnStore, MemoryPaymentReturnStore>();
        // end
    }

    internal static void Cookie(WebApplication app, CreatePaymentRequest request)
    {
        // snippet
        app.MapPost("/pay", async (HttpContext context, PayClient pay) =>
        {
            var payment = await pay.Payments.CreateAsync(request, context.RequestAborted);
            context.RememberPayment(payment.PaymentId);
            return Results.Redirect(payment.NextUrl!);
        });
        app.MapGet("/return", async (HttpContext context, PayClient pay) =>
        {
            if (!context.TryGetReturningPayment(out var paymentId))
            {
                return Results.NotFound();
            }

            var payment = await pay.Payments.GetAsync(paymentId, context.RequestAborted);
            return Results.Text($"{payment.Reference}: {payment.State.Status}");
        });
        // end
    }

    internal static void ReturnUrl(WebApplication app, CreatePaymentRequest request)
    {
        // snippet
        app.MapPost("/pay", async (HttpContext context, PayClient pay, IPaymentReturnStore store) =>
        {
            var payment = await pay.Payments.CreateReturningAsync(request, new Uri("https://service.example/return"), store, context.RequestAborted);
            return Results.Redirect(payment.NextUrl!);
        });
        app.MapPaymentReturn("/return", (context, payment) =>
            Task.FromResult(Results.Text($"{payment.Reference}: {payment.State.Status}")));
        // end
    }
}
