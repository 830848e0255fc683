using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Notifications;

/// <summary>
/// What a provider tells of an authorisation: while the payer is at their bank, when the answer to our own call was lost, and when the payment is
/// over here and something is held all the same.
/// </summary>
internal static class ApplyAuthorisationEvent
{
    /// <summary>
    /// How a payer's visit to their bank ended: badly by any provider's word, well where a notification may say so. An authorisation of another
    /// amount says nothing.
    /// </summary>
    public static (PaymentStatus Status, string Outcome)? EndOfAuthentication(Payment payment, ProviderEvent told, bool mayEndWell) => told.Kind switch
    {
        ProviderEventKind.PaymentAuthorised when mayEndWell && told.Amount == payment.Amount => (PaymentStatus.AuthorisationSuccess, OperationOutcome.Confirmed),
        ProviderEventKind.PaymentRejected or ProviderEventKind.PaymentCancelled when IsOfOwnTransaction(payment, told) =>
            (PaymentStatus.AuthorisationRejected, OperationOutcome.Rejected),
        _ => null,
    };

    private static bool IsOfOwnTransaction(Payment payment, ProviderEvent told) =>
        told.TransactionId is null || payment.TransactionId is null || told.TransactionId == payment.TransactionId;

    public static async Task<NotificationEffect> EndAuthenticationAsync(
        Session session, Payment payment, (PaymentStatus Status, string Outcome) end, DateTimeOffset now)
    {
        var authorise = await ProviderOperation.LatestAsync(session, payment.Number, "authorise");
        await Authentications.ReplaceAsync(session, payment, authentication: null, now);
        await PaymentRows.MoveAsync(session, payment, end.Status, now);
        await ProviderOperation.SettleAsync(session, authorise!, end.Outcome, now, reason: "told by the provider");
        if (end.Outcome == OperationOutcome.Rejected)
        {
            // What was refused once may still be open at the provider, for another card.
            await SettleAuthorisation.ReleaseAsync(session, payment, now);
        }

        return NotificationEffect.Applied;
    }

    /// <summary>The answer to our own call decides about a payment that still waits for it; one that was given up is released.</summary>
    public static async Task<NotificationEffect> AuthorisedAsync(
        Session session, Payment payment, ProviderEvent told, NotificationProvenTo? provenTo, DateTimeOffset now)
    {
        var known = payment.TransactionId;
        payment = await LearnTransactionAsync(session, payment, told);
        if (payment.Status != PaymentStatus.AuthorisationUnknown)
        {
            return await ReleaseIfEndedAsync(session, payment, told, known, canBeAsked: provenTo?.CanBeAsked ?? true, now);
        }

        var authorise = await ProviderOperation.LatestAsync(session, payment.Number, "authorise");
        await PaymentRows.MoveAsync(session, payment, PaymentStatus.AuthorisationTimeout, now);
        await ProviderOperation.SettleAsync(session, authorise!, OperationOutcome.Confirmed, now, reason: "held by the provider; released");
        await Work.RemoveForOperationAsync(session, authorise!);
        await SettleAuthorisation.ReleaseAsync(session, payment, now);
        return told.Amount is { } held && held != payment.Amount
            ? await ReceiveNotification.FlagAsync(session, payment, now, $"The provider says that it holds {held} pence instead of {payment.Amount}; it is being released.")
            : NotificationEffect.Applied;
    }

