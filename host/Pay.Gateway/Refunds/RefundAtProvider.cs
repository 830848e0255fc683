using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Refunds;

/// <summary>
/// Sends a refund whose amount is reserved. One whose answer was lost stays <c>submitted</c> with its amount reserved until the
/// provider says what happened; it is sent again only to a provider that recognises the repetition (adapter contract, rule 5).
/// </summary>
internal sealed class RefundAtProvider(Database database, ProviderCalls provider, RefundAnswer refundAnswer, TimeProvider clock) : IWorkHandler
{
    public string Kind => WorkKind.Refund;

    public async Task RunAsync(WorkItem item)
    {
        var (payment, refund) = await database.ReadSnapshotAsync(async session =>
        {
            var refundNumber = await session.ScalarAsync<long>(
                "SELECT refund_number FROM provider_operations WHERE operation_id = @OperationId", new { item.OperationId });
            return (await PaymentRows.ReadAsync(session, item.PaymentNumber), await Refund.ReadAsync(session, refundNumber));
        });
        if (refund.Status != Refund.Submitted)
        {
            await database.WriteAsync(session => Work.RemoveAsync(session, item));
            return;
        }

        var result = await CallAsync(payment, refund, item);
        await database.WriteAsync(session => SettleAsync(session, item, payment, refund.Number, result));
    }

    private async Task<ModificationResult> CallAsync(Payment payment, Refund refund, WorkItem item)
    {
        var capabilities = provider.Of(payment).Capabilities;
        if (item.Attempts == 1 || capabilities.NativeIdempotency == NativeIdempotency.Key)
        {
            return await provider.RefundAsync(payment, item.OperationId!, refund.RefundId, refund.Amount, (int)item.Attempts);
        }

        if (!capabilities.CanQueryRefund)
        {
            return new ModificationResult.Unknown("this provider cannot be asked about refunds");
        }

        return await provider.QueryRefundAsync(payment, item.OperationId!, refund.RefundId) switch
        {
            RefundQueryResult.Succeeded succeeded => new ModificationResult.Completed(succeeded.Reference),
            RefundQueryResult.Pending => new ModificationResult.Submitted(Reference: null),
            RefundQueryResult.Failed failed => new ModificationResult.Refused(failed.Reason),
            _ => new ModificationResult.Unknown("the provider does not say what became of the refund"),
        };
    }

    private async Task SettleAsync(Session session, WorkItem item, Payment payment, long refundNumber, ModificationResult result)
    {
        var now = clock.GetUtcNow();
        await PaymentRows.LockAsync(session, payment.Number);
        var refund = await Refund.LockAsync(session, refundNumber);
        if (refund.Status != Refund.Submitted)
        {
            await Work.RemoveAsync(session, item);
            return;
        }

        switch (result)
        {
            case ModificationResult.Completed or ModificationResult.AlreadyDone:
                await FinishAsync(session, item, payment, refund, Refund.Success, (result as ModificationResult.Completed)?.Reference, reason: null, now);
                break;
            case ModificationResult.Submitted submitted:
                await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Submitted, now, submitted.Reference);
                await IdempotencyKey.StoreForRefundAsync(session, refundNumber, refundAnswer.Of(refund, payment.PaymentId));
                await WorkBackOff.RetryAsync(session, item, now, "the provider has not finished the refund");
                break;
            case ModificationResult.Refused or ModificationResult.Failed or ModificationResult.NotFound:
                await FinishAsync(session, item, payment, refund, Refund.Error, reference: null, Reason(result), now);
                break;
            default:
                await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Unknown, now, reason: Reason(result));
                await WorkBackOff.RetryAsync(session, item, now, Reason(result));
                break;
        }
    }

    private async Task FinishAsync(
        Session session, WorkItem item, Payment payment, Refund refund, string status, string? reference, string? reason, DateTimeOffset now)
    {
        await session.ExecuteOneAsync(
            "UPDATE refunds SET status = @status, provider_reference = @reference WHERE refund_number = @Number AND status = 'submitted'",
            new { status, reference, refund.Number });
        if (status == Refund.Error)
        {
            // Certain: no money went back, so the reservation ends.
            await session.ExecuteOneAsync(
                "UPDATE payments SET refunded_amount = refunded_amount - @Amount WHERE payment_number = @PaymentNumber AND refunded_amount >= @Amount",
                new { refund.Amount, refund.PaymentNumber });
        }

        await Refund.AppendEventAsync(session, payment.Number, refund.Number, status, now);
        await ProviderOperation.SettleAsync(
            session, item.OperationId!, status == Refund.Success ? OperationOutcome.Confirmed : OperationOutcome.Rejected, now, reference, reason);
        await IdempotencyKey.StoreForRefundAsync(session, refund.Number, refundAnswer.Of(refund with { Status = status }, payment.PaymentId));
        await Work.RemoveAsync(session, item);
    }

    private static string Reason(ModificationResult result) => result switch
    {
        ModificationResult.Refused refused => refused.Reason,
        ModificationResult.Failed failed => failed.Reason,
        ModificationResult.Unknown unknown => unknown.Reason,
        _ => "the provider does not know the payment",
    };
}
