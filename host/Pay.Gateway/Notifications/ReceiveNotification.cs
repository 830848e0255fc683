using System.Text.Json;
using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Notifications;

/// <summary>What a notification did; kept with it.</summary>
internal enum NotificationEffect
{
    /// <summary>It changed something.</summary>
    Applied,

    /// <summary>It told what was known, or what a later event has overtaken.</summary>
    NoChange,

    /// <summary>The same notification had come before.</summary>
    Duplicate,

    /// <summary>It contradicts what is final here: a person has to look.</summary>
    Flagged,

    /// <summary>It is about no payment of ours.</summary>
    Unmatched,
}

/// <summary>Whom a notification was proven to.</summary>
/// <param name="AccountNumber">The account.</param>
/// <param name="Credentials">The numbers of the credentials that proved it: only payments begun with those are touched.</param>
/// <param name="MayEndAuthentication">Whether the provider's word may decide while a payer is at their bank.</param>
internal sealed record NotificationProvenTo(long AccountNumber, IReadOnlyList<long> Credentials, bool MayEndAuthentication)
{
    /// <summary>For payments that were begun without credentials of the account's own.</summary>
    public const long NoCredentials = 0;

    /// <summary>Whether the provider can be asked what it holds.</summary>
    public bool CanBeAsked { get; init; }

    /// <summary>When it came first; <see langword="null"/>: now.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }
}

/// <summary>
/// A provider tells what happened. Notifications come twice, late and in any order: each is applied once, in one transaction with its
/// dedupe key, and moves things forward only (adapter contract, section 4, rules 6 to 8). What it says settles the operation that
/// it is about, just as the answer to our own call would.
/// </summary>
internal sealed class ReceiveNotification(Database database, ApplyRefundEvent refunds, TimeProvider clock)
{
    /// <param name="provenTo">Whom it was proven to: no other account's payments are touched. The sandbox proves nothing.</param>
    public Task<NotificationEffect> RunAsync(string provider, ProviderEvent told, NotificationProvenTo? provenTo = null) => database.WriteAsync(async session =>
    {
        var now = clock.GetUtcNow();
        var isNew = await session.ExecuteAsync(
            """
            INSERT INTO provider_notifications (provider, dedupe_key, kind, effect, received_at)
            VALUES (@provider, @DedupeKey, @kind, 'received', @now)
            ON CONFLICT (provider, dedupe_key) DO NOTHING
            """,
            new { provider, told.DedupeKey, kind = told.Kind.ToString(), now = now.ToUnixTimeMilliseconds() });
        if (isNew == 0)
        {
            return NotificationEffect.Duplicate;
        }

        var payment = await FindAsync(session, provider, told, provenTo);
        var effect = payment is null || IsTooEarly(payment, told) ? NotificationEffect.Unmatched
            : IsOfAnother(payment, told) ? await FlagAsync(
                session, payment, now, $"The provider tells {told.Kind} of {told.TransactionId} under this payment's id; the payment's own transaction is {payment.TransactionId}.")
            : await ApplyAsync(session, payment, told, provenTo, now);
        if (effect == NotificationEffect.Unmatched && provenTo is not null)
        {
            await KeepAsync(session, provider, told, provenTo, now);
            return effect;
        }

        await session.ExecuteOneAsync(
            """
            UPDATE provider_notifications SET payment_number = @Number, effect = @effect
            WHERE provider = @provider AND dedupe_key = @DedupeKey
            """,
            new { payment?.Number, effect = effect.ToString(), provider, told.DedupeKey });
        return effect;
    });

    /// <summary>Money that a provider says went back, or did not, and that fits no refund here: perhaps one made at the provider itself. A person hears of it, once.</summary>
    public Task FlagUnmatchedRefundAsync(string provider, ProviderEvent told, NotificationProvenTo provenTo) => database.WriteAsync(async session =>
    {
        if (await FindAsync(session, provider, told, provenTo) is { } payment)
        {
            await Work.FlagOnceAsync(
                session, payment.Number, clock.GetUtcNow(), $"The provider says {told.Kind} of {told.Amount} pence ({told.Reference}), which fits no refund that was asked for here.", "told " + told.DedupeKey);
        }

        return 0;
    });

