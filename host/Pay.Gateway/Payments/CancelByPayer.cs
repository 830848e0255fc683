using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary>The payer pressed cancel, or went back to the service without finishing.</summary>
internal sealed class CancelByPayer(Database database, ExpirySettings expiry, WorkRunner runner, TimeProvider clock)
{
    /// <returns>Whether it was this request that cancelled it; if not, the payment's current state is to be shown.</returns>
    public async Task<bool> RunAsync(Payment payment)
    {
        var (cancelled, release) = await database.WriteAsync(async session =>
        {
            var now = clock.GetUtcNow();
            var current = await PaymentRows.LockAsync(session, payment.Number);
            return !EndPayment.IsPossible(current.Status)
                || current.Status == PaymentStatus.AwaitingCaptureRequest
                || expiry.IsOverdue(current, now)
                ? (false, null)
                : (true, await EndPayment.RunAsync(session, current, EndPayment.ByPayer, now));
        });
        if (release is not null)
        {
            await runner.RunInLineAsync(release);
        }

        return cancelled;
    }
}
