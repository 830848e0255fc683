using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>What there is to do, by name: the name is what the database holds.</summary>
internal static class WorkKind
{
    /// <summary>End a payment whose time is over.</summary>
    public const string Expire = "expire";

    /// <summary>Find out what became of an authorisation that was never answered.</summary>
    public const string Inquire = "inquire";
    public const string Capture = "capture";
    public const string Cancel = "cancel";
    public const string Refund = "refund";

    /// <summary>The sandbox finishes what it had only accepted. A real provider does this on its own side.</summary>
    public const string SandboxFinish = "sandbox_finish";

    /// <summary>Nothing to do for a program: something happened that a person has to look at. Parked from the start.</summary>
    public const string Attention = "attention";
}

/// <summary>A piece of work in the hands of whoever holds its lease.</summary>
internal sealed class WorkItem
{
    public long WorkNumber { get; init; }
    public string Kind { get; init; } = "";
    public long PaymentNumber { get; init; }

    /// <summary>The provider operation that this is about, where it is about one.</summary>
    public string? OperationId { get; init; }

    /// <summary>1 for the first try.</summary>
    public long Attempts { get; init; }

    /// <summary>Names this lease and no other: who no longer holds it cannot finish the work.</summary>
    public string LeasedBy { get; init; } = "";

    /// <summary>Why the last try did not finish it.</summary>
    public string? Reason { get; init; }
}

/// <summary>
/// The table of everything that happens without anybody asking. A row is written in the transaction that makes it necessary and
/// removed in the transaction that makes it unnecessary; in between, whoever holds the lease may do it. The work of a killed
/// process is free again when its lease runs out.
/// </summary>
internal static class Work
{
    /// <summary>Longer than any provider call may take, so that work is not done by two at once.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Clocks of processes that share a database may differ by this much before one of them counts as wrong.</summary>
    private static readonly TimeSpan ClockDifferenceMax = TimeSpan.FromMinutes(1);

    private const string AddSql =
        """
        INSERT INTO work (kind, payment_number, operation_id, due_at, scheduled_at)
        VALUES (@kind, @payment_number, @operation_id, @due_at, @now)
        """;

    private const string AddLeasedSql =
        """
        INSERT INTO work (kind, payment_number, operation_id, due_at, scheduled_at, attempts, leased_by, leased_until)
        VALUES (@kind, @payment_number, @operation_id, @now, @now, 1, @leased_by, @leased_until)
        RETURNING work_number
        """;

    public static Task AddAsync(
        Session session, string kind, long paymentNumber, DateTimeOffset now, DateTimeOffset dueAt, string? operationId = null) =>
        session.Prepare(AddSql).ExecuteAsync(
            kind, paymentNumber, operationId, dueAt.ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds());

    /// <summary>Adds work that this process does at once; should it die before, another takes over when the lease runs out.</summary>
    public static async Task<WorkItem> AddLeasedAsync(Session session, string kind, long paymentNumber, string operationId, DateTimeOffset now)
    {
        var leasedBy = NewLease();
        var number = await session.Prepare(AddLeasedSql).ScalarAsync(
            kind, paymentNumber, operationId, now.ToUnixTimeMilliseconds(), leasedBy, (now + Lease).ToUnixTimeMilliseconds());
        return new WorkItem
        {
            WorkNumber = number,
            Kind = kind,
            PaymentNumber = paymentNumber,
            OperationId = operationId,
            Attempts = 1,
            LeasedBy = leasedBy,
        };
    }

