using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary>
/// Ends a payment whose time is over: 90 minutes from its creation, 120 hours for a delayed capture. Comes due by itself
/// (the work row is written with the payment) and is judged at every step besides.
/// </summary>
internal sealed class ExpirePayment(Database database, ExpirySettings expiry, WorkRunner runner, TimeProvider clock) : IWorkHandler
{
    private static readonly TimeSpan AgainWhenSettled = TimeSpan.FromSeconds(30);

    public string Kind => WorkKind.Expire;

    public async Task RunAsync(WorkItem item)
    {
        var release = await database.WriteAsync(async session =>
        {
            var now = clock.GetUtcNow();
            var payment = await PaymentRows.LockAsync(session, item.PaymentNumber);
            if (payment.State.Finished)
            {
                await Work.RemoveAsync(session, item);
                return null;
            }

            if (!expiry.IsOverdue(payment, now))
            {
                // It has become capturable, or the clock went back: its time is another one.
                await Work.PostponeAsync(session, item, now, expiry.DeadlineOf(payment), reason: null);
                return null;
            }

            if (!EndPayment.IsPossible(payment.Status))
            {
                await Work.PostponeAsync(session, item, now, now + AgainWhenSettled, "an authorisation is under way");
                return null;
            }

            await Work.RemoveAsync(session, item);
            return await EndPayment.RunAsync(session, payment, EndPayment.ByExpiry, now);
        });
        if (release is not null)
        {
            await runner.RunAsync(release);
        }
    }

    /// <summary>The payment as it has to be shown now: expired, if its time is over.</summary>
    public ValueTask<Payment> IfOverdueAsync(Payment payment) =>
        expiry.IsOverdue(payment, clock.GetUtcNow()) ? new(ExpireAsync(payment)) : new(payment);

    private async Task<Payment> ExpireAsync(Payment payment)
    {
        var (current, release) = await database.WriteAsync(async session =>
        {
            var now = clock.GetUtcNow();
            var locked = await PaymentRows.LockAsync(session, payment.Number);
            if (!expiry.IsOverdue(locked, now) || !EndPayment.IsPossible(locked.Status))
            {
                return (locked, null);
            }

            var work = await EndPayment.RunAsync(session, locked, EndPayment.ByExpiry, now);
            return (await PaymentRows.LockAsync(session, payment.Number), work);
        });
        if (release is not null)
        {
            await runner.RunInLineAsync(release);
        }

        return current;
    }
}
