using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>What the sandbox holds for a payment.</summary>
internal sealed class SandboxTransaction
{
    public const string Authorised = "authorised";
    public const string Rejected = "rejected";
    public const string Failed = "failed";
    public const string CancelSubmitted = "cancel_submitted";
    public const string Cancelled = "cancelled";
    public const string CaptureSubmitted = "capture_submitted";
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
    public const string Submitted = "submitted";
    public const string Done = "done";
    public const string Failed = "failed";

    public string OperationId { get; init; } = "";
    public string TransactionId { get; init; } = "";
    public string Kind { get; init; } = "";
    public long Amount { get; init; }
    public long Accepted { get; init; }
    public string Reference { get; init; } = "";
    public string State { get; init; } = "";
    public string? Fault { get; init; }
    public string? RefundId { get; init; }

    /// <summary>What the sandbox says to whoever asked for it, the first time and every other time.</summary>
    public ModificationResult Answer(string refusal) => (State, Accepted != 0) switch
    {
        (Submitted, true) => new ModificationResult.Submitted(Reference),
        (Done, true) => new ModificationResult.Completed(Reference),
        _ => new ModificationResult.Refused(AskedFor == SandboxFault.Refused ? "The sandbox was asked to refuse." : refusal),
    };

    public SandboxFault AskedFor => Fault is null ? SandboxFault.None : Enum.Parse<SandboxFault>(Fault);
}

/// <summary>What an operation does to the sandbox's books.</summary>
/// <param name="OperationId">The gateway's id of it.</param>
/// <param name="PaymentId">The payment.</param>
/// <param name="TransactionId">The sandbox's transaction.</param>
/// <param name="Kind">One of <see cref="SandboxFaults.Operations"/>.</param>
/// <param name="Amount">In pence.</param>
/// <param name="Fault">What goes wrong with it.</param>
/// <param name="RefundId">The refund, where it is one.</param>
internal sealed record SandboxOrder(
    string OperationId, string PaymentId, string TransactionId, string Kind, long Amount, SandboxFault Fault, string? RefundId = null)
{
    /// <summary>Whether it is only accepted now, and finished later.</summary>
    public bool IsFinishedLater => Fault is SandboxFault.Submitted or SandboxFault.SubmittedFails or SandboxFault.SubmittedSilent;
}

/// <summary>
/// The sandbox's own books. They stand for the provider's side of the wire: written in transactions of their own, never in the
/// gateway's, so that what the gateway believes can be compared with what the provider did.
/// </summary>
internal sealed class SandboxLedger(Database database, TimeProvider clock)
{
    /// <summary>How long a real provider's back office seems to take.</summary>
    private static readonly TimeSpan FinishAfter = TimeSpan.FromSeconds(10);

    private const string Columns = "operation_id, transaction_id, kind, amount, accepted, reference, state, fault, refund_id";

    /// <summary>Runs an operation once; the same operation id gets the first answer again, and of two at once one waits for the other.</summary>
    public Task<SandboxOperation> OnceAsync(SandboxOrder order, Func<Session, Task<bool>> apply) => database.WriteAsync(async session =>
    {
        var now = clock.GetUtcNow();
        var isFirst = await session.ExecuteAsync(
            """
            INSERT INTO sandbox_operations (operation_id, transaction_id, kind, amount, accepted, reference, state, fault, refund_id, created_at)
            VALUES (@OperationId, @TransactionId, @Kind, @Amount, 0, @reference, @state, @fault, @RefundId, @now)
            ON CONFLICT (operation_id) DO NOTHING
            """,
            new
            {
                order.OperationId,
                order.TransactionId,
                order.Kind,
                order.Amount,
                reference = Guid.NewGuid().ToString("D"),
                state = order.IsFinishedLater ? SandboxOperation.Submitted : SandboxOperation.Done,
                fault = order.Fault == SandboxFault.None ? null : order.Fault.ToString(),
                order.RefundId,
                now = now.ToUnixTimeMilliseconds(),
            }) == 1;
        if (isFirst && order.Fault != SandboxFault.Refused && await apply(session))
        {
            await session.ExecuteOneAsync("UPDATE sandbox_operations SET accepted = 1 WHERE operation_id = @OperationId", order);
            if (order.IsFinishedLater || order.Fault is SandboxFault.NotifiedTwice or SandboxFault.NotifiedOutOfOrder)
            {
                var payment = await session.ScalarAsync<long>("SELECT payment_number FROM payments WHERE payment_id = @PaymentId", order);
                await Work.AddAsync(
                    session, WorkKind.SandboxFinish, payment, now, order.IsFinishedLater ? now + FinishAfter : now, SandboxFinish.WorkIdOf(order.OperationId));
            }
        }

        return (await FindOperationAsync(session, order.OperationId))!;
    });

    /// <summary>The faults asked for: by the payment itself, or else by its account.</summary>
    public ValueTask<SandboxFaults> FaultsAsync(string accountId, string? transactionId) => database.ReadAsync(async session =>
    {
        var asked = await session.FirstOrDefaultAsync<Asked>(
            """
            SELECT sandbox_faults AS of_account, (SELECT faults FROM sandbox_transactions WHERE transaction_id = @transactionId) AS of_payment
            FROM accounts WHERE account_number = @number
            """,
            new { transactionId, number = long.Parse(accountId, System.Globalization.CultureInfo.InvariantCulture) });
        return SandboxFaults.Parse(asked?.OfPayment).Or(SandboxFaults.Parse(asked?.OfAccount));
    });

    public ValueTask<SandboxTransaction?> FindAsync(string? transactionId) => database.ReadAsync(async session =>
        await session.FirstOrDefaultAsync<SandboxTransaction>(
            "SELECT transaction_id, payment_id, amount, refunded_amount, state, reason FROM sandbox_transactions WHERE transaction_id = @transactionId",
            new { transactionId }));

    public ValueTask<SandboxOperation?> FindOperationAsync(string operationId) =>
        database.ReadAsync(async session => await FindOperationAsync(session, operationId));

    public static Task<SandboxOperation?> FindOperationAsync(Session session, string operationId) =>
        session.FirstOrDefaultAsync<SandboxOperation>(
            $"SELECT {Columns} FROM sandbox_operations WHERE operation_id = @operationId", new { operationId });

    /// <summary>How often the transaction has been asked about, this time included.</summary>
    public Task<long> CountQueryAsync(string? transactionId) => database.WriteAsync(async session =>
        await session.ScalarAsync<long?>(
            "UPDATE sandbox_transactions SET queries = queries + 1 WHERE transaction_id = @transactionId RETURNING queries", new { transactionId }) ?? 1);

    private sealed class Asked
    {
        public string? OfAccount { get; init; }
        public string? OfPayment { get; init; }
    }
}
