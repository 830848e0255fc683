using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary>How a payment's row is found, locked and moved. Every change of state goes through <see cref="MoveAsync"/>.</summary>
internal static class PaymentRows
{
    private const string FindSql = $"SELECT {Payment.Columns} FROM payments WHERE payment_id = @payment_id";

    private const string ReadSql = $"SELECT {Payment.Columns} FROM payments WHERE payment_number = @payment_number";

    private const string MoveSql =
        """
        UPDATE payments SET status = @to, public_status = @public_status
        WHERE payment_number = @payment_number AND status = @from
        """;

    private const string EventSql =
        """
        INSERT INTO payment_events (payment_number, status, public_status, created_at)
        VALUES (@payment_number, @status, @public_status, @now)
        """;

    /// <summary>The payment, if it exists and belongs to the account: another account's payment is not found, never forbidden.</summary>
    public static async ValueTask<Payment?> FindAsync(Session session, string paymentId, long accountNumber)
    {
        var payment = await FindAsync(session, paymentId);
        return payment?.AccountNumber == accountNumber ? payment : null;
    }

    public static ValueTask<Payment?> FindAsync(Session session, string paymentId) => PublicId.IsWellFormed(paymentId)
        ? session.Prepare(FindSql).FirstOrDefaultAsync(Payment.Read, paymentId)
        : ValueTask.FromResult<Payment?>(null);

    public static async ValueTask<Payment> ReadAsync(Session session, long paymentNumber) =>
        await session.Prepare(ReadSql).FirstOrDefaultAsync(Payment.Read, paymentNumber)
        ?? throw new InvariantBrokenException($"There is no payment with the number {paymentNumber}.");

    /// <summary>As it is now, and nobody else changes it until this unit of work ends.</summary>
    public static async Task<Payment> LockAsync(Session session, long paymentNumber) =>
        (await session.ListAsync(
            $"SELECT {Payment.Columns} FROM payments WHERE payment_number = @paymentNumber {session.Dialect.ForUpdate}",
            new { paymentNumber },
            Payment.Read)).Single();

    /// <summary>As <see cref="LockAsync(Session,long)"/> by public id, within an account.</summary>
    public static async Task<Payment?> LockAsync(Session session, string paymentId, long accountNumber) => !PublicId.IsWellFormed(paymentId)
        ? null
        : (await session.ListAsync(
            $"SELECT {Payment.Columns} FROM payments WHERE payment_id = @paymentId AND account_number = @accountNumber {session.Dialect.ForUpdate}",
            new { paymentId, accountNumber },
            Payment.Read)).SingleOrDefault();

    /// <summary>
    /// Moves a payment along the published table and writes the event of it, in the caller's unit of work (money rules 5 and 6).
    /// </summary>
    public static async Task<Payment> MoveAsync(Session session, Payment payment, PaymentStatus to, DateTimeOffset now)
    {
        if (!payment.Status.MayBecome(to))
        {
            throw new InvariantBrokenException($"Payment {payment.PaymentId} cannot go from {payment.Status} to {to}.");
        }

        var moved = await session.Prepare(MoveSql).ExecuteAsync(to.Name(), to.Public().Status, payment.Number, payment.Status.Name());
        if (moved != 1)
        {
            throw new InvariantBrokenException($"Payment {payment.PaymentId} is no longer {payment.Status}.");
        }

        await AppendEventAsync(session, payment.Number, to, now);
        return payment with { Status = to };
    }

    /// <summary>What the payer entered, or the service prefilled: never more of a card than may be stored (money rule 7).</summary>
    public static Task StorePayerAsync(Session session, Payment payment) => session.ExecuteOneAsync(
        """
        UPDATE payments SET
            transaction_id = @TransactionId, email = @Email, cardholder_name = @CardholderName, card_first_digits = @CardFirstDigits,
            card_last_digits = @CardLastDigits, card_expiry = @CardExpiry, card_brand = @CardBrand, card_type = @CardType,
            address_line1 = @AddressLine1, address_line2 = @AddressLine2, address_postcode = @AddressPostcode,
            address_city = @AddressCity, address_country = @AddressCountry
        WHERE payment_number = @Number
        """,
        payment);

    public static async Task AppendEventAsync(Session session, long paymentNumber, PaymentStatus status, DateTimeOffset now)
    {
        Failpoint.Reached(FailpointAt.EventStarting, "payment");
        await session.Prepare(EventSql).ExecuteAsync(paymentNumber, status.Name(), status.Public().Status, now.ToUnixTimeMilliseconds());
        Failpoint.Reached(FailpointAt.EventWritten, "payment");
    }
}
