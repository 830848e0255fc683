using Pay.Gateway.Providers.Stripe.Documents;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>Asks what Stripe holds: by its id, or by ours where its own never reached us (stripe.md section 5).</summary>
internal static class StripeQuery
{
    /// <summary>The search index lags; what it does not find within this time may still be there.</summary>
    private static readonly TimeSpan SearchLag = TimeSpan.FromHours(1);

    public static PspMessage BuildById(string transactionId, StripeAccess access) =>
        access.Get($"/v1/payment_intents/{Uri.EscapeDataString(transactionId)}");

    public static PspMessage BuildSearch(string paymentId, StripeAccess access)
    {
        var quoted = paymentId.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        return access.Get("/v1/payment_intents/search?query=" + Uri.EscapeDataString($"metadata['{StripeIntent.PaymentIdName}']:'{quoted}'"));
    }

    public static QueryResult ReadById(PspReply reply, QueryRequest request)
    {
        if (reply.AsQuery() is { } outcome)
        {
            return outcome;
        }

        var answer = (PspReply.Answered)reply;
        if (!answer.IsSuccess)
        {
            var error = StripeError.Read(answer);
            return error.IsMissing ? new QueryResult.NotFound() : new QueryResult.Inconclusive(error.Reason);
        }

        return StripeIntent.Read(answer.Body) switch
        {
            null => new QueryResult.Inconclusive("Stripe's answer is not a payment intent"),
            { } other when other.Id != request.TransactionId || !other.IsAbout(request.PaymentId) =>
                new QueryResult.Inconclusive("Stripe answered for another payment"),
            { } intent => StateOf(intent),
        };
    }

    public static QueryResult ReadBySearch(PspReply reply, QueryRequest request, DateTimeOffset now)
    {
        if (reply.AsQuery() is { } outcome)
        {
            return outcome;
        }

        return ReadSearch((PspReply.Answered)reply, request.PaymentId) switch
        {
            { Intent: { } intent } => StateOf(intent),
            { Fault: { } fault } => new QueryResult.Inconclusive(fault),
            _ when now - request.SentAt >= SearchLag => new QueryResult.NotFound(),
            _ => new QueryResult.Inconclusive("Stripe's search does not know the payment yet"),
        };
    }

    /// <returns>The only intent that carries our payment id; neither intent nor fault where there is none.</returns>
    public static (StripeIntent? Intent, string? Fault) ReadSearch(PspReply.Answered answer, string paymentId)
    {
        if (!answer.IsSuccess)
        {
            return (null, StripeError.Read(answer).Reason);
        }

        if (StripeJson.Read(answer.Body)?.Parts("data") is not { } hits)
        {
            return (null, "Stripe's answer is not a list");
        }

        // Another payment's intent among them would mean that Stripe did not understand the question.
        return hits.Select(StripeIntent.Read).ToList() switch
        {
            [] => (null, null),
            [{ } only] when only.PaymentId == paymentId => (only, null),
            [_] => (null, "Stripe's search answered for another payment"),
            { } several => (null, FormattableString.Invariant($"Stripe has {several.Count} intents for one payment: a person has to look")),
        };
    }

    private static QueryResult StateOf(StripeIntent intent)
    {
        if (intent.Currency is not null && !intent.IsSterling)
        {
            return new QueryResult.Inconclusive("Stripe holds another currency than pounds");
        }

        PspPaymentState? state = intent.Kind switch
        {
            StripeIntentStatus.RequiresCapture => PspPaymentState.Authorised,
            StripeIntentStatus.RequiresAction => PspPaymentState.AuthenticationRequired,
            StripeIntentStatus.RequiresPaymentMethod => PspPaymentState.Rejected,
            StripeIntentStatus.Processing => PspPaymentState.Pending,
            StripeIntentStatus.Cancelled => PspPaymentState.Cancelled,
            StripeIntentStatus.Succeeded => PspPaymentState.Captured,
            _ => null,
        };
        return state is { } known
            ? new QueryResult.Found(known, intent.Id, intent.AmountInState)
            : new QueryResult.Inconclusive($"Stripe says {intent.Status}");
    }
}
