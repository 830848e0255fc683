using Pay.Gateway.Providers.Stripe.Documents;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>
/// After 3D Secure Stripe finishes by itself; it is asked how. What the browser brought back (<c>payment_intent</c>) is the payer's word:
/// our own id counts (stripe.md section 4).
/// </summary>
internal static class StripeContinue
{
    public static PspMessage Build(string transactionId, StripeAccess access) => StripeQuery.BuildById(transactionId, access);

    /// <summary>The payer may have been authenticated meanwhile, so that no answer, or a refusal to answer, says nothing about the money.</summary>
    public static AuthoriseResult Read(PspReply reply, ContinueRequest request)
    {
        if (reply is PspReply.Answered { IsSuccess: true } answer)
        {
            return StripeIntent.Read(answer.Body) switch
            {
                null => Unknown("Stripe's answer is not a payment intent", request),
                { } intent when intent.Id != request.TransactionId => Unknown("Stripe answered for another payment", request),
                { Kind: StripeIntentStatus.RequiresAction, RedirectUrl: { } bank } => new AuthoriseResult.Pending(request.TransactionId)
                {
                    // A payer who came back too early goes there once more.
                    IfUndecided = new AuthoriseResult.AuthenticationRequired(new Challenge.Redirect(bank), request.TransactionId),
                },
                { } intent => StripeAuthorise.Judge(intent, request.PaymentId, request.Amount),
            };
        }

        return reply switch
        {
            PspReply.NotSent notSent => Unknown(notSent.Reason, request),
            PspReply.Lost lost => Unknown(lost.Reason, request),
            PspReply.Answered { Status: >= 400 and <= 499 } refusal => Unknown(StripeError.Read(refusal).Reason, request),
            PspReply.Answered other => Unknown(FormattableString.Invariant($"Stripe answered HTTP {other.Status}"), request),
            _ => throw new InvalidOperationException("Every case is listed."),
        };
    }

    private static AuthoriseResult.Unknown Unknown(string reason, ContinueRequest request) => new(reason) { TransactionId = request.TransactionId };
}
