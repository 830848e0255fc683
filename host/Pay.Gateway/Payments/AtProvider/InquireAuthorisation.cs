using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Payments;

/// <summary>
/// An authorisation that was never answered, or whose process died: asks the provider by our own reference. The payer was told
/// "error", so whatever the provider holds is released; a payment can never become a success this way (money rule 2).
/// </summary>
internal sealed class InquireAuthorisation(Database database, ProviderCalls provider, TimeProvider clock) : IWorkHandler
{
    /// <summary>A provider that does not know the payment may only be slow to learn of it: ask twice, this far apart.</summary>
    private static readonly TimeSpan NotFoundAgainAfter = TimeSpan.FromMinutes(5);

    /// <summary>It goes on being asked; but a person may know sooner.</summary>
    private static readonly TimeSpan FlaggedAfter = TimeSpan.FromHours(24);

    private const string NotFound = "the provider does not know the payment";

    public string Kind => WorkKind.Inquire;

    public async Task RunAsync(WorkItem item)
    {
        var payment = await database.WriteAsync(session => EndInErrorAsync(session, item));
        if (payment is null)
        {
            return;
        }

        QueryResult result = provider.Of(payment).Capabilities.CanQuery
            ? await provider.QueryAsync(payment, await database.ReadAsync(async session => await ProviderOperation.IntendedAtAsync(session, item.OperationId!)))
            : new QueryResult.Inconclusive("this provider cannot be asked");
        await database.WriteAsync(session => SettleAsync(session, item, result));
    }

    /// <summary><see langword="null"/>: the answer has come in the meantime.</summary>
    private async Task<Payment?> EndInErrorAsync(Session session, WorkItem item)
    {
        var payment = await PaymentRows.LockAsync(session, item.PaymentNumber);
        if (payment.Status is PaymentStatus.AuthorisationReady or PaymentStatus.Authorisation3dsReady)
        {
            var now = clock.GetUtcNow();
            await ProviderOperation.SettleAsync(session, item.OperationId!, OperationOutcome.Unknown, now, reason: "no answer was recorded");
            await Authentications.ReplaceAsync(session, payment, authentication: null, now);
            return await PaymentRows.MoveAsync(session, payment, PaymentStatus.AuthorisationUnknown, now);
        }

        if (payment.Status == PaymentStatus.AuthorisationUnknown)
        {
            return payment;
        }

        await Work.RemoveAsync(session, item);
        return null;
    }

    private async Task SettleAsync(Session session, WorkItem item, QueryResult result)
    {
        var now = clock.GetUtcNow();
        var payment = await PaymentRows.LockAsync(session, item.PaymentNumber);
        if (payment.Status != PaymentStatus.AuthorisationUnknown)
        {
            await Work.RemoveAsync(session, item);
            return;
        }

        switch (result)
        {
            case QueryResult.Found { Payment: PspPaymentState.Authorised or PspPaymentState.AuthenticationRequired } found:
                await CloseAsync(session, item, payment, OperationOutcome.Confirmed, "held by the provider; released", now);
                await session.ExecuteOneAsync(
                    "UPDATE payments SET transaction_id = @TransactionId WHERE payment_number = @Number", new { found.TransactionId, payment.Number });
                await SettleAuthorisation.ReleaseAsync(session, payment, now);
                break;
            case QueryResult.Found { Payment: PspPaymentState.Rejected or PspPaymentState.Cancelled or PspPaymentState.Error } found:
                await CloseAsync(session, item, payment, OperationOutcome.Rejected, $"the provider says {found.Payment}", now);
                if (found.Payment != PspPaymentState.Cancelled)
                {
                    // An error says little about what is held, and what a bank refused may still be open at the provider, for another card.
                    await SettleAuthorisation.ReleaseAsync(session, payment, now);
                }

                break;
            case QueryResult.Found { Payment: PspPaymentState.Captured or PspPaymentState.CaptureSubmitted }:
                await Work.ParkAsync(session, item, now, "The provider took money for a payment that ended in error. Refund it at the provider.");
                break;
            case QueryResult.NotFound when item.Reason == NotFound:
                await CloseAsync(session, item, payment, OperationOutcome.Rejected, "the provider never saw it", now);
                break;
            case QueryResult.NotFound:
                await Work.PostponeAsync(session, item, now, now + NotFoundAgainAfter, NotFound);
                break;
            default:
                var reason = (result as QueryResult.Inconclusive)?.Reason ?? "the provider has not decided";
                if (now - await ProviderOperation.IntendedAtAsync(session, item.OperationId!) >= FlaggedAfter)
                {
                    await Work.FlagOnceAsync(
                        session, payment.Number, now, $"Nobody knows whether the provider holds this payment ({reason}). Look there for {payment.PaymentId}, and release it.", item.OperationId!);
                }

                await WorkBackOff.RetryAsync(session, item, now, reason);
                break;
        }
    }

    private static async Task CloseAsync(
        Session session, WorkItem item, Payment payment, string outcome, string reason, DateTimeOffset now)
    {
        await PaymentRows.MoveAsync(session, payment, PaymentStatus.AuthorisationTimeout, now);
        await ProviderOperation.SettleAsync(session, item.OperationId!, outcome, now, reason: reason);
        await Work.RemoveAsync(session, item);
    }
}
