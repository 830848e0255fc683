using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Payments;

/// <summary>Stores what came of an authorisation, and has released what the provider holds for a payment that was given up meanwhile.</summary>
internal sealed class SettleAuthorisation(Database database, Authentications authentications, TimeProvider clock)
{
    /// <param name="payment">Which one.</param>
    /// <param name="operationId">The operation that was answered.</param>
    /// <param name="result">The answer.</param>
    /// <param name="rounds">How often the provider has asked for 3D Secure before.</param>
    /// <param name="after">The payer's return that it answers, where that asks for a new one.</param>
    public async Task<Payment> RunAsync(Payment payment, string operationId, AuthoriseResult result, int rounds = 0, string? after = null)
    {
        if (result is AuthoriseResult.AuthenticationRequired again && rounds >= Authentications.RoundsMax)
        {
            result = new AuthoriseResult.Failed(FailureClass.Protocol, "the provider asks for 3D Secure again and again", again.TransactionId) { CleanUp = true };
        }

        if (result is AuthoriseResult.AuthenticationRequired { Challenge: var challenge } lost && !Authentications.IsWebAddress(challenge))
        {
            result = new AuthoriseResult.Failed(FailureClass.Protocol, "the provider sends the payer to no web address", lost.TransactionId) { CleanUp = true };
        }

        var authentication = result is AuthoriseResult.AuthenticationRequired required
            ? await authentications.SealAsync(payment, required, rounds + 1, after)
            : null;
        return await database.WriteAsync(session => StoreAsync(session, payment, operationId, result, authentication));
    }

    private async Task<Payment> StoreAsync(Session session, Payment payment, string operationId, AuthoriseResult result, SealedAuthentication? authentication)
    {
        var now = clock.GetUtcNow();
        var current = await PaymentRows.LockAsync(session, payment.Number);
        var (outcome, status, transactionId, reason) = Interpret(result);
        await ProviderOperation.SettleAsync(session, operationId, outcome, now, transactionId, reason);
        if (transactionId is not null && transactionId != current.TransactionId)
        {
            await session.ExecuteOneAsync(
                "UPDATE payments SET transaction_id = @transactionId WHERE payment_number = @Number", new { transactionId, current.Number });
            current = current with { TransactionId = transactionId };
        }

        Failpoint.Reached(FailpointAt.OutcomeWritten, "authorise");
        if (current.Status is PaymentStatus.AuthorisationReady or PaymentStatus.Authorisation3dsReady)
        {
            if (outcome != OperationOutcome.Unknown)
            {
                await Work.RemoveForOperationAsync(session, operationId);
            }

            await Authentications.ReplaceAsync(session, current, authentication, now);
            current = await PaymentRows.MoveAsync(session, current, status, now);
            await FollowUpAsync(session, current, result, now);
            return current;
        }

        // Too late: the payment was ended while the provider was thinking. Nothing may stay held (adapter contract, rule 8).
        if ((outcome == OperationOutcome.Confirmed || NeedsCleanUp(result))
            && current.Status is PaymentStatus.AuthorisationUnknown or PaymentStatus.AuthorisationTimeout)
        {
            await Work.RemoveForOperationAsync(session, operationId);
            await ReleaseAsync(session, current, now);
        }

        return current;
    }

    /// <summary>What has to be put right at the provider, although the payment's own state is certain.</summary>
    private static async Task FollowUpAsync(Session session, Payment payment, AuthoriseResult result, DateTimeOffset now)
    {
        if (NeedsCleanUp(result))
        {
            await ReleaseAsync(session, payment, now);
        }

        if (result is AuthoriseResult.Authorised { AlreadyCaptured: true })
        {
            await Work.FlagAsync(
                session, payment.Number, now,
                "The provider took the money although it was only asked to hold it: switch capturing by itself off in the provider's own settings.");
        }

        if (result is AuthoriseResult.Failed { Class: FailureClass.Protocol or FailureClass.Credentials } failed)
        {
            await Work.FlagAsync(session, payment.Number, now, "The authorisation failed: " + failed.Reason);
        }
    }

    private static bool NeedsCleanUp(AuthoriseResult result) =>
        result is AuthoriseResult.Failed { CleanUp: true } or AuthoriseResult.Rejected { CleanUp: true };

    /// <summary>Has the provider's hold on a payment that ended in error released.</summary>
    /// <param name="isInDoubt">There may be no hold any more: it is asked first.</param>
    public static async Task ReleaseAsync(Session session, Payment payment, DateTimeOffset now, bool isInDoubt = false)
    {
        var operationId = await ProviderOperation.IntendAsync(session, "cancel", payment, now);
        if (isInDoubt)
        {
            await ProviderOperation.SettleAsync(session, operationId, OperationOutcome.Unknown, now, reason: "there may be nothing to release");
        }

        await Work.AddAsync(session, WorkKind.Cancel, payment.Number, now, dueAt: now, operationId);
    }

    private static (string Outcome, PaymentStatus Status, string? TransactionId, string? Reason) Interpret(AuthoriseResult result) => result switch
    {
        AuthoriseResult.Authorised authorised =>
            (OperationOutcome.Confirmed, PaymentStatus.AuthorisationSuccess, authorised.TransactionId, null),
        AuthoriseResult.Rejected rejected =>
            (OperationOutcome.Rejected, PaymentStatus.AuthorisationRejected, rejected.TransactionId, rejected.Reason),
        AuthoriseResult.Failed failed =>
            (OperationOutcome.Rejected, PaymentStatus.AuthorisationError, failed.TransactionId, failed.Reason),
        AuthoriseResult.CancelledByPsp cancelled =>
            (OperationOutcome.Rejected, PaymentStatus.AuthorisationCancelled, cancelled.TransactionId, "cancelled by the provider"),
        AuthoriseResult.AuthenticationRequired required =>
            (OperationOutcome.Submitted, PaymentStatus.Authorisation3dsRequired, required.TransactionId, "the payer's bank is asked"),
        AuthoriseResult.Unknown unknown =>
            (OperationOutcome.Unknown, PaymentStatus.AuthorisationUnknown, unknown.TransactionId, unknown.Reason),
        _ => throw new InvalidOperationException($"{result.GetType().Name} is not an answer to an authorisation."),
    };
}
