using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Payments;

/// <summary>Takes the money of a payment whose capture was approved. The payment is a <c>success</c> already; this makes it true.</summary>
internal sealed class CaptureAtProvider(Database database, ProviderCalls provider, TimeProvider clock) : IWorkHandler
{
    public string Kind => WorkKind.Capture;

    public async Task RunAsync(WorkItem item)
    {
        var payment = await database.ReadAsync(session => PaymentRows.ReadAsync(session, item.PaymentNumber));
        if (payment.Status != PaymentStatus.CaptureApproved)
        {
            await database.WriteAsync(session => Work.RemoveAsync(session, item));
            return;
        }

        var result = await AskFirstAsync(payment, item) ?? await provider.CaptureAsync(payment, item.OperationId!, (int)item.Attempts);
        await database.WriteAsync(session => SettleAsync(session, item, result));
    }

    /// <summary>From the second try on the provider may have captured already: ask before sending again (adapter contract, rule 3).</summary>
    private async Task<ModificationResult?> AskFirstAsync(Payment payment, WorkItem item)
    {
        if (item.Attempts == 1 || !provider.Of(payment).Capabilities.CanQuery)
        {
            return null;
        }

        return await provider.QueryAsync(payment) switch
        {
            QueryResult.Found { Payment: PspPaymentState.Captured } => new ModificationResult.AlreadyDone(),
            QueryResult.Found { Payment: PspPaymentState.CaptureSubmitted } => new ModificationResult.Submitted(Reference: null),
            QueryResult.Inconclusive inconclusive => new ModificationResult.Unknown(inconclusive.Reason),
            _ => null,
        };
    }

    private async Task SettleAsync(Session session, WorkItem item, ModificationResult result)
    {
        var now = clock.GetUtcNow();
        var payment = await PaymentRows.LockAsync(session, item.PaymentNumber);
        if (payment.Status != PaymentStatus.CaptureApproved)
        {
            await Work.RemoveAsync(session, item);
            return;
        }

        switch (result)
        {
            case ModificationResult.Completed or ModificationResult.AlreadyDone:
                await FinishAsync(session, item, payment, PaymentStatus.Captured, OperationOutcome.Confirmed, result, now);
                break;
            case ModificationResult.Submitted:
                await FinishAsync(session, item, payment, PaymentStatus.CaptureSubmitted, OperationOutcome.Submitted, result, now);
                break;
            case ModificationResult.Refused or ModificationResult.NotFound:
                await FinishAsync(session, item, payment, PaymentStatus.CaptureError, OperationOutcome.Rejected, result, now);
                break;
            default:
                await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Unknown, now, reason: Reason(result));
                await WorkBackOff.RetryAsync(session, item, now, Reason(result) ?? "no answer");
                break;
        }
    }

    private static async Task FinishAsync(
        Session session, WorkItem item, Payment payment, PaymentStatus status, string outcome, ModificationResult result, DateTimeOffset now)
    {
        await PaymentRows.MoveAsync(session, payment, status, now);
        if (outcome != OperationOutcome.Rejected)
        {
            await session.ExecuteOneAsync(
                """
                UPDATE payments SET capture_submitted_at = coalesce(capture_submitted_at, @at), captured_at = @capturedAt
                WHERE payment_number = @Number
                """,
                new
                {
                    payment.Number,
                    at = now.ToUnixTimeMilliseconds(),
                    capturedAt = status == PaymentStatus.Captured ? now.ToUnixTimeMilliseconds() : (long?)null,
                });
        }

        var reference = (result as ModificationResult.Completed)?.Reference ?? (result as ModificationResult.Submitted)?.Reference;
        await ProviderOperation.SettleAsync(session, item.OperationId!, outcome, now, reference, Reason(result));
        await Work.RemoveAsync(session, item);
    }

    private static string? Reason(ModificationResult result) => result switch
    {
        ModificationResult.Refused refused => refused.Reason,
        ModificationResult.Failed failed => failed.Reason,
        ModificationResult.Unknown unknown => unknown.Reason,
        ModificationResult.NotFound => "the provider does not know the payment",
        _ => null,
    };
}
