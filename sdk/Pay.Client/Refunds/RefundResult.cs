namespace Pay.Client;

/// <summary>
/// What became of a refund: <see cref="Confirmed"/>, <see cref="Rejected"/> or <see cref="Unknown"/>, and nothing else.
/// </summary>
public abstract class RefundResult
{
    private RefundResult()
    {
    }

    /// <summary>
    /// The server accepted this refund. Its money is on the way (<see cref="RefundStatus.Submitted"/>, which may still become
    /// <see cref="RefundStatus.Error"/>) or back (<see cref="RefundStatus.Success"/>).
    /// </summary>
    public sealed class Confirmed : RefundResult
    {
        internal Confirmed(Refund refund, bool isFoundByReading)
        {
            Refund = refund;
            IsFoundByReading = isFoundByReading;
        }

        /// <summary>The refund, with its id and status.</summary>
        public Refund Refund { get; }

        /// <summary>
        /// <c>false</c> when the server's answer said so, which is proof. <c>true</c> when the answer was lost and the refund was
        /// recognised afterwards; <see cref="RefundsClient.RefundAsync(string, RefundRequest, CancellationToken)"/> says how.
        /// </summary>
        public bool IsFoundByReading { get; }
    }

    /// <summary>The refund was not made, and will not be made by this call.</summary>
    public sealed class Rejected : RefundResult
    {
        internal Rejected(PayException? reason, Refund? failedRefund)
        {
            Reason = reason;
            FailedRefund = failedRefund;
        }

        /// <summary>
        /// The server's refusal, with status, code, description and field: P0601, P0602 not valid, P0603 not refundable, P0604
        /// the available amount is not what was expected, P0200 or P0600 no such payment, P0698 the provider refused, P0900,
        /// P0941. <c>null</c> when the server accepted the refund and answered at once that it failed.
        /// </summary>
        public PayException? Reason { get; }

        /// <summary>The refund in status <see cref="RefundStatus.Error"/>, when there is one to show.</summary>
        public Refund? FailedRefund { get; }
    }

    /// <summary>
    /// It is not known whether the refund was made. Never show it as done or as failed. Ask again later with
    /// <see cref="RefundsClient.ResolveAsync"/>, or let a person compare the payment's refunds with what was intended.
    /// </summary>
    /// <remarks>
    /// Sending <see cref="Request"/> again cannot refund twice as long as it is sent unchanged: it carries the amount that was
    /// available before, so the server refuses it (P0604 or P0603) if the first one did act, unless an older refund failed
    /// meanwhile and put the same amount back. With a server that honours idempotency keys, its key rules out even that.
    /// </remarks>
    public sealed class Unknown : RefundResult
    {
        internal Unknown(
            string paymentId, RefundRequest request, PayException cause, RefundObservation? before, RefundObservation? after, bool isContended)
        {
            PaymentId = paymentId;
            Request = request;
            Cause = cause;
            Before = before;
            After = after;
            IsContended = isContended;
        }

        /// <summary>The payment.</summary>
        public string PaymentId { get; }

        /// <summary>What was sent: amount, the available amount that guarded it, and the idempotency key if one was sent.</summary>
        public RefundRequest Request { get; }

        /// <summary>Why the answer is not known.</summary>
        public PayException Cause { get; }

        /// <summary>What was seen before sending; <c>null</c> when it was not needed.</summary>
        public RefundObservation? Before { get; }

        /// <summary>What was seen last; <c>null</c> when nothing could be read.</summary>
        public RefundObservation? After { get; }

        /// <summary>Refunds that appeared since: one of them may be this one.</summary>
        public IReadOnlyList<Refund> Candidates =>
            Before is null || After is null ? [] : After.RefundsSince(Before);

        /// <summary>Whether another refund of the same payment was under way in this process.</summary>
        internal bool IsContended { get; }
    }
}
