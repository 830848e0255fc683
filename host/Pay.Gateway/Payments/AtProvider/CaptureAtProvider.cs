using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Payments;

/// <summary>
/// Takes the money of a payment whose capture was approved. The payment is a <c>success</c> already; this makes it true. What was
/// sent once is never sent again without asking, or at a provider that cannot be asked, without waiting for its word (adapter
/// contract, section 4, rule 3).
/// </summary>
internal sealed class CaptureAtProvider(Database database, ProviderCalls provider, TimeProvider clock) : IWorkHandler
{
    /// <summary>How long a provider that cannot be asked has for its notification before the capture is sent again.</summary>
    private static readonly TimeSpan NotificationAwaitedFor = TimeSpan.FromHours(1);

    private const string NotKnown = "the provider does not know the payment";

    public string Kind => WorkKind.Capture;

    public async Task RunAsync(WorkItem item)
    {
        var (payment, lastSent, outcome) = await database.ReadSnapshotAsync(async session => (
            await PaymentRows.ReadAsync(session, item.PaymentNumber),
            await ProviderOperation.LastSentAsync(session, item.OperationId!),
            await ProviderOperation.OutcomeAsync(session, item.OperationId!)));
        if (!SettleCapture.IsAwaited(payment.Status))
        {
            await database.WriteAsync(session => Work.RemoveAsync(session, item));
            return;
        }

        var isFirst = item.Attempts == 1 && outcome is null;
        if (!isFirst && !provider.Of(payment).Capabilities.CanQuery && payment.Status == PaymentStatus.CaptureApproved
            && clock.GetUtcNow() - lastSent < NotificationAwaitedFor)
        {
            await database.WriteAsync(session => Work.PostponeAsync(
                session, item, clock.GetUtcNow(), lastSent + NotificationAwaitedFor, "waiting for the provider's notification"));
            return;
        }

        var result = isFirst
            ? await provider.CaptureAsync(payment, item.OperationId!, attempt: 1)
            : await AgainAsync(payment, item);
        await database.WriteAsync(session => SettleAsync(session, item, result));
    }

    private Task<ModificationResult> AgainAsync(Payment payment, WorkItem item)
    {
        if (provider.Of(payment).Capabilities.CanQuery)
        {
            return AskThenSendAsync(payment, item);
        }

        return payment.Status == PaymentStatus.CaptureSubmitted
            ? Task.FromResult<ModificationResult>(new ModificationResult.Submitted(Reference: null))
            : SendAgainBlindAsync(payment, item);
    }

    /// <summary>Nobody can say whether the first one arrived, so a refusal may be one of the repetition only.</summary>
    private async Task<ModificationResult> SendAgainBlindAsync(Payment payment, WorkItem item) =>
        await provider.CaptureAsync(payment, item.OperationId!, (int)item.Attempts) switch
        {
            ModificationResult.Refused refused => new ModificationResult.Unknown("the repetition was refused: " + refused.Reason),
            ModificationResult.Failed failed => new ModificationResult.Unknown(failed.Reason),
            var result => result,
        };

    private async Task<ModificationResult> AskThenSendAsync(Payment payment, WorkItem item)
    {
        if (Interpret(payment, await provider.QueryAsync(payment)) is { } known)
        {
            return known;
        }

        var result = await provider.CaptureAsync(payment, item.OperationId!, (int)item.Attempts);

        // The first one may have arrived between the question and the repetition, which is then refused as one too many.
        return result is ModificationResult.Refused ? Interpret(payment, await provider.QueryAsync(payment)) ?? result : result;
    }

    /// <summary><see langword="null"/>: the amount is held and not captured.</summary>
    private static ModificationResult? Interpret(Payment payment, QueryResult answer) => answer switch
    {
        QueryResult.Found { Amount: { } amount } when amount != payment.Amount =>
            throw new InvariantBrokenException($"The provider holds {amount} pence for payment {payment.PaymentId} of {payment.Amount} pence."),
        QueryResult.Found { Payment: PspPaymentState.Captured } => new ModificationResult.AlreadyDone(),
        QueryResult.Found { Payment: PspPaymentState.CaptureSubmitted } => new ModificationResult.Submitted(Reference: null),
        QueryResult.Found { Payment: PspPaymentState.Authorised } when payment.Status == PaymentStatus.CaptureSubmitted =>
            new ModificationResult.Submitted(Reference: null),
        QueryResult.Found { Payment: PspPaymentState.Authorised } => null,
        QueryResult.Found { Payment: PspPaymentState.CaptureFailed or PspPaymentState.Cancelled or PspPaymentState.Rejected } found =>
            new ModificationResult.Refused($"the provider says {found.Payment}"),
        QueryResult.Inconclusive inconclusive => new ModificationResult.Unknown(inconclusive.Reason),
        QueryResult.NotFound => new ModificationResult.Unknown(NotKnown),
        _ => new ModificationResult.Unknown("the provider has not decided"),
    };

    private async Task SettleAsync(Session session, WorkItem item, ModificationResult result)
    {
        var now = clock.GetUtcNow();
        var payment = await PaymentRows.LockAsync(session, item.PaymentNumber);
        if (!SettleCapture.IsAwaited(payment.Status))
        {
            await Work.RemoveAsync(session, item);
            return;
        }

        switch (result)
        {
            case ModificationResult.Completed or ModificationResult.AlreadyDone:
                await SettleCapture.CapturedAsync(session, payment, item.OperationId!, (result as ModificationResult.Completed)?.Reference, now);
                break;
            case ModificationResult.Submitted submitted:
                await SettleCapture.SubmittedAsync(session, payment, item.OperationId!, submitted.Reference, now);
                await WorkBackOff.RetryAsync(session, item, now, "the provider has not finished the capture");
                break;
            case ModificationResult.Refused refused:
                await SettleCapture.FailedAsync(session, payment, item.OperationId!, refused.Reason, now);
                break;
            case ModificationResult.NotFound:
                await SettleCapture.FailedAsync(session, payment, item.OperationId!, NotKnown, now);
                break;
            case ModificationResult.Failed failed when WorkBackOff.IsLastAttempt(item) && provider.Of(payment).Capabilities.CanQuery:
                await SettleCapture.FailedAsync(session, payment, item.OperationId!, failed.Reason, now);
                break;
            default:
                var reason = result is ModificationResult.Failed notDone ? notDone.Reason : ((ModificationResult.Unknown)result).Reason;
                await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Unknown, now, reason: reason);
                if (result is ModificationResult.Failed { Class: FailureClass.Credentials })
                {
                    await Work.FlagOnceAsync(session, payment.Number, now, "The confirmed payment cannot be captured with the account's credentials: " + reason, item.OperationId!);
                }

                if (reason == NotKnown)
                {
                    await Work.FlagOnceAsync(session, payment.Number, now, "The provider does not know the confirmed payment that it is to capture. It goes on being asked.", item.OperationId!);
                }

                await WorkBackOff.RetryAsync(session, item, now, reason);
                break;
        }
    }
}
