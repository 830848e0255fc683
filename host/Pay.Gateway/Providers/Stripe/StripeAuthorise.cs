using Pay.Gateway.Providers.Stripe.Documents;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>
/// Holds an amount, in two calls: the card becomes a payment method, with which an intent is created and confirmed (stripe.md section 3).
/// </summary>
internal static class StripeAuthorise
{
    public static PspMessage BuildPaymentMethod(AuthoriseRequest request, StripeAccess access)
    {
        var card = request.Card;
        var address = card.BillingAddress;
        var form = new StripeForm()
            .Add("type", "card")
            .Add("card[number]", card.Number)
            .Add("card[exp_month]", card.ExpiryMonth)
            .Add("card[exp_year]", card.ExpiryYear)
            .Add("card[cvc]", card.SecurityCode)
            .Add("billing_details[name]", card.HolderName)
            .Add("billing_details[address][line1]", address?.Line1)
            .Add("billing_details[address][line2]", address?.Line2)
            .Add("billing_details[address][city]", address?.City)
            .Add("billing_details[address][postal_code]", address?.Postcode)
            .Add("billing_details[address][country]", address?.Country);
        return access.Post("/v1/payment_methods", form, "payment_method-" + request.PaymentId);
    }

    public static PspMessage BuildIntent(AuthoriseRequest request, string paymentMethodId, StripeAccess access)
    {
        var form = new StripeForm()
            .Add("amount", request.Amount)
            .Add("currency", "gbp")
            .Add("payment_method", paymentMethodId)
            .Add("capture_method", "manual")
            .Add("confirmation_method", "automatic")
            .Add("confirm", "true")
            .Add("description", request.Description)
            .Add("return_url", request.ReturnUrl.AbsoluteUri)
            .Add($"metadata[{StripeIntent.PaymentIdName}]", request.PaymentId)
            .Add("expand[]", "payment_method");
        if (request.Moto)
        {
            form.Add("payment_method_options[card][moto]", "true");
        }

        if (access.ConnectedAccount is { } connected)
        {
            form.Add("on_behalf_of", connected).Add("transfer_group", request.PaymentId);
        }

        return access.Post("/v1/payment_intents", form, "payment_intent-" + request.PaymentId);
    }

    /// <summary>Whatever goes wrong in the first call is definite: no money can have moved.</summary>
    /// <returns>The payment method, or why there is none.</returns>
    public static (string? PaymentMethodId, AuthoriseResult? Failure) ReadPaymentMethod(PspReply reply)
    {
        switch (reply.AsAuthorisation())
        {
            case AuthoriseResult.Unknown lost:
                return Failed(FailureClass.PspInternal, lost.Reason);
            case { } failure:
                return (null, failure);
        }

        var answer = (PspReply.Answered)reply;
        if (answer.IsSuccess)
        {
            return StripeJson.Read(answer.Body) is { } root && root.Text("object") == "payment_method" && StripeText.Id(root.Text("id"), "pm_") is { } id
                ? (id, null)
                : Failed(FailureClass.Protocol, "Stripe's answer is not a payment method");
        }

        var error = StripeError.Read(answer);
        return error switch
        {
            { IsOfCard: true } => (null, new AuthoriseResult.Rejected(error.Reason, TransactionId: null)),
            { IsThrottled: true } => Failed(FailureClass.Throttled, error.Reason),
            { HasDocument: false } => Failed(FailureClass.Protocol, error.Reason),
            _ => Failed(FailureClass.InvalidRequest, error.Reason),
        };
    }

    public static AuthoriseResult ReadIntent(PspReply reply, string paymentId, long amount)
    {
        if (reply.AsAuthorisation() is { } outcome)
        {
            return outcome;
        }

        var answer = (PspReply.Answered)reply;
        if (!answer.IsSuccess)
        {
            return Judge(StripeError.Read(answer), paymentId);
        }

        return StripeIntent.Read(answer.Body) is { } intent
            ? Judge(intent, paymentId, amount)
            : new AuthoriseResult.Unknown("Stripe's answer is not a payment intent");
    }

    /// <summary>What an intent of ours means for the authorisation, now or after 3D Secure.</summary>
    public static AuthoriseResult Judge(StripeIntent intent, string paymentId, long amount)
    {
        if (!intent.IsAbout(paymentId))
        {
            // Another payment's intent must not be cancelled for ours: the id is not passed on.
            return new AuthoriseResult.Failed(FailureClass.Protocol, "Stripe answered for another payment", TransactionId: null) { CleanUp = true };
        }

        if ((intent.Currency is not null && !intent.IsSterling) || (intent.AmountInState is { } told && told != amount) || (intent.Amount ?? amount) != amount)
        {
            return new AuthoriseResult.Failed(FailureClass.Protocol, "Stripe answered for another amount", intent.Id) { CleanUp = true };
        }

        return intent.Kind switch
        {
            StripeIntentStatus.RequiresCapture or StripeIntentStatus.Succeeded when !intent.IsSterling || intent.AmountInState is null =>
                new AuthoriseResult.Unknown("Stripe did not say which amount it holds") { TransactionId = intent.Id },
            StripeIntentStatus.RequiresCapture => new AuthoriseResult.Authorised(intent.Id),
            StripeIntentStatus.Succeeded => new AuthoriseResult.Authorised(intent.Id) { AlreadyCaptured = true },
            StripeIntentStatus.RequiresAction when intent.RedirectUrl is { } bank =>
                new AuthoriseResult.AuthenticationRequired(new Challenge.Redirect(bank), intent.Id),
            StripeIntentStatus.RequiresAction =>
                new AuthoriseResult.Failed(FailureClass.Protocol, "Stripe asks for a step that is not a redirect", intent.Id) { CleanUp = true },
            StripeIntentStatus.RequiresPaymentMethod => new AuthoriseResult.Rejected(intent.RejectionText, intent.Id) { CleanUp = true },
            StripeIntentStatus.Cancelled => new AuthoriseResult.CancelledByPsp(intent.Id),
            StripeIntentStatus.Processing => new AuthoriseResult.Pending(intent.Id),
            _ => new AuthoriseResult.Unknown($"Stripe says {intent.Status}") { TransactionId = intent.Id },
        };
    }

    private static AuthoriseResult Judge(StripeError error, string paymentId)
    {
        if (error.Intent is { } stranger && !stranger.IsAbout(paymentId))
        {
            return new AuthoriseResult.Failed(FailureClass.Protocol, "Stripe answered for another payment", TransactionId: null) { CleanUp = true };
        }

        // A refused intent stays open for another card; it must not be paid later.
        var open = error.Intent is { Kind: not StripeIntentStatus.Cancelled };
        return error switch
        {
            { IsOfCard: true } => new AuthoriseResult.Rejected(error.Reason, error.Intent?.Id) { CleanUp = open },
            { IsThrottled: true } => new AuthoriseResult.Failed(FailureClass.Throttled, error.Reason, TransactionId: null),
            { IsUncertain: true } => new AuthoriseResult.Unknown(error.Reason) { TransactionId = error.Intent?.Id },

            // An earlier message with this key was another one, and may have left an intent.
            { IsOfKey: true } => new AuthoriseResult.Failed(FailureClass.Protocol, error.Reason, TransactionId: null) { CleanUp = true },
            _ => new AuthoriseResult.Failed(FailureClass.InvalidRequest, error.Reason, error.Intent?.Id) { CleanUp = open },
        };
    }

    private static (string?, AuthoriseResult?) Failed(FailureClass kind, string reason) =>
        (null, new AuthoriseResult.Failed(kind, reason, TransactionId: null));
}