    private static async Task<Payment?> FindAsync(Session session, string provider, ProviderEvent told, NotificationProvenTo? provenTo)
    {
        var number = await session.ScalarAsync<long?>(
            """
            SELECT payment_number FROM (
                SELECT payment_number, account_number, 1 AS preference FROM payments WHERE transaction_id = @TransactionId AND provider = @provider
                UNION ALL
                SELECT payment_number, account_number, 2 FROM payments WHERE payment_id = @PaymentId AND provider = @provider
                UNION ALL
                SELECT payments.payment_number, account_number, 3 FROM refunds JOIN payments ON payments.payment_number = refunds.payment_number
                WHERE refund_id = @RefundId AND provider = @provider) AS named
            WHERE account_number = coalesce(@accountNumber, account_number)
            ORDER BY preference LIMIT 1
            """,
            new { told.PaymentId, told.TransactionId, told.RefundId, provider, accountNumber = provenTo?.AccountNumber });
        var payment = number is null ? null : await PaymentRows.LockAsync(session, number.Value);
        return payment is null || provenTo is null || provenTo.Credentials.Contains(payment.CredentialNumber ?? NotificationProvenTo.NoCredentials) ? payment : null;
    }

    /// <summary>
    /// Our own call about it is still out. Should its answer be lost, this is the only word that there will be, so it is kept until the call has
    /// ended.
    /// </summary>
    private static bool IsTooEarly(Payment payment, ProviderEvent told) =>
        told.Kind is ProviderEventKind.PaymentAuthorised or ProviderEventKind.PaymentRejected or ProviderEventKind.PaymentCancelled
        && payment.Status is PaymentStatus.AuthorisationReady or PaymentStatus.Authorisation3dsReady;

    /// <summary>Our id alone, on another transaction than ours, is anybody's: it may have been copied there.</summary>
    private static bool IsOfAnother(Payment payment, ProviderEvent told) =>
        told is { TransactionId: { } transaction, MayBeNewTransaction: false } && payment.TransactionId is { } own && own != transaction;

    /// <summary>Keeps what fits nothing yet, to be tried again; its key stays free for the next arrival.</summary>
    private static async Task KeepAsync(Session session, string provider, ProviderEvent told, NotificationProvenTo provenTo, DateTimeOffset now)
    {
        await session.ExecuteAsync("DELETE FROM provider_notifications WHERE provider = @provider AND dedupe_key = @DedupeKey", new { provider, told.DedupeKey });
        await session.ExecuteAsync(
            """
            INSERT INTO notifications_unmatched (account_number, credentials, provider, dedupe_key, event, received_at, due_at)
            VALUES (@AccountNumber, @credentials, @provider, @DedupeKey, @told, @now, @dueAt)
            ON CONFLICT (provider, dedupe_key) DO NOTHING
            """,
            new
            {
                provenTo.AccountNumber,
                credentials = string.Join(',', provenTo.Credentials),
                provider,
                told.DedupeKey,
                told = JsonSerializer.Serialize(told),
                now = now.ToUnixTimeMilliseconds(),
                dueAt = (now + RematchNotifications.FirstWait).ToUnixTimeMilliseconds(),
            });
    }

    private Task<NotificationEffect> ApplyAsync(
        Session session, Payment payment, ProviderEvent told, NotificationProvenTo? provenTo, DateTimeOffset now) => told.Kind switch
    {
        _ when payment.Status == PaymentStatus.Authorisation3dsRequired && provenTo is not null
            && ApplyAuthorisationEvent.EndOfAuthentication(payment, told, provenTo.MayEndAuthentication) is { } end =>
            ApplyAuthorisationEvent.EndAuthenticationAsync(session, payment, end, now),
        ProviderEventKind.PaymentAuthorised => ApplyAuthorisationEvent.AuthorisedAsync(session, payment, told, provenTo, now),
        ProviderEventKind.PaymentRejected or ProviderEventKind.PaymentCancelled when payment.Status == PaymentStatus.AuthorisationUnknown =>
            ApplyAuthorisationEvent.NothingHeldAsync(session, payment, told, now),
        ProviderEventKind.PaymentCancelled => ReleasedAsync(session, payment, now),
        ProviderEventKind.PaymentRejected => Task.FromResult(NotificationEffect.NoChange),
        ProviderEventKind.CancelFailed => CancelFailedAsync(session, payment, told, now),
        ProviderEventKind.Captured => CapturedAsync(session, payment, told, now),
        ProviderEventKind.CaptureFailed => CaptureFailedAsync(session, payment, told, provenTo, now),
        ProviderEventKind.CaptureReversed when payment.Status == PaymentStatus.Captured => CaptureReversedAsync(session, payment, told, now),
        ProviderEventKind.CaptureReversed => CaptureFailedAsync(session, payment, told, provenTo, now),
        ProviderEventKind.NeedsQuery => ApplyAuthorisationEvent.AskSoonAsync(session, payment, told, canBeAsked: provenTo?.CanBeAsked ?? true, now),
        ProviderEventKind.Dispute => FlagAsync(session, payment, now, "The payer disputes the payment: " + (told.Reason ?? "see the provider's own pages")),
        _ => refunds.RunAsync(session, payment, told, receivedAt: provenTo?.ReceivedAt ?? now, now),
    };

