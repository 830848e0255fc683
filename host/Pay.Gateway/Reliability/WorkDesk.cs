using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>A piece of work as an operator sees it.</summary>
internal sealed class WorkListing
{
    public long WorkNumber { get; init; }
    public string Kind { get; init; } = "";
    public string PaymentId { get; init; } = "";

    /// <summary>Milliseconds since 1970 UTC, as is <see cref="ParkedAt"/>.</summary>
    public long DueAt { get; init; }
    public long? ParkedAt { get; init; }
    public long Attempts { get; init; }
    public string? Reason { get; init; }
}

/// <summary>The work table in the hands of a person: what waits, what was parked and why, and what becomes of it.</summary>
internal static class WorkDesk
{
    /// <summary>Every unfinished payment has a row that waits for its end; nobody reads more than this.</summary>
    public const int ListedMax = 1000;

    /// <summary>What comes first is first: parked work by its number, waiting work by when it is due.</summary>
    public static async ValueTask<List<WorkListing>> ListAsync(Session session, bool parkedOnly) => await session.ListAsync<WorkListing>(
        $"""
        SELECT work.work_number, work.kind, payments.payment_id, work.due_at, work.parked_at, work.attempts, work.reason
        FROM work JOIN payments ON payments.payment_number = work.payment_number
        WHERE work.parked_at {(parkedOnly ? "IS NOT NULL" : "IS NULL")}
        ORDER BY {(parkedOnly ? "work.work_number" : "work.due_at, work.work_number")} LIMIT @max
        """,
        new { max = ListedMax + 1 });

    /// <summary>
    /// Makes parked work due now, with all its attempts before it but the first: what was sent once stays sent, and is asked about instead.
    /// <see langword="false"/>: no such work is parked.
    /// </summary>
    public static async Task<bool> RetryAsync(Session session, long workNumber, DateTimeOffset now) => await session.ExecuteAsync(
        """
        UPDATE work SET parked_at = NULL, attempts = 1, due_at = @now, scheduled_at = @now, leased_by = NULL, leased_until = 0
        WHERE work_number = @workNumber AND parked_at IS NOT NULL AND kind <> @Attention
        """,
        new { workNumber, now = now.ToUnixTimeMilliseconds(), WorkKind.Attention }) == 1;

    /// <summary>Takes down a flag that a person has looked at. <see langword="false"/>: there is no such flag. Work is never dismissed.</summary>
    public static async Task<bool> DismissAsync(Session session, long workNumber) => await session.ExecuteAsync(
        "DELETE FROM work WHERE work_number = @workNumber AND kind = @Attention", new { workNumber, WorkKind.Attention }) == 1;
}
