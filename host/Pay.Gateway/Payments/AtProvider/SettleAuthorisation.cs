using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Payments;

/// <summary>Stores what came of an authorisation, and has released what the provider holds for a payment that was given up meanwhile.</summary>
internal sealed class SettleAuthorisation(Database database, TimeProvider clock)
{
    public Task<Payment> RunAsync(Payment payment, string operationId, AuthoriseResult result) => database.WriteAsync(async session =>
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
        if (current.Status == PaymentStatus.AuthorisationReady)
        {
            if (outcome != OperationOutcome.Unknown)
            {
                await Work.RemoveForOperationAsync(session, operationId);
            }

            return await PaymentRows.MoveAsync(session, current, status, now);
        }

        // Too late: the payment was ended while the provider was thinking. Nothing may stay held (adapter contract, rule 8).
        if (outcome == OperationOutcome.Confirmed
            && current.Status is PaymentStatus.AuthorisationUnknown or PaymentStatus.AuthorisationTimeout)
        {
            await Work.RemoveForOperationAsync(session, operationId);
            await ReleaseAsync(session, current, now);
        }

        return current;
    });

    /// <summary>Has the provider's hold on a payment that ended in error released.</summary>
    public static async Task ReleaseAsync(Session session, Payment payment, DateTimeOffset now)
    {
        var operationId = await ProviderOperation.IntendAsync(session, "cancel", payment, now);
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
        AuthoriseResult.Unknown unknown =>
            (OperationOutcome.Unknown, PaymentStatus.AuthorisationUnknown, null, unknown.Reason),
        _ => throw new InvalidOperationException($"{result.GetType().Name} is not an answer to an authorisation."),
    };
}
