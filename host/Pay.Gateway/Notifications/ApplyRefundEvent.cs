using Pay.Gateway.Payments;
using Pay.Gateway.Refunds;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Notifications;

/// <summary>
/// What a provider tells of a refund: it went back, it did not, or it came back afterwards. An amount that is not the refund's releases
/// nothing.
/// </summary>
internal sealed class ApplyRefundEvent(SettleRefund settleRefund)
{
    /// <summary>How far the clocks of two gateways may differ.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(1);

    /// <param name="session">The transaction.</param>
    /// <param name="payment">Whose refund it is, locked.</param>
    /// <param name="told">What is told.</param>
    /// <param name="receivedAt">When it was told first.</param>
    /// <param name="now">The time.</param>
    public async Task<NotificationEffect> RunAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset receivedAt, DateTimeOffset now)
    {
        var known = await FindAsync(session, payment, told, receivedAt);
        if (known is null && told is { RefundId: null, Reference: not null })
        {
            return NotificationEffect.Unmatched;
        }

        if (known is null || known.PaymentNumber != payment.Number)
        {
            return await ReceiveNotification.FlagAsync(session, payment, now, "The provider tells of a refund that was not asked for here.");
        }

        var refund = await Refund.LockAsync(session, known.Number);
        var succeeded = told.Kind == ProviderEventKind.RefundSucceeded;
        var isOfAmount = told.Amount is null || told.Amount == refund.Amount;
        var operationId = await ProviderOperation.OfRefundAsync(session, payment.Number, refund.Number);
        if (!succeeded && !isOfAmount)
        {
            return await ReceiveNotification.FlagAsync(session, payment, now, $"The provider says that {told.Amount} pence of refund {refund.RefundId} of {refund.Amount} did not go back.");
        }

        if (refund.Status != Refund.Submitted)
        {
            if (refund.Status == Refund.Success && !succeeded)
            {
                await SettleRefund.ReversedAsync(session, payment, refund, operationId, told.Reason ?? "the provider does not say why", now);
                return NotificationEffect.Flagged;
            }

            if (refund.Status == Refund.Success && succeeded && told.Reference is { } reference)
            {
                await ProviderOperation.LearnReferenceAsync(session, operationId, reference);
            }

            return (refund.Status == Refund.Success) == succeeded
                ? NotificationEffect.NoChange
                : await ReceiveNotification.FlagAsync(session, payment, now, $"The provider says {told.Kind} of refund {refund.RefundId}, which is {refund.Status} here.");
        }

        await (succeeded
            ? settleRefund.SucceededAsync(session, payment, refund, operationId, told.Reference, now)
            : settleRefund.FailedAsync(session, payment, refund, operationId, told.Reason ?? "the provider says that it failed", now));
        return isOfAmount
            ? NotificationEffect.Applied
            : await ReceiveNotification.FlagAsync(session, payment, now, $"The provider says that {told.Amount} pence went back for refund {refund.RefundId} of {refund.Amount}.");
    }

    /// <summary>
    /// By the provider's reference, which its answer to our call brought; else, should that answer be missing, by our own id; else, where the
    /// provider does not know that, the only refund of the same amount that it can be about.
    /// </summary>
    private static async Task<Refund?> FindAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset receivedAt)
    {
        var number = await session.ScalarAsync<long?>(
            """
            SELECT refund_number FROM provider_operations
            WHERE payment_number = @Number AND kind = 'refund' AND provider_reference = @Reference
            """,
            new { payment.Number, told.Reference });
        if (number is not null)
        {
            return await Refund.ReadAsync(session, number.Value);
        }

        if (told.RefundId is not { } refundId)
        {
            return await OnlyOneAsync(session, payment, told, receivedAt);
        }

        var named = await Refund.FindAsync(session, refundId);
        return named is not null && told.Reference is not null && await IsKnownByAnotherReferenceAsync(session, named) ? null : named;
    }

    /// <summary>
    /// A refund that has succeeded, and whose reference nobody knows, may be the one that is meant as well as an open one: to take the open one
    /// would say of money that it has gone back which never left.
    /// </summary>
    private static async Task<Refund?> OnlyOneAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset receivedAt)
    {
        var possible = new List<Refund>();
        foreach (var refund in (await Refund.OfPaymentAsync(session, payment.Number)).FindAll(refund => refund.Amount == told.Amount && refund.Status != Refund.Error))
        {
            var mayBeMeant = told.Reference is null
                ? refund.Status == Refund.Submitted
                : !await IsKnownByAnotherReferenceAsync(session, refund);
            if (mayBeMeant && DateTimeOffset.FromUnixTimeMilliseconds(refund.CreatedAt) - ClockSlack <= receivedAt)
            {
                possible.Add(refund);
            }
        }

        return possible is [var only] ? only : null;
    }

    private static async Task<bool> IsKnownByAnotherReferenceAsync(Session session, Refund refund) => await session.ScalarAsync<long>(
        "SELECT count(*) FROM provider_operations WHERE refund_number = @Number AND provider_reference IS NOT NULL", new { refund.Number }) > 0;
}
