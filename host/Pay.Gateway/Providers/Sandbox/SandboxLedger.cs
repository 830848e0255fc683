using Pay.Gateway.Storage;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>What the sandbox holds for a payment.</summary>
internal sealed class SandboxTransaction
{
    public const string Authorised = "authorised";
    public const string Rejected = "rejected";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";
    public const string Captured = "captured";

    public string TransactionId { get; init; } = "";
    public string PaymentId { get; init; } = "";
    public long Amount { get; init; }
    public long RefundedAmount { get; init; }
    public string State { get; init; } = "";
    public string? Reason { get; init; }
}

/// <summary>An operation that the sandbox was asked for, and its answer, which a repetition gets again.</summary>
internal sealed class SandboxOperation
{
    public string OperationId { get; init; } = "";
    public long Accepted { get; init; }
    public string Reference { get; init; } = "";
}

/// <summary>
/// The sandbox's own books. They stand for the provider's side of the wire: written in transactions of their own, never in the
/// gateway's, so that what the gateway believes can be compared with what the provider did.
/// </summary>
internal sealed class SandboxLedger(Database database, TimeProvider clock)
{
    /// <summary>Runs an operation once; the same operation id gets the first answer again.</summary>
    public Task<SandboxOperation> OnceAsync(
        string operationId, string transactionId, string kind, long amount, Func<Session, Task<bool>> apply) => database.WriteAsync(async session =>
    {
        if (await FindOperationAsync(session, operationId) is { } repeated)
        {
            return repeated;
        }

        var operation = new SandboxOperation
        {
            OperationId = operationId,
            Accepted = await apply(session) ? 1 : 0,
            Reference = Guid.NewGuid().ToString("D"),
        };
        await session.ExecuteAsync(
            """
            INSERT INTO sandbox_operations (operation_id, transaction_id, kind, amount, accepted, reference, created_at)
            VALUES (@OperationId, @transactionId, @kind, @amount, @Accepted, @Reference, @now)
            """,
            new
            {
                operation.OperationId,
                transactionId,
                kind,
                amount,
                operation.Accepted,
                operation.Reference,
                now = clock.GetUtcNow().ToUnixTimeMilliseconds(),
            });
        return operation;
    });

    public ValueTask<SandboxTransaction?> FindAsync(string? transactionId) => database.ReadAsync(async session =>
        await session.FirstOrDefaultAsync<SandboxTransaction>(
            "SELECT transaction_id, payment_id, amount, refunded_amount, state, reason FROM sandbox_transactions WHERE transaction_id = @transactionId",
            new { transactionId }));

    public ValueTask<SandboxOperation?> FindOperationAsync(string operationId) =>
        database.ReadAsync(async session => await FindOperationAsync(session, operationId));

    private static Task<SandboxOperation?> FindOperationAsync(Session session, string operationId) =>
        session.FirstOrDefaultAsync<SandboxOperation>(
            "SELECT operation_id, accepted, reference FROM sandbox_operations WHERE operation_id = @operationId", new { operationId });
}
