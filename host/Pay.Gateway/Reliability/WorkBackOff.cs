using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>When work that did not succeed is tried again: later each time, with jitter, and not for ever.</summary>
internal static class WorkBackOff
{
    /// <summary>With the longest wait of an hour between tries, this is about a day.</summary>
    public const int AttemptsMax = 30;

    private const double FirstWaitSeconds = 2;
    private const double LongestWaitSeconds = 3600;

    public static Task RetryAsync(Session session, WorkItem item, DateTimeOffset now, string reason) =>
        item.Attempts >= AttemptsMax
            ? Work.ParkAsync(session, item, now, reason)
            : Work.PostponeAsync(session, item, now + Wait(item.Attempts), reason);

    private static TimeSpan Wait(long attempts)
    {
        var seconds = Math.Min(LongestWaitSeconds, FirstWaitSeconds * Math.Pow(2, attempts - 1));
        return TimeSpan.FromSeconds(seconds * (0.75 + (Random.Shared.NextDouble() / 2)));
    }
}
