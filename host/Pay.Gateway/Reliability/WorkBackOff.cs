using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>What becomes of work that did not succeed: it is tried again, later each time, and not for ever.</summary>
internal static class WorkBackOff
{
    public static bool IsLastAttempt(WorkItem item) => item.Attempts >= WorkPolicy.Of(item.Kind).AttemptsMax;

    public static Task RetryAsync(Session session, WorkItem item, DateTimeOffset now, string reason) =>
        IsLastAttempt(item)
            ? Work.ParkAsync(session, item, now, reason)
            : Work.PostponeAsync(session, item, now, now + WorkPolicy.Of(item.Kind).Wait(item.Attempts), reason);
}
