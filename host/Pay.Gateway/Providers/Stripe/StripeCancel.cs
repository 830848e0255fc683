using Pay.Gateway.Providers.Stripe.Documents;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>Releases what is held, at once (stripe.md section 5).</summary>
internal static class StripeCancel
{
    public static PspMessage Build(string transactionId, CancelRequest request, StripeAccess access) => access.Post(
        $"/v1/payment_intents/{Uri.EscapeDataString(transactionId)}/cancel", new StripeForm(), "cancel-" + request.PaymentId);

    public static ModificationResult Read(PspReply reply, string transactionId, CancelRequest request)
    {
        if (reply.AsModification() is { } outcome)
        {
            return outcome;
        }

        var answer = (PspReply.Answered)reply;
        if (!answer.IsSuccess)
        {
            return Judge(StripeError.Read(answer), transactionId, request);
        }

        return StripeIntent.Read(answer.Body) switch
        {
            null => new ModificationResult.Unknown("Stripe's answer is not a payment intent"),
            { } other when !IsOurs(other, transactionId, request) => new ModificationResult.Unknown("Stripe answered for another payment"),
            { Kind: StripeIntentStatus.Cancelled } => new ModificationResult.Completed(transactionId),
            { } other => new ModificationResult.Unknown($"Stripe says {other.Status}"),
        };
    }

    /// <summary>
    /// The intent of a payment whose id never reached us. An empty search does not say that there is none: Stripe's index lags, so there is
    /// nothing to cancel yet.
    /// </summary>
    /// <returns>The intent, or what its search means.</returns>
    public static (string? TransactionId, ModificationResult? Failure) ReadSearch(PspReply reply, CancelRequest request)
    {
        if (reply.AsModification() is { } outcome)
        {
            return (null, outcome);
        }

        return StripeQuery.ReadSearch((PspReply.Answered)reply, request.PaymentId) switch
        {
            { Intent: { } found } => (found.Id, null),
            { Fault: { } fault } => (null, new ModificationResult.Unknown(fault)),
            _ => (null, new ModificationResult.Unknown("Stripe's search does not know the payment yet")),
        };
    }

    private static ModificationResult Judge(StripeError error, string transactionId, CancelRequest request) => error switch
    {
        { IsOfState: true, Intent: { Kind: StripeIntentStatus.Cancelled } released } when IsOurs(released, transactionId, request) =>
            new ModificationResult.AlreadyDone(),
        { IsOfState: true } => new ModificationResult.Refused(error.Reason),
        _ => error.AsModification(),
    };

    private static bool IsOurs(StripeIntent intent, string transactionId, CancelRequest request) =>
        intent.Id == transactionId && intent.IsAbout(request.PaymentId);
}
