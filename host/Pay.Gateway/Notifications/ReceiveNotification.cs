using Pay.Gateway.Payments;
using Pay.Gateway.Refunds;
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

/// <summary>
/// A provider tells what happened. Notifications come twice, late and in any order: each is applied once, in one transaction with its
/// dedupe key, and moves things forward only (adapter contract, section 4, rules 6 to 8). What it says settles the operation that
/// it is about, just as the answer to our own call would.
/// </summary>
internal sealed class ReceiveNotification(Database database, SettleRefund settleRefund, TimeProvider clock)
{
    public Task<NotificationEffect> RunAsync(string provider, ProviderEvent told) => database.WriteAsync(async session =>
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

        var payment = await FindAsync(session, provider, told);
        var effect = payment is null ? NotificationEffect.Unmatched : await ApplyAsync(session, payment, told, now);
        await session.ExecuteOneAsync(
            """
            UPDATE provider_notifications SET payment_number = @Number, effect = @effect
            WHERE provider = @provider AND dedupe_key = @DedupeKey
            """,
            new { payment?.Number, effect = effect.ToString(), provider, told.DedupeKey });
        return effect;
    });

    private static async Task<Payment?> FindAsync(Session session, string provider, ProviderEvent told)
    {
        var number = await session.ScalarAsync<long?>(
            """
            SELECT payment_number FROM payments WHERE payment_id = @PaymentId AND provider = @provider
            UNION ALL
            SELECT payment_number FROM payments WHERE transaction_id = @TransactionId AND provider = @provider
            LIMIT 1
            """,
            new { told.PaymentId, told.TransactionId, provider });
        return number is null ? null : await PaymentRows.LockAsync(session, number.Value);
    }

    private Task<NotificationEffect> ApplyAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset now) => told.Kind switch
    {
        ProviderEventKind.PaymentAuthorised => AuthorisedAsync(session, payment, now),
        ProviderEventKind.PaymentRejected or ProviderEventKind.PaymentCancelled => NothingHeldAsync(session, payment, told, now),
        ProviderEventKind.CancelFailed => FlagAsync(session, payment, now, "The provider did not release the payment: " + told.Reason),
        ProviderEventKind.Captured => CapturedAsync(session, payment, told, now),
        ProviderEventKind.CaptureFailed => CaptureFailedAsync(session, payment, told, now),
        _ => RefundAsync(session, payment, told, now),
    };

    /// <summary>The answer to our own call decides about a payment that still waits for it; one that was given up is released.</summary>
    private static async Task<NotificationEffect> AuthorisedAsync(Session session, Payment payment, DateTimeOffset now)
    {
        if (payment.Status != PaymentStatus.AuthorisationUnknown)
        {
            return NotificationEffect.NoChange;
        }

        var authorise = await ProviderOperation.LatestAsync(session, payment.Number, "authorise");
        await PaymentRows.MoveAsync(session, payment, PaymentStatus.AuthorisationTimeout, now);
        await ProviderOperation.SettleAsync(session, authorise!, OperationOutcome.Confirmed, now, reason: "held by the provider; released");
        await Work.RemoveForOperationAsync(session, authorise!);
        await SettleAuthorisation.ReleaseAsync(session, payment, now);
        return NotificationEffect.Applied;
    }

    private static async Task<NotificationEffect> NothingHeldAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset now)
    {
        if (payment.Status != PaymentStatus.AuthorisationUnknown)
        {
            return NotificationEffect.NoChange;
        }

        var authorise = await ProviderOperation.LatestAsync(session, payment.Number, "authorise");
        await PaymentRows.MoveAsync(session, payment, PaymentStatus.AuthorisationTimeout, now);
        await ProviderOperation.SettleAsync(session, authorise!, OperationOutcome.Rejected, now, reason: $"the provider says {told.Kind}");
        await Work.RemoveForOperationAsync(session, authorise!);
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
        return NotificationEffect.Applied;
    }

    private static async Task<NotificationEffect> CaptureFailedAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset now)
    {
        if (payment.Status == PaymentStatus.CaptureError)
        {
            return NotificationEffect.NoChange;
        }

        if (!SettleCapture.IsAwaited(payment.Status))
        {
            return await FlagAsync(session, payment, now, $"The provider says that a capture failed; the payment is {payment.Status.Name()} here.");
        }

        var capture = await ProviderOperation.LatestAsync(session, payment.Number, "capture");
        await SettleCapture.FailedAsync(session, payment, capture!, told.Reason ?? "the provider says that it failed", now);
        return NotificationEffect.Applied;
    }

    private async Task<NotificationEffect> RefundAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset now)
    {
        var known = await Refund.FindAsync(session, told.RefundId ?? "");
        if (known is null || known.PaymentNumber != payment.Number)
        {
            return await FlagAsync(session, payment, now, "The provider tells of a refund that was not asked for here.");
        }

        var refund = await Refund.LockAsync(session, known.Number);
        var succeeded = told.Kind == ProviderEventKind.RefundSucceeded;
        if (refund.Status != Refund.Submitted)
        {
            return (refund.Status == Refund.Success) == succeeded
                ? NotificationEffect.NoChange
                : await FlagAsync(session, payment, now, $"The provider says {told.Kind} of refund {refund.RefundId}, which is {refund.Status} here.");
        }

        var operationId = await ProviderOperation.OfRefundAsync(session, payment.Number, refund.Number);
        await (succeeded
            ? settleRefund.SucceededAsync(session, payment, refund, operationId, told.Reference, now)
            : settleRefund.FailedAsync(session, payment, refund, operationId, told.Reason ?? "the provider says that it failed", now));
        return NotificationEffect.Applied;
    }

    private static async Task<NotificationEffect> FlagAsync(Session session, Payment payment, DateTimeOffset now, string reason)
    {
        await Work.FlagAsync(session, payment.Number, now, reason);
        return NotificationEffect.Flagged;
    }
}
