using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Refunds;

/// <summary>
/// Sends a refund whose amount is reserved. One whose answer was lost stays <c>submitted</c> with its amount reserved until the
/// provider says what happened; it is sent again only to a provider that recognises the repetition (adapter contract, section 4,
/// rule 5).
/// </summary>
internal sealed class RefundAtProvider(Database database, ProviderCalls provider, SettleRefund settle, TimeProvider clock) : IWorkHandler
{
    public string Kind => WorkKind.Refund;

    public async Task RunAsync(WorkItem item)
    {
        var (payment, refund, sent) = await database.ReadSnapshotAsync(async session =>
        {
            var sent = (await session.FirstOrDefaultAsync<Sent>(
                "SELECT refund_number, intended_at, outcome, provider_reference FROM provider_operations WHERE operation_id = @OperationId", new { item.OperationId }))!;
            return (await PaymentRows.ReadAsync(session, item.PaymentNumber), await Refund.ReadAsync(session, sent.RefundNumber), sent);
        });
        if (refund.Status != Refund.Submitted)
        {
            await database.WriteAsync(session => Work.RemoveAsync(session, item));
            return;
        }

        var result = item.Attempts == 1 && sent.Outcome is null
            ? await provider.RefundAsync(payment, item.OperationId!, refund.RefundId, refund.Amount, attempt: 1)
            : await AgainAsync(payment, refund, item, sent);
        await database.WriteAsync(session => SettleAsync(session, item, payment, refund.Number, result));
    }

    private async Task<ModificationResult> AgainAsync(Payment payment, Refund refund, WorkItem item, Sent sent)
    {
        var capabilities = provider.Of(payment).Capabilities;
        if (capabilities.CanQueryRefund)
        {
            switch (await provider.QueryRefundAsync(payment, item.OperationId!, refund.RefundId, refund.Amount, sent.ProviderReference))
            {
                case RefundQueryResult.Succeeded succeeded:
                    return new ModificationResult.Completed(succeeded.Reference);
                case RefundQueryResult.Pending:
                    return new ModificationResult.Submitted(Reference: null);
                case RefundQueryResult.Failed failed:
                    return new ModificationResult.Refused(failed.Reason);
            }
        }

        if (sent.Outcome == OperationOutcome.Submitted)
        {
            return new ModificationResult.Submitted(Reference: null);
        }

        if (capabilities.NativeIdempotency != NativeIdempotency.Key
            || clock.GetUtcNow() - sent.Intended >= (capabilities.IdempotencyKeyLifetime ?? TimeSpan.MaxValue))
        {
            return new ModificationResult.Unknown("the provider does not say what became of the refund");
        }

        // What is certain of the repetition is not certain of the call before it.
        return await provider.RefundAsync(payment, item.OperationId!, refund.RefundId, refund.Amount, (int)item.Attempts) switch
        {
            var result and (ModificationResult.Failed or ModificationResult.Refused or ModificationResult.NotFound) => new ModificationResult.Unknown(Reason(result)),
            var result => result,
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
                await settle.SucceededAsync(session, payment, refund, item.OperationId!, (result as ModificationResult.Completed)?.Reference, now);
                break;
            case ModificationResult.Submitted submitted:
                await settle.SubmittedAsync(session, payment, refund, item.OperationId!, submitted.Reference, now);
                await WorkBackOff.RetryAsync(session, item, now, "the provider has not finished the refund");
                break;
            case ModificationResult.Refused or ModificationResult.Failed or ModificationResult.NotFound:
                await settle.FailedAsync(session, payment, refund, item.OperationId!, Reason(result), now);
                if (result is ModificationResult.Failed { Class: FailureClass.Credentials })
                {
                    await Work.FlagAsync(session, payment.Number, now, "A refund was refused because of the account's credentials: " + Reason(result));
                }

                break;
            default:
                await ProviderOperation.SettleAsync(
                    session, item.OperationId!, OperationOutcome.Unknown, now, (result as ModificationResult.Unknown)?.Reference, Reason(result));
                await WorkBackOff.RetryAsync(session, item, now, Reason(result));
                break;
        }
    }

    private static string Reason(ModificationResult result) => result switch
    {
        ModificationResult.Refused refused => refused.Reason,
        ModificationResult.Failed failed => failed.Reason,
        ModificationResult.Unknown unknown => unknown.Reason,
        _ => "the provider does not know the payment",
    };

    private sealed class Sent
    {
        public long RefundNumber { get; init; }
        public long IntendedAt { get; init; }
        public string? Outcome { get; init; }
        public string? ProviderReference { get; init; }
        public DateTimeOffset Intended => DateTimeOffset.FromUnixTimeMilliseconds(IntendedAt);
    }
}
