using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Payments;

/// <summary>
/// Releases what the provider holds for a payment that was cancelled, expired or given up. The public state does not wait for it,
/// and repeating a cancellation is harmless at every provider (adapter contract, rule 4).
/// </summary>
internal sealed class CancelAtProvider(Database database, ProviderCalls provider, TimeProvider clock) : IWorkHandler
{
    /// <summary>About half a day: no bank waits for its customer that long.</summary>
    private const int AttemptsWhileAtBank = 24;

    public string Kind => WorkKind.Cancel;

    public async Task RunAsync(WorkItem item)
    {
        var payment = await database.ReadAsync(session => PaymentRows.ReadAsync(session, item.PaymentNumber));
        var result = payment.TransactionId is null && provider.Of(payment).Capabilities.PreassignsId
            ? new ModificationResult.NotFound()
            : await SendAsync(payment, item);
        await database.WriteAsync(session => SettleAsync(session, item, result));
    }

    private async Task<ModificationResult> SendAsync(Payment payment, WorkItem item)
    {
        var result = await provider.CancelAsync(payment, item.OperationId!, (int)item.Attempts);

        return result is ModificationResult.Refused && provider.Of(payment).Capabilities.CanQuery
            ? WhyRefused(await provider.QueryAsync(payment), item) ?? result
            : result;
    }

    /// <summary>It may be refused because nothing is held any more, or not yet.</summary>
    private static ModificationResult? WhyRefused(QueryResult answer, WorkItem item) => answer switch
    {
        // An earlier call did it, or the payer's bank had said no.
        QueryResult.NotFound or QueryResult.Found { Payment: PspPaymentState.Cancelled or PspPaymentState.Rejected or PspPaymentState.Error } =>
            new ModificationResult.AlreadyDone(),

        // A payer who has left us can still say yes to their bank, which tells the provider and not us.
        QueryResult.Found { Payment: PspPaymentState.AuthenticationRequired } => item.Attempts < AttemptsWhileAtBank
            ? new ModificationResult.Unknown("the payer may still be at their bank")
            : new ModificationResult.AlreadyDone(),
        _ => null,
    };

    private async Task SettleAsync(Session session, WorkItem item, ModificationResult result)
    {
        var now = clock.GetUtcNow();
        var payment = await PaymentRows.LockAsync(session, item.PaymentNumber);
        switch (result)
        {
            case ModificationResult.Completed or ModificationResult.Submitted or ModificationResult.AlreadyDone or ModificationResult.NotFound:
                await MoveAsync(session, payment, released: true, now);
                await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Confirmed, now);
                await Work.RemoveAsync(session, item);
                break;
            case ModificationResult.Refused refused:
                await MoveAsync(session, payment, released: false, now);
                await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Rejected, now, reason: refused.Reason);
                await Work.ParkAsync(session, item, now, "The provider refused to release the payment: " + refused.Reason);
                break;
            default:
                var reason = result is ModificationResult.Failed failed ? failed.Reason : ((ModificationResult.Unknown)result).Reason;
                await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Unknown, now, reason: reason);
                await WorkBackOff.RetryAsync(session, item, now, reason);
                break;
        }
    }

    private static Task MoveAsync(Session session, Payment payment, bool released, DateTimeOffset now) => payment.Status switch
    {
        PaymentStatus.UserCancelReady =>
            PaymentRows.MoveAsync(session, payment, released ? PaymentStatus.UserCancelled : PaymentStatus.UserCancelError, now),
        PaymentStatus.SystemCancelReady =>
            PaymentRows.MoveAsync(session, payment, released ? PaymentStatus.SystemCancelled : PaymentStatus.SystemCancelError, now),
        PaymentStatus.ExpireCancelReady =>
            PaymentRows.MoveAsync(session, payment, released ? PaymentStatus.Expired : PaymentStatus.ExpireCancelFailed, now),
        _ => Task.CompletedTask,
    };
}
