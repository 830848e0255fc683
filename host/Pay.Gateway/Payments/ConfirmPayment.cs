using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary>The payer confirmed: the payment is a success (or capturable, for a delayed capture), exactly once.</summary>
internal sealed class ConfirmPayment(Database database, ExpirySettings expiry, WorkRunner runner, TimeProvider clock)
{

    /// <returns>Whether it was this request that confirmed it; if not, the payment's current state is to be shown.</returns>
    public async Task<bool> RunAsync(Payment payment)
    {
        var (confirmed, capture) = await database.WriteAsync(session => ConfirmAsync(session, payment.Number));
        if (capture is not null)
        {
            await runner.RunInLineAsync(capture);
        }

        return confirmed;
    }

    private async Task<(bool Confirmed, WorkItem? Capture)> ConfirmAsync(Session session, long paymentNumber)
    {
        var now = clock.GetUtcNow();
        var payment = await PaymentRows.LockAsync(session, paymentNumber);
        if (payment.Status != PaymentStatus.AuthorisationSuccess || expiry.IsOverdue(payment, now))
        {
            return (false, null);
        }

        if (payment.DelayedCapture)
        {
            await PaymentRows.MoveAsync(session, payment, PaymentStatus.AwaitingCaptureRequest, now);
            return (true, null);
        }

        return (true, await ApproveCapture.RunAsync(session, payment, now));
    }
}
