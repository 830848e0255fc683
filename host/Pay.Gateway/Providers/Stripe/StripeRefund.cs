using Pay.Gateway.Providers.Stripe.Documents;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>Gives money back; a refund that succeeded may still fail days later (stripe.md section 5).</summary>
internal static class StripeRefund
{
    public static PspMessage Build(RefundRequest request, StripeAccess access) => access.Post(
        "/v1/refunds",
        new StripeForm()
            .Add("payment_intent", request.TransactionId)
            .Add("amount", request.Amount)
            .Add($"metadata[{StripeRefundDocument.RefundIdName}]", request.RefundId)
            .Add($"metadata[{StripeIntent.PaymentIdName}]", request.PaymentId),
        "refund-" + request.RefundId);

    public static ModificationResult Read(PspReply reply, RefundRequest request)
    {
        if (reply.AsModification() is { } outcome)
        {
            return outcome;
        }

        var answer = (PspReply.Answered)reply;
        if (!answer.IsSuccess)
        {
            return Judge(StripeError.Read(answer));
        }

        var refund = StripeJson.Read(answer.Body) is { } root ? StripeRefundDocument.Read(root) : null;
        if (refund is null)
        {
            return new ModificationResult.Unknown("Stripe's answer is not a refund");
        }

        if (!refund.IsAbout(request.TransactionId, request.RefundId) || refund.Amount != request.Amount)
        {
            return new ModificationResult.Unknown("Stripe answered for another refund or amount");
        }

        return refund.Status switch
        {
            "succeeded" => new ModificationResult.Completed(refund.Id),
            "pending" or "requires_action" => new ModificationResult.Submitted(refund.Id),
            "failed" or "canceled" => new ModificationResult.Refused(refund.FailureText),
            _ => new ModificationResult.Unknown($"Stripe says {refund.Status}"),
        };
    }

    /// <summary>Refusals that concern the money and not the message's form.</summary>
    private static ModificationResult Judge(StripeError error) => error switch
    {
        { Status: 400, Code: "charge_already_refunded" or "charge_disputed" or "balance_insufficient" or "refund_disputed_payment" } =>
            new ModificationResult.Refused(error.Reason),
        _ => error.AsModification(),
    };
}
