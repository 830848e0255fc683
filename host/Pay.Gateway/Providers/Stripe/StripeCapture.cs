using Pay.Gateway.Providers.Stripe.Documents;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>Takes what is held, at once (stripe.md section 5).</summary>
internal static class StripeCapture
{
    public static PspMessage Build(CaptureRequest request, StripeAccess access) => access.Post(
        $"/v1/payment_intents/{Uri.EscapeDataString(request.TransactionId)}/capture",
        new StripeForm().Add("amount_to_capture", request.Amount),
        "capture-" + request.PaymentId);

    public static ModificationResult Read(PspReply reply, CaptureRequest request)
    {
        if (reply.AsModification() is { } outcome)
        {
            return outcome;
        }

        var answer = (PspReply.Answered)reply;
        if (!answer.IsSuccess)
        {
            return Judge(StripeError.Read(answer), request);
        }

        return StripeIntent.Read(answer.Body) switch
        {
            null => new ModificationResult.Unknown("Stripe's answer is not a payment intent"),
            { } other when !IsOurs(other, request) => new ModificationResult.Unknown("Stripe answered for another payment or amount"),
            { Kind: StripeIntentStatus.Succeeded, AmountInState: not null, IsSterling: true } taken => new ModificationResult.Completed(taken.ChargeId ?? taken.Id),
            { Status: "processing" } => new ModificationResult.Submitted(Reference: null),
            { } other => new ModificationResult.Unknown($"Stripe says {other.Status}"),
        };
    }

    /// <summary>
    /// An intent that cannot be captured tells its status along with the error, where it does: taken already, or released. Without, the
    /// gateway asks.
    /// </summary>
    private static ModificationResult Judge(StripeError error, CaptureRequest request) => error switch
    {
        { IsOfState: true, Intent: { Kind: StripeIntentStatus.Succeeded, AmountInState: not null, IsSterling: true } taken } when IsOurs(taken, request) =>
            new ModificationResult.AlreadyDone(),
        { IsOfState: true, Intent: { Kind: StripeIntentStatus.Cancelled } released } when IsOurs(released, request) =>
            new ModificationResult.Refused(error.Reason),
        { Code: "charge_expired_for_capture", HasDocument: true } => new ModificationResult.Refused(error.Reason),
        _ => error.AsModification(),
    };

    private static bool IsOurs(StripeIntent intent, CaptureRequest request) =>
        intent.Id == request.TransactionId
        && intent.IsAbout(request.PaymentId)
        && (intent.Currency is null || intent.IsSterling)
        && (intent.Kind != StripeIntentStatus.Succeeded || (intent.AmountInState ?? request.Amount) == request.Amount);
}
