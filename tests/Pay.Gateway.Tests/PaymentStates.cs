namespace Pay.Gateway.Tests;

/// <summary>The places a payment can be brought to, by what the service and the payer really do.</summary>
public enum PaymentStage
{
    Created,
    Started,
    Submitted,
    Capturable,
    Success,
    Declined,
    ProviderError,
    CancelledByPayer,
    CancelledByService,
    Expired,
    ExpiredAfterAuthorisation,
}

public static class PaymentStates
{
    public static readonly TimeSpan PastExpiry = TimeSpan.FromMinutes(91);

    /// <summary>What the API is expected to say of it.</summary>
    public static string Name(this PaymentStage stage) => stage switch
    {
        PaymentStage.Created => "created",
        PaymentStage.Started => "started",
        PaymentStage.Submitted => "submitted",
        PaymentStage.Capturable => "capturable",
        PaymentStage.Success => "success",
        PaymentStage.Declined => "failed P0010",
        PaymentStage.ProviderError => "error P0050",
        PaymentStage.CancelledByPayer => "failed P0030",
        PaymentStage.CancelledByService => "cancelled P0040",
        _ => "failed P0020",
    };

    /// <summary>Makes a payment and brings it to <paramref name="stage"/>; an expired one moves the gateway's clock. Returns its id.</summary>
    public static async Task<string> PaymentInAsync(this GatewayUnderTest gateway, PaymentStage stage, string? body = null, string? key = null)
    {
        body ??= stage == PaymentStage.Capturable ? PaymentBody.With("delayed_capture", "true") : PaymentBody.Valid;
        var payment = await gateway.CreatedAsync(body, key);
        var id = payment.Id();
        using var payer = new Payer(gateway);
        if (stage is not (PaymentStage.Created or PaymentStage.CancelledByService or PaymentStage.Expired))
        {
            await payer.OpenAsync(payment);
        }

        switch (stage)
        {
            case PaymentStage.Submitted or PaymentStage.ExpiredAfterAuthorisation:
                await payer.SubmitCardAsync(id);
                break;
            case PaymentStage.Capturable or PaymentStage.Success:
                await payer.SubmitCardAsync(id);
                await payer.ConfirmAsync(id);
                break;
            case PaymentStage.Declined:
                await payer.SubmitCardAsync(id, Payer.DeclinedCard);
                break;
            case PaymentStage.ProviderError:
                await payer.SubmitCardAsync(id, Payer.ErrorCard);
                break;
            case PaymentStage.CancelledByPayer:
                await payer.CancelAsync(id);
                break;
            case PaymentStage.CancelledByService:
                await gateway.PostAsync($"/v1/payments/{id}/cancel", key: key);
                break;
        }

        if (stage is PaymentStage.Expired or PaymentStage.ExpiredAfterAuthorisation)
        {
            gateway.Clock.Advance(PastExpiry);
            await Until.TrueAsync(async () => (await gateway.PaymentAsync(id, key)).State() == "failed P0020", "the payment expires");
        }

        var state = (await gateway.PaymentAsync(id, key)).State();
        return state == stage.Name() ? id : throw new InvalidOperationException($"Wanted {stage}, got {state}.");
    }

    /// <summary>A paid payment of an amount, captured and ready to be refunded.</summary>
    public static async Task<string> PaidAsync(this GatewayUnderTest gateway, int amount, string? key = null)
    {
        var id = await gateway.PaymentInAsync(PaymentStage.Success, PaymentBody.With("amount", $"{amount}"), key);
        await Until.TrueAsync(
            async () => (string?)(await gateway.PaymentAsync(id, key))["refund_summary"]!["status"] == "available", "the payment is captured");
        return id;
    }
}

/// <summary>Waiting by asking again, for as long as a slow machine may need.</summary>
internal static class Until
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"Still waiting: {what}.");
            }

            await Task.Delay(50);
        }
    }
}