    /// <summary>Echoes of a repetition, after the first had done it, are no news.</summary>
    private static async Task<NotificationEffect> CancelFailedAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset now)
    {
        var isReleased = await session.ScalarAsync<long>(
            "SELECT count(*) FROM provider_notifications WHERE payment_number = @Number AND kind = @cancelled",
            new { payment.Number, cancelled = nameof(ProviderEventKind.PaymentCancelled) }) > 0;
        return isReleased ? NotificationEffect.NoChange : await FlagAsync(session, payment, now, "The provider did not release the payment: " + told.Reason);
    }

    /// <summary>What we asked to be released is, whatever came of asking.</summary>
    private static async Task<NotificationEffect> ReleasedAsync(Session session, Payment payment, DateTimeOffset now)
    {
        if (await ProviderOperation.LatestAsync(session, payment.Number, "cancel") is not { } cancel)
        {
            return NotificationEffect.NoChange;
        }

        await CancelAtProvider.MoveAsync(session, payment, released: true, now);
        await ProviderOperation.SettleAsync(session, cancel, OperationOutcome.Confirmed, now, reason: "told by the provider");
        await Work.RemoveForOperationAsync(session, cancel);
        return NotificationEffect.Applied;
    }

    private static async Task<NotificationEffect> CapturedAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset now)
    {
        if (payment.Status == PaymentStatus.Captured)
        {
            return NotificationEffect.NoChange;
        }

        if (!SettleCapture.IsAwaited(payment.Status))
        {
            return await FlagAsync(session, payment, now, $"The provider took the money of a payment that is {payment.Status.Name()} here.");
        }

        var capture = await ProviderOperation.LatestAsync(session, payment.Number, "capture");
        await SettleCapture.CapturedAsync(session, payment, capture!, told.Reference, now);
        return told.Amount is { } taken && taken != payment.Amount
            ? await FlagAsync(session, payment, now, $"The provider says that it took {taken} pence instead of {payment.Amount}.")
            : NotificationEffect.Applied;
    }

    private static async Task<NotificationEffect> CaptureFailedAsync(
        Session session, Payment payment, ProviderEvent told, NotificationProvenTo? provenTo, DateTimeOffset now)
    {
        if (payment.Status == PaymentStatus.CaptureError)
        {
            return NotificationEffect.NoChange;
        }

        var capture = await ProviderOperation.LatestAsync(session, payment.Number, "capture");
        if (!SettleCapture.IsAwaited(payment.Status))
        {
            return payment.Status == PaymentStatus.Captured && told.Reference is { } echo && await ProviderOperation.ReferenceAsync(session, capture!) is { } done && done != echo
                ? NotificationEffect.NoChange
                : await FlagAsync(session, payment, now, $"The provider says that a capture failed; the payment is {payment.Status.Name()} here. {told.Reason}");
        }

        // Where nobody can be asked, a capture may have been sent twice, of which one fails because the other was done.
        if (provenTo is { CanBeAsked: false } && await Work.AttemptsAsync(session, capture!) > 1)
        {
            return await FlagAsync(session, payment, now, $"The provider says that a capture failed. It was sent more than once, so that another may have been done. {told.Reason}");
        }

        await SettleCapture.FailedAsync(session, payment, capture!, told.Reason ?? "the provider says that it failed", now);
        return NotificationEffect.Applied;
    }

    private static async Task<NotificationEffect> CaptureReversedAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset now)
    {
        var capture = await ProviderOperation.LatestAsync(session, payment.Number, "capture");
        await SettleCapture.ReversedAsync(session, payment, capture!, told.Reason ?? "the provider does not say why", now);
        return NotificationEffect.Flagged;
    }

    public static async Task<NotificationEffect> FlagAsync(Session session, Payment payment, DateTimeOffset now, string reason)
    {
        await Work.FlagAsync(session, payment.Number, now, reason);
        return NotificationEffect.Flagged;
    }
}
