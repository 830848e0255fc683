namespace Pay.Client;

/// <summary>What two observations of a payment say about a refund whose answer was lost.</summary>
internal enum RefundTrace
{
    /// <summary>Nothing moved: the refund has not acted so far.</summary>
    Untouched,

    /// <summary>Exactly this refund is there.</summary>
    Found,

    /// <summary>A refund of this amount was made since and failed; nothing was taken.</summary>
    Failed,

    /// <summary>Something moved that this refund may or may not have been part of, or the list lags behind.</summary>
    Unclear,
}

/// <summary>Compares what was seen before and after. Pure, so that every case can be tested without a server.</summary>
internal static class RefundVerdict
{
    /// <summary>The list's dates and the <c>Date</c> header may come from different machines.</summary>
    internal static readonly TimeSpan ClockSkewMax = TimeSpan.FromSeconds(5);

    internal static (RefundTrace Trace, Refund? Refund) Judge(
        RefundObservation before, RefundObservation after, long guard, long amount, bool isContended)
    {
        // A list that lagged behind before would make somebody's older refund look new.
        if (!before.IsConsistent)
        {
            return (RefundTrace.Unclear, null);
        }

        var since = after.RefundsSince(before);
        if (since.Count == 0)
        {
            return (after.AmountAvailable == before.AmountAvailable && after.IsConsistent ? RefundTrace.Untouched : RefundTrace.Unclear, null);
        }

        // Two new refunds prove that somebody else refunds too; then none of them can be called ours.
        if (since.Count > 1 || isContended)
        {
            return (RefundTrace.Unclear, null);
        }

        var refund = since[0];
        var isLikeOurs = refund.Amount == amount && IsRecent(refund, before);
        if (isLikeOurs && refund.Status == RefundStatus.Error && after.AmountAvailable == before.AmountAvailable)
        {
            return (RefundTrace.Failed, refund);
        }

        // The server takes a refund only while the guard is what is available, so with another guard it cannot be ours; and
        // the available amount must have moved by this refund and nothing else.
        return isLikeOurs
            && refund.Status != RefundStatus.Error
            && guard == before.AmountAvailable
            && before.AmountAvailable - after.AmountAvailable == amount
            && after.IsConsistent
            ? (RefundTrace.Found, refund)
            : (RefundTrace.Unclear, null);
    }

    /// <summary>
    /// Whether the same request may be sent again after a look that found nothing. The guard makes the server refuse it if the
    /// first one acts after all, with one hole: an older refund that fails meanwhile puts money back, and the available amount
    /// is what it was. So no older refund may be able to fail.
    /// </summary>
    internal static bool MayRepeat(RefundObservation before, RefundObservation after, long guard) =>
        before.IsConsistent && after.IsConsistent && guard == before.AmountAvailable && before.AllAreFinal && after.AllAreFinal;

    private static bool IsRecent(Refund refund, RefundObservation before) =>
        before.ServerDate is not { } date || refund.CreatedDate >= date - ClockSkewMax;
}
