namespace Pay.Client;

/// <summary>What a payment and its refunds looked like at one moment.</summary>
public sealed class RefundObservation
{
    internal RefundObservation(long amountAvailable, long amountSubmitted, IReadOnlyList<Refund> refunds, DateTimeOffset? serverDate)
    {
        AmountAvailable = amountAvailable;
        AmountSubmitted = amountSubmitted;
        Refunds = refunds;
        ServerDate = serverDate;
    }

    /// <summary><c>refund_summary.amount_available</c> of the payment, in pence.</summary>
    public long AmountAvailable { get; }

    /// <summary><c>refund_summary.amount_submitted</c> of the payment, in pence.</summary>
    public long AmountSubmitted { get; }

    /// <summary>The refunds that were listed, oldest first.</summary>
    public IReadOnlyList<Refund> Refunds { get; }

    /// <summary>The server's clock, to the second.</summary>
    internal DateTimeOffset? ServerDate { get; }

    /// <summary>
    /// Whether the list and the payment tell the same. The payment is always up to date and the list may lag behind, so that
    /// only with equal sums nothing is missing from the list.
    /// </summary>
    internal bool IsConsistent
    {
        get
        {
            var sum = 0L;
            foreach (var refund in Refunds)
            {
                sum += refund.Status == RefundStatus.Error ? 0 : refund.Amount;
            }

            return sum == AmountSubmitted;
        }
    }

    /// <summary>Whether no listed refund can still fail and give its money back.</summary>
    internal bool AllAreFinal
    {
        get
        {
            foreach (var refund in Refunds)
            {
                if (refund.Status != RefundStatus.Success && refund.Status != RefundStatus.Error)
                {
                    return false;
                }
            }

            return true;
        }
    }

    internal List<Refund> RefundsSince(RefundObservation before)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var refund in before.Refunds)
        {
            known.Add(refund.RefundId);
        }

        var found = new List<Refund>();
        foreach (var refund in Refunds)
        {
            if (!known.Contains(refund.RefundId))
            {
                found.Add(refund);
            }
        }

        return found;
    }
}
