using Pay.Gateway.Storage;

namespace Pay.Gateway.Telemetry;

/// <summary>What waited, and was unknown, at one moment, over all processes.</summary>
internal sealed record WorkSample(IReadOnlyList<WorkSample.KindCount> Waiting, long Parked, long Unknown, TimeSpan OldestUnknown)
{
    public static readonly WorkSample Empty = new([], 0, 0, TimeSpan.Zero);

    /// <summary>An operation whose call should long be over and that has no outcome is as unknown as one that says so.</summary>
    private static readonly TimeSpan CallIsOverAfter = TimeSpan.FromMinutes(1);

    public static async ValueTask<WorkSample> TakeAsync(Session session, DateTimeOffset now)
    {
        var waiting = await session.ListAsync<KindCount>(
            "SELECT kind, count(*) AS count FROM work WHERE parked_at IS NULL AND due_at <= @now GROUP BY kind",
            new { now = now.ToUnixTimeMilliseconds() });
        var parked = await session.ScalarAsync<long>("SELECT count(*) FROM work WHERE parked_at IS NOT NULL");
        var unknown = (await session.FirstOrDefaultAsync<Unsettled>(
            """
            SELECT count(*) AS count, min(intended_at) AS oldest FROM provider_operations
            WHERE (outcome IS NULL OR outcome = 'unknown') AND (outcome IS NOT NULL OR intended_at < @over)
            """,
            new { over = (now - CallIsOverAfter).ToUnixTimeMilliseconds() }))!;
        return new WorkSample(
            waiting, parked, unknown.Count, unknown.Oldest is { } oldest ? now - DateTimeOffset.FromUnixTimeMilliseconds(oldest) : TimeSpan.Zero);
    }

    public sealed class KindCount
    {
        public string Kind { get; init; } = "";
        public long Count { get; init; }
    }

    private sealed class Unsettled
    {
        public long Count { get; init; }
        public long? Oldest { get; init; }
    }
}
