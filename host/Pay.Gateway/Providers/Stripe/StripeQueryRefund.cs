using Pay.Gateway.Providers.Stripe.Documents;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe;

/// <summary>Asks what became of a refund: Stripe lists a payment's refunds, and ours carries our id (stripe.md section 5).</summary>
internal static class StripeQueryRefund
{
    /// <summary>The most that Stripe puts on a page. A refund beyond it is looked for by a person.</summary>
    private const int PageSize = 100;

    public static PspMessage Build(RefundQueryRequest request, StripeAccess access) => access.Get(
        FormattableString.Invariant($"/v1/refunds?payment_intent={Uri.EscapeDataString(request.TransactionId)}&limit={PageSize}"));

    public static RefundQueryResult Read(PspReply reply, RefundQueryRequest request)
    {
        if (reply.AsRefundQuery() is { } outcome)
        {
            return outcome;
        }

        var answer = (PspReply.Answered)reply;
        if (!answer.IsSuccess)
        {
            return new RefundQueryResult.Inconclusive(StripeError.Read(answer).Reason);
        }

        if (StripeJson.Read(answer.Body) is not { } page || page.Parts("data") is not { } items)
        {
            return new RefundQueryResult.Inconclusive("Stripe's answer is not a list");
        }

        var refunds = items.Select(StripeRefundDocument.Read).ToList();
        if (refunds.Contains(null))
        {
            return new RefundQueryResult.Inconclusive("Stripe's list holds something that is not a refund");
        }

        return refunds.Where(refund => refund!.RefundId == request.RefundId).ToList() switch
        {
            [{ } only] when only.IsAbout(request.TransactionId, request.RefundId) && (request.Amount ?? only.Amount) == only.Amount => StateOf(only),
            [_] => new RefundQueryResult.Inconclusive("Stripe answered for another refund"),
            [] when page.Truth("has_more") == false => new RefundQueryResult.NotFound(),
            [] => new RefundQueryResult.Inconclusive(FormattableString.Invariant($"the refund is not among the last {PageSize} of the payment")),
            { } several => new RefundQueryResult.Inconclusive(
                FormattableString.Invariant($"Stripe has {several.Count} refunds with this id: a person has to look")),
        };
    }

    private static RefundQueryResult StateOf(StripeRefundDocument refund) => refund.Status switch
    {
        "succeeded" => new RefundQueryResult.Succeeded(refund.Id),
        "pending" or "requires_action" => new RefundQueryResult.Pending(),
        "failed" or "canceled" => new RefundQueryResult.Failed(refund.FailureText),
        _ => new RefundQueryResult.Inconclusive($"Stripe says {refund.Status}"),
    };
}