    public static async ValueTask<bool> AnyDueAsync(Session session, DateTimeOffset now) =>
        await session.Prepare(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM work WHERE parked_at IS NULL AND due_at <= @now AND leased_until <= @now LIMIT 1) AS due
            """).ScalarAsync(now.ToUnixTimeMilliseconds()) > 0;

    /// <summary>
    /// Leases what is due, oldest first, but nothing about an operation that this process has in hand: after a jump of the clock its
    /// lease may seem to be over while it is being done. (The list is one text: a list of parameters is not the same SQL on both engines.)
    /// </summary>
    public static Task<List<WorkItem>> LeaseDueAsync(Session session, DateTimeOffset now, int max, IReadOnlyCollection<string> inHand) =>
        session.ListAsync<WorkItem>(
            $"""
            UPDATE work SET leased_by = @leasedBy, leased_until = @leasedUntil, attempts = attempts + 1, scheduled_at = @now
            WHERE work_number IN (
                SELECT work_number FROM work
                WHERE parked_at IS NULL AND due_at <= @now AND leased_until <= @now
                    AND (operation_id IS NULL OR @inHand NOT LIKE '%' || operation_id || '%')
                ORDER BY due_at LIMIT @max {session.Dialect.SkipLocked})
            RETURNING work_number, kind, payment_number, operation_id, attempts, leased_by, reason
            """,
            new { leasedBy = NewLease(), leasedUntil = (now + Lease).ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds(), max, inHand = string.Join(' ', inHand) });

    /// <summary>
    /// Makes due at once what got its time from a clock that was ahead of this one; its handler finds out whether it is too early.
    /// Returns how many.
    /// </summary>
    public static Task<int> RescheduleFromFutureAsync(Session session, DateTimeOffset now) => session.ExecuteAsync(
        """
        UPDATE work SET due_at = @now, scheduled_at = @now, leased_by = NULL, leased_until = 0
        WHERE parked_at IS NULL AND scheduled_at > @future
        """,
        new { now = now.ToUnixTimeMilliseconds(), future = (now + ClockDifferenceMax).ToUnixTimeMilliseconds() });

    /// <summary><see langword="false"/>: the lease has gone to somebody else, whose result counts.</summary>
    public static async Task<bool> RemoveAsync(Session session, WorkItem item)
    {
        var removed = await session.ExecuteAsync("DELETE FROM work WHERE work_number = @WorkNumber AND leased_by = @LeasedBy", item) == 1;
        Failpoint.Reached(FailpointAt.OutcomeWritten, item.Kind);
        return removed;
    }

    /// <summary>Removes whatever work is about an operation that has been settled.</summary>
    public static Task RemoveForOperationAsync(Session session, string operationId) =>
        session.ExecuteAsync("DELETE FROM work WHERE operation_id = @operationId", new { operationId });

    /// <summary>Gives the work back, to be tried again at <paramref name="dueAt"/>.</summary>
    public static Task PostponeAsync(Session session, WorkItem item, DateTimeOffset now, DateTimeOffset dueAt, string? reason) => session.ExecuteAsync(
        """
        UPDATE work SET due_at = @dueAt, scheduled_at = @now, leased_by = NULL, leased_until = 0, reason = @reason
        WHERE work_number = @WorkNumber AND leased_by = @LeasedBy
        """,
        new { item.WorkNumber, item.LeasedBy, dueAt = dueAt.ToUnixTimeMilliseconds(), now = now.ToUnixTimeMilliseconds(), reason });

    /// <summary>Leaves the work for a person, with the reason.</summary>
    public static Task ParkAsync(Session session, WorkItem item, DateTimeOffset now, string reason) => session.ExecuteAsync(
        """
        UPDATE work SET parked_at = @now, leased_by = NULL, leased_until = 0, reason = @reason
        WHERE work_number = @WorkNumber AND leased_by = @LeasedBy
        """,
        new { item.WorkNumber, item.LeasedBy, now = now.ToUnixTimeMilliseconds(), reason });

    /// <summary>Raises a flag: something that a person has to look at.</summary>
    public static Task FlagAsync(Session session, long paymentNumber, DateTimeOffset now, string reason, string? operationId = null) =>
        session.ExecuteAsync(
            """
            INSERT INTO work (kind, payment_number, operation_id, due_at, scheduled_at, parked_at, reason)
            VALUES (@kind, @paymentNumber, @operationId, @now, @now, @now, @reason)
            """,
            new { kind = WorkKind.Attention, paymentNumber, operationId, now = now.ToUnixTimeMilliseconds(), reason });

    /// <summary>As the other, but once for each operation; settling the operation takes it away again.</summary>
    public static Task FlagOnceAsync(Session session, long paymentNumber, DateTimeOffset now, string reason, string operationId) =>
        session.ExecuteAsync(
            """
            INSERT INTO work (kind, payment_number, operation_id, due_at, scheduled_at, parked_at, reason)
            SELECT @kind, @paymentNumber, @operationId, @now, @now, @now, @reason
            WHERE NOT EXISTS (SELECT 1 FROM work WHERE kind = @kind AND operation_id = @operationId)
            """,
            new { kind = WorkKind.Attention, paymentNumber, operationId, now = now.ToUnixTimeMilliseconds(), reason });

    /// <summary>Whether work of a kind is to be done for the payment, or waits for a person.</summary>
    public static async Task<bool> IsWaitingAsync(Session session, long paymentNumber, string kind) => await session.ScalarAsync<long>(
        "SELECT count(*) FROM work WHERE payment_number = @paymentNumber AND kind = @kind", new { paymentNumber, kind }) > 0;

    /// <summary>How often an operation that is not settled has been tried.</summary>
    public static Task<long> AttemptsAsync(Session session, string operationId) => session.ScalarAsync<long>(
        "SELECT coalesce(max(attempts), 0) FROM work WHERE operation_id = @operationId AND kind <> 'attention'", new { operationId });

    private static string NewLease() => Guid.NewGuid().ToString("N");
}
