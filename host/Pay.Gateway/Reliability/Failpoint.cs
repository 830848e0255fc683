namespace Pay.Gateway.Reliability;

/// <summary>The moments around a durable step at which a crash leaves something different behind.</summary>
internal enum FailpointAt
{
    /// <summary>The intent is written, not committed.</summary>
    IntentWritten,

    /// <summary>The intent is committed, the provider has heard nothing.</summary>
    CallStarting,

    /// <summary>The provider has acted, nobody here has written it down.</summary>
    CallAnswered,

    /// <summary>The result and the end of its work are written, not committed.</summary>
    OutcomeWritten,

    /// <summary>The result is committed, nobody has been told.</summary>
    WorkDone,

    /// <summary>The state has moved, its event is not written.</summary>
    EventStarting,

    /// <summary>State and event are written, not committed.</summary>
    EventWritten,

    /// <summary>A transaction, or a batch of them, is about to be committed.</summary>
    CommitStarting,

    /// <summary>It is durable, nobody has been told.</summary>
    CommitDone,
}

/// <summary>
/// Places at which a test can have the process die, as from <c>kill -9</c>: nothing is flushed, nothing is said. A process that was
/// started with <c>PAY_FAILPOINT=Point[/what][:n]</c> in its environment (<c>CallAnswered/refund:2</c>) ends itself when it
/// gets there for the n-th time; any other process does not notice them.
/// </summary>
internal static class Failpoint
{
    public const string Variable = "PAY_FAILPOINT";

    private static readonly string? Wanted = Environment.GetEnvironmentVariable(Variable);
    private static readonly (FailpointAt At, string? What, int Time) Armed = Parse(Wanted);
    private static int s_times;

    /// <param name="at">The moment.</param>
    /// <param name="what">Whose: the operation, the kind of work, the noun.</param>
    public static void Reached(FailpointAt at, string? what = null)
    {
        // A static readonly field is a constant to the compiler once the method is hot: without the variable nothing is left here.
        if (Wanted is not null)
        {
            DieIfArmed(at, what);
        }
    }

    private static void DieIfArmed(FailpointAt at, string? what)
    {
        if (at == Armed.At && (Armed.What is null || Armed.What == what) && Interlocked.Increment(ref s_times) == Armed.Time)
        {
            System.Diagnostics.Process.GetCurrentProcess().Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }

    private static (FailpointAt At, string? What, int Time) Parse(string? wanted)
    {
        if (wanted is null)
        {
            return default;
        }

        var (place, time) = wanted.Split(':') is [var left, var right] ? (left, int.Parse(right, System.Globalization.CultureInfo.InvariantCulture)) : (wanted, 1);
        return place.Split('/') is [var at, var what] ? (Enum.Parse<FailpointAt>(at), what, time) : (Enum.Parse<FailpointAt>(place), null, time);
    }
}