    /// <summary>A provider that authorises after the payment was ended holds something that nobody will ever capture (adapter contract, rule 8).</summary>
    private static async Task<NotificationEffect> ReleaseIfEndedAsync(
        Session session, Payment payment, ProviderEvent told, string? known, bool canBeAsked, DateTimeOffset now)
    {
        if (!IsEndedWithoutMoney(payment))
        {
            return told.TransactionId is { } second && known is not null && second != known && payment.Status != PaymentStatus.Authorisation3dsRequired
                ? await ReceiveNotification.FlagAsync(session, payment, now, $"The provider holds a second authorisation, {second}, of this payment. Release it there.")
                : NotificationEffect.NoChange;
        }

        if (await ProviderOperation.LatestAsync(session, payment.Number, "cancel") is null)
        {
            // What is held is what the provider names: after 3D Secure it can be another transaction than the one that is known.
            await AdoptTransactionAsync(session, payment, told);
            await SettleAuthorisation.ReleaseAsync(session, payment, now);
            return await ReceiveNotification.FlagAsync(session, payment, now, $"The provider authorised a payment that is {payment.Status.Name()} here; it is being released.");
        }

        // It may be old news, or the payer said yes to their bank after the payment had been released: where it can be asked, it is.
        if (canBeAsked)
        {
            await SettleAuthorisation.ReleaseAsync(session, payment, now, isInDoubt: true);
            return NotificationEffect.Applied;
        }

        return told.TransactionId is { } other && known is not null && other != known
            ? await ReceiveNotification.FlagAsync(session, payment, now, $"The provider holds a second authorisation, {other}, of a payment that is {payment.Status.Name()} here. Release it there.")
            : NotificationEffect.NoChange;
    }

    private static bool IsEndedWithoutMoney(Payment payment) =>
        payment.Status is PaymentStatus.AuthorisationTimeout or PaymentStatus.AuthorisationError or PaymentStatus.AuthorisationRejected
            or PaymentStatus.AuthorisationCancelled or PaymentStatus.Expired or PaymentStatus.UserCancelled or PaymentStatus.SystemCancelled;

    /// <summary>
    /// An answer that was lost may have been the only one to name the provider's transaction; after 3D Secure it can be another one than before,
    /// and that is the one that is held.
    /// </summary>
    private static async Task<Payment> LearnTransactionAsync(Session session, Payment payment, ProviderEvent told)
    {
        var isKnown = payment.TransactionId is not null && payment.Status != PaymentStatus.AuthorisationUnknown;
        if (isKnown)
        {
            return payment;
        }

        return await AdoptTransactionAsync(session, payment, told);
    }

    private static async Task<Payment> AdoptTransactionAsync(Session session, Payment payment, ProviderEvent told)
    {
        if (told.TransactionId is null || told.TransactionId == payment.TransactionId)
        {
            return payment;
        }

        await session.ExecuteOneAsync(
            "UPDATE payments SET transaction_id = @TransactionId WHERE payment_number = @Number", new { told.TransactionId, payment.Number });
        return payment with { TransactionId = told.TransactionId };
    }

    /// <summary>What waits for the provider's word need not wait any longer to ask.</summary>
    public static async Task<NotificationEffect> AskSoonAsync(Session session, Payment payment, ProviderEvent told, bool canBeAsked, DateTimeOffset now)
    {
        if (payment.Status == PaymentStatus.AuthorisationUnknown)
        {
            await LearnTransactionAsync(session, payment, told);
        }

        var isHastened = await session.ExecuteAsync(
            """
            UPDATE work SET due_at = @now, scheduled_at = @now
            WHERE payment_number = @Number AND parked_at IS NULL AND leased_until <= @now AND due_at > @now AND reason IS NOT NULL
                AND kind IN ('inquire', 'capture', 'cancel', 'refund')
            """,
            new { payment.Number, now = now.ToUnixTimeMilliseconds() }) > 0;
        if (isHastened || !IsEndedWithoutMoney(payment) || !canBeAsked || await Work.IsWaitingAsync(session, payment.Number, WorkKind.Cancel))
        {
            return isHastened ? NotificationEffect.Applied : NotificationEffect.NoChange;
        }

        // It has news of a payment that is over here: should it hold something after all, nobody else would ever let go of it.
        await SettleAuthorisation.ReleaseAsync(session, payment, now, isInDoubt: true);
        return NotificationEffect.Applied;
    }

    /// <summary>The doubt about a lost answer is over: nothing is held.</summary>
    public static async Task<NotificationEffect> NothingHeldAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset now)
    {
        var authorise = await ProviderOperation.LatestAsync(session, payment.Number, "authorise");
        await PaymentRows.MoveAsync(session, payment, PaymentStatus.AuthorisationTimeout, now);
        await ProviderOperation.SettleAsync(session, authorise!, OperationOutcome.Rejected, now, reason: $"the provider says {told.Kind}");
        await Work.RemoveForOperationAsync(session, authorise!);
        return NotificationEffect.Applied;
    }
}
