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
    /// <summary>About half a day: no bank waits for its customer that long, and a provider that will not let go by then needs a person.</summary>
    private const int AttemptsWhileHeld = 24;

    public string Kind => WorkKind.Cancel;

    public async Task RunAsync(WorkItem item)
    {
        var payment = await database.ReadAsync(session => PaymentRows.ReadAsync(session, item.PaymentNumber));
        var release = payment.TransactionId is null && provider.Of(payment).Capabilities.PreassignsId
            ? new Release(new ModificationResult.NotFound())
            : await SendAsync(payment, item);
        await database.WriteAsync(session => SettleAsync(session, item, release));
    }

    private async Task<Release> SendAsync(Payment payment, WorkItem item)
    {
        var canQuery = provider.Of(payment).Capabilities.CanQuery;
        if (canQuery && await IsInDoubtAsync(item)
            && await provider.QueryAsync(payment) is not QueryResult.Found { Payment: PspPaymentState.AuthenticationRequired } and var standing
            && Interpret(standing, item) is { } known)
        {
            // The first attempt at what is in doubt from the beginning: whatever undid it was not this.
            return new Release(known is ModificationResult.AlreadyDone && item.Attempts == 1 ? new ModificationResult.NotFound() : known)
            {
                IsUnknownThere = standing is QueryResult.NotFound,
            };
        }

        var result = await provider.CancelAsync(payment, item.OperationId!, (int)item.Attempts);
        if (result is not ModificationResult.Refused || !canQuery)
        {
            return new Release(result) { IsUnknownThere = result is ModificationResult.NotFound };
        }

        var answer = await provider.QueryAsync(payment);
        var why = Interpret(answer, item);
        return new Release(why ?? result) { IsStillHeld = why is null, IsUnknownThere = answer is QueryResult.NotFound };
    }

    private static bool IsPatient(WorkItem item) => item.Attempts < AttemptsWhileHeld;

    /// <summary>Whether an earlier call may have done it: what is undetermined is looked up, not repeated.</summary>
    private async Task<bool> IsInDoubtAsync(WorkItem item) =>
        await database.ReadAsync(async session => await ProviderOperation.OutcomeAsync(session, item.OperationId!)) is OperationOutcome.Submitted or OperationOutcome.Unknown;

    /// <summary>What the provider says of a payment that it was to release. <see langword="null"/>: it still holds it.</summary>
    private static ModificationResult? Interpret(QueryResult answer, WorkItem item) => answer switch
    {
        QueryResult.Found { Payment: PspPaymentState.Cancelled } => new ModificationResult.AlreadyDone(),

        // There is nothing to release: the payer's bank had said no, or the provider never began.
        QueryResult.NotFound or QueryResult.Found { Payment: PspPaymentState.Rejected or PspPaymentState.Error } => new ModificationResult.NotFound(),
        QueryResult.Found { Payment: PspPaymentState.Captured or PspPaymentState.CaptureSubmitted } =>
            new ModificationResult.Refused("it has taken the money. Refund it at the provider"),
        QueryResult.Found { Payment: PspPaymentState.Authorised } => null,

        // A payer who has left us can still say yes to their bank, which tells the provider and not us.
        QueryResult.Found { Payment: PspPaymentState.AuthenticationRequired } => IsPatient(item)
            ? new ModificationResult.Unknown("the payer may still be at their bank")
            : new ModificationResult.NotFound(),
        _ => new ModificationResult.Unknown((answer as QueryResult.Inconclusive)?.Reason ?? "the provider has not decided"),
    };

    private async Task SettleAsync(Session session, WorkItem item, Release release)
    {
        var result = release.Result;
        var now = clock.GetUtcNow();
        var payment = await PaymentRows.LockAsync(session, item.PaymentNumber);
        switch (result)
        {
            // Accepted is not done: it is asked until it is. A provider that cannot be asked tells when it fails.
            case ModificationResult.Submitted when provider.Of(payment).Capabilities.CanQuery:
                await MoveAsync(session, payment, released: true, now);
                await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Submitted, now);
                await (IsPatient(item)
                    ? WorkBackOff.RetryAsync(session, item, now, "the provider has not finished the cancellation")
                    : Work.ParkAsync(session, item, now, "The provider accepts the cancellation again and again, and does not do it."));
                break;
            case ModificationResult.Completed or ModificationResult.Submitted or ModificationResult.AlreadyDone or ModificationResult.NotFound:
                await MoveAsync(session, payment, released: true, now);

                // The books say what the provider did: where nothing was held, it released nothing.
                await (result is ModificationResult.NotFound
                    ? ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Rejected, now, reason: "the provider holds nothing")
                    : ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Confirmed, now));
                await Work.RemoveAsync(session, item);
                await Work.RemoveForOperationAsync(session, item.OperationId!);
                if (release.IsUnknownThere && await WasHeldAsync(session, payment))
                {
                    await Work.FlagAsync(
                        session, payment.Number, now, "The provider has authorised the payment and does not know it now: it may be the wrong account there. Look whether it still holds the money.");
                }

                break;
            // Not now is not never: a person hears of it, and it is tried again meanwhile.
            case ModificationResult.Refused refused when release.IsStillHeld && IsPatient(item):
                await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Rejected, now, reason: refused.Reason);
                await Work.FlagOnceAsync(session, payment.Number, now, "The provider refuses to release the payment, which it still holds: " + refused.Reason, item.OperationId!);
                await WorkBackOff.RetryAsync(session, item, now, refused.Reason);
                break;
            case ModificationResult.Refused refused:
                await MoveAsync(session, payment, released: false, now);
                await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Rejected, now, reason: refused.Reason);
                await Work.ParkAsync(session, item, now, "The provider refused to release the payment: " + refused.Reason);
                break;
            default:
                var reason = result is ModificationResult.Failed failed ? failed.Reason : ((ModificationResult.Unknown)result).Reason;
                var outcome = await ProviderOperation.OutcomeAsync(session, item.OperationId!) == OperationOutcome.Submitted ? OperationOutcome.Submitted : OperationOutcome.Unknown;
                await ProviderOperation.SettleAsync(session, item.OperationId!, outcome, now, reason: reason);
                if (result is ModificationResult.Failed { Class: not (FailureClass.NotSent or FailureClass.Throttled or FailureClass.PspInternal) })
                {
                    await Work.FlagOnceAsync(session, payment.Number, now, "The provider does not release the payment, and will not without a person: " + reason, item.OperationId!);
                }

                await WorkBackOff.RetryAsync(session, item, now, reason);
                break;
        }
    }

    /// <summary>Whether the provider itself has said that it holds the money, and no bank or payer has undone it since.</summary>
    private static async Task<bool> WasHeldAsync(Session session, Payment payment) =>
        await ProviderOperation.LatestAsync(session, payment.Number, "authorise") is { } authorise
        && await ProviderOperation.OutcomeAsync(session, authorise) == OperationOutcome.Confirmed;

    /// <summary>Where a cancellation that is over leaves the payment.</summary>
    public static Task MoveAsync(Session session, Payment payment, bool released, DateTimeOffset now) => payment.Status switch
    {
        PaymentStatus.UserCancelReady =>
            PaymentRows.MoveAsync(session, payment, released ? PaymentStatus.UserCancelled : PaymentStatus.UserCancelError, now),
        PaymentStatus.SystemCancelReady =>
            PaymentRows.MoveAsync(session, payment, released ? PaymentStatus.SystemCancelled : PaymentStatus.SystemCancelError, now),
        PaymentStatus.ExpireCancelReady =>
            PaymentRows.MoveAsync(session, payment, released ? PaymentStatus.Expired : PaymentStatus.ExpireCancelFailed, now),
        _ => Task.CompletedTask,
    };

    /// <summary>What came of telling the provider to let go.</summary>
    private sealed record Release(ModificationResult Result)
    {
        /// <summary>It says no, and that it holds the money still.</summary>
        public bool IsStillHeld { get; init; }

        /// <summary>It says that it does not know the payment.</summary>
        public bool IsUnknownThere { get; init; }
    }
}
