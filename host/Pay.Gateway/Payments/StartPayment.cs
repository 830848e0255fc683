using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary>The payer has opened the card page: <c>created</c> becomes <c>started</c>, once.</summary>
internal sealed class StartPayment(Database database, TimeProvider clock)
{
    public Task<Payment> RunAsync(Payment payment) =>
        payment.Status != PaymentStatus.Created
            ? Task.FromResult(payment)
            : database.WriteAsync(async session =>
            {
                var current = await PaymentRows.LockAsync(session, payment.Number);
                return current.Status == PaymentStatus.Created
                    ? await PaymentRows.MoveAsync(session, current, PaymentStatus.EnteringCardDetails, clock.GetUtcNow())
                    : current;
            });
}
