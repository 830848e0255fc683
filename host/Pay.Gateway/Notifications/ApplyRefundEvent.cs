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
    public async Task<NotificationEffect> RunAsync(Session session, Payment payment, ProviderEvent told, DateTimeOffset now)
    {
        var known = await FindAsync(session, payment, told);
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
    /// provider does not know that, the only open refund of the same amount.
    /// </summary>
    private static async Task<Refund?> FindAsync(Session session, Payment payment, ProviderEvent told)
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

        var candidates = told.RefundId is { } refundId
            ? await Refund.FindAsync(session, refundId) is { } named ? [named] : []
            : (await Refund.OfPaymentAsync(session, payment.Number)).FindAll(refund => refund.Status == Refund.Submitted && refund.Amount == told.Amount);
        var possible = new List<Refund>();
        foreach (var refund in candidates)
        {
            if (told.Reference is null || !await IsKnownByAnotherReferenceAsync(session, refund))
            {
                possible.Add(refund);
            }
        }

        return possible is [var only] ? only : null;
    }

    private static async Task<bool> IsKnownByAnotherReferenceAsync(Session session, Refund refund) => await session.ScalarAsync<long>(
        "SELECT count(*) FROM provider_operations WHERE refund_number = @Number AND provider_reference IS NOT NULL", new { refund.Number }) > 0;
}
