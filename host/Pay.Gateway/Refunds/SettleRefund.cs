using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Refunds;

/// <summary>Stores how a refund ended: told by the provider's answer or by its notification, whichever comes first.</summary>
internal sealed class SettleRefund(RefundAnswer refundAnswer)
{
    public Task SucceededAsync(Session session, Payment payment, Refund refund, string operationId, string? reference, DateTimeOffset now) =>
        FinishAsync(session, payment, refund, operationId, Refund.Success, reference, reason: null, now);

    /// <summary>Certain: no money went back, so the reservation ends.</summary>
    public async Task FailedAsync(Session session, Payment payment, Refund refund, string operationId, string reason, DateTimeOffset now)
    {
        await session.ExecuteOneAsync(
            "UPDATE payments SET refunded_amount = refunded_amount - @Amount WHERE payment_number = @PaymentNumber AND refunded_amount >= @Amount",
            new { refund.Amount, refund.PaymentNumber });
        await FinishAsync(session, payment, refund, operationId, Refund.Error, reference: null, reason, now);
    }

    /// <summary>
    /// The money of a refund that had succeeded is back: the refund is an error after all, and its amount can be given back again. Whoever
    /// was told that it had gone has to hear of it, so a person looks.
    /// </summary>
    public static async Task ReversedAsync(Session session, Payment payment, Refund refund, string operationId, string reason, DateTimeOffset now)
    {
        await session.ExecuteOneAsync(
            "UPDATE payments SET refunded_amount = refunded_amount - @Amount WHERE payment_number = @PaymentNumber AND refunded_amount >= @Amount",
            new { refund.Amount, refund.PaymentNumber });
        await session.ExecuteOneAsync("UPDATE refunds SET status = 'error' WHERE refund_number = @Number AND status = 'success'", new { refund.Number });
        await Refund.AppendEventAsync(session, payment.Number, refund.Number, Refund.Error, now);
        await ProviderOperation.SettleAsync(session, operationId, OperationOutcome.Rejected, now, reason: reason);
        await Work.FlagAsync(session, payment.Number, now, $"The refund {refund.RefundId} had succeeded and came back: {reason}");
    }

    /// <summary>The provider has accepted the refund and will do it; the work of finding out stays.</summary>
    public async Task SubmittedAsync(Session session, Payment payment, Refund refund, string operationId, string? reference, DateTimeOffset now)
    {
        await ProviderOperation.SettleAsync(session, operationId, OperationOutcome.Submitted, now, reference);
        await IdempotencyKey.StoreForRefundAsync(session, refund.Number, refundAnswer.Of(refund, payment.PaymentId));
    }

    private async Task FinishAsync(
        Session session, Payment payment, Refund refund, string operationId, string status, string? reference, string? reason, DateTimeOffset now)
    {
        await session.ExecuteOneAsync(
            """
            UPDATE refunds SET status = @status, provider_reference = coalesce(@reference, provider_reference)
            WHERE refund_number = @Number AND status = 'submitted'
            """,
            new { status, reference, refund.Number });
        await Refund.AppendEventAsync(session, payment.Number, refund.Number, status, now);
        await ProviderOperation.SettleAsync(
            session, operationId, status == Refund.Success ? OperationOutcome.Confirmed : OperationOutcome.Rejected, now, reference, reason);
        await IdempotencyKey.StoreForRefundAsync(session, refund.Number, refundAnswer.Of(refund with { Status = status }, payment.PaymentId));
        await Work.RemoveForOperationAsync(session, operationId);
        Failpoint.Reached(FailpointAt.OutcomeWritten, "refund");
    }
}
