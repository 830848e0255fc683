using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Refunds;

/// <summary>A refund as it stands in the database. Amounts are in pence.</summary>
internal sealed record Refund
{
    public const string Submitted = "submitted";
    public const string Success = "success";
    public const string Error = "error";

    private const string Columns = "refund_number AS number, refund_id, payment_number, amount, status, created_at, settled_date";

    public long Number { get; init; }
    public string RefundId { get; init; } = "";
    public long PaymentNumber { get; init; }
    public long Amount { get; init; }
    public string Status { get; init; } = "";

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public long CreatedAt { get; init; }

    /// <summary><c>YYYY-MM-DD</c>, from providers that report it.</summary>
    public string? SettledDate { get; init; }

    public static Task<Refund?> FindAsync(Session session, string refundId) => !PublicId.IsWellFormed(refundId)
        ? Task.FromResult<Refund?>(null)
        : session.FirstOrDefaultAsync<Refund>($"SELECT {Columns} FROM refunds WHERE refund_id = @refundId", new { refundId });

    public static async Task<Refund> ReadAsync(Session session, long number) =>
        (await session.FirstOrDefaultAsync<Refund>($"SELECT {Columns} FROM refunds WHERE refund_number = @number", new { number }))!;

    public static async Task<Refund> LockAsync(Session session, long number) =>
        (await session.FirstOrDefaultAsync<Refund>(
            $"SELECT {Columns} FROM refunds WHERE refund_number = @number {session.Dialect.ForUpdate}", new { number }))!;

    /// <summary>Oldest first.</summary>
    public static Task<List<Refund>> OfPaymentAsync(Session session, long paymentNumber) =>
        session.ListAsync<Refund>($"SELECT {Columns} FROM refunds WHERE payment_number = @paymentNumber ORDER BY refund_number", new { paymentNumber });

    public static async Task AppendEventAsync(Session session, long paymentNumber, long refundNumber, string status, DateTimeOffset now)
    {
        Failpoint.Reached(FailpointAt.EventStarting, "refund");
        await session.ExecuteAsync(
            """
            INSERT INTO payment_events (payment_number, refund_number, status, public_status, created_at)
            VALUES (@paymentNumber, @refundNumber, @status, @status, @now)
            """,
            new { paymentNumber, refundNumber, status, now = now.ToUnixTimeMilliseconds() });
        Failpoint.Reached(FailpointAt.EventWritten, "refund");
    }
}
