using System.Globalization;
using Pay.Gateway.Reliability;
using Pay.Torture.Load;

namespace Pay.Torture.Parts;

/// <summary>A failpoint of one operation, and what brings the gateway there.</summary>
internal sealed record Target(FailpointAt At, string? What, Bias Bias)
{
    /// <summary>Every failpoint with everything that gets there.</summary>
    public static readonly Target[] All =
    [
        .. Each(FailpointAt.IntentWritten, "authorise", "capture", "cancel", "refund"),
        .. Each(FailpointAt.CallStarting, "authorise", "capture", "cancel", "refund", "query"),
        .. Each(FailpointAt.CallAnswered, "authorise", "capture", "cancel", "refund", "query"),
        .. Each(FailpointAt.OutcomeWritten, "authorise", "capture", "cancel", "refund", "inquire", "expire"),
        .. Each(FailpointAt.WorkDone, "authorise", "capture", "cancel", "refund", "inquire", "expire"),
        .. Each(FailpointAt.EventStarting, "payment", "refund"),
        .. Each(FailpointAt.EventWritten, "payment", "refund"),
        new(FailpointAt.CommitStarting, What: null, Bias.None),
        new(FailpointAt.CommitDone, What: null, Bias.None),
    ];

    /// <summary>A payment whose authorisation is in doubt is needed before anybody inquires about one.</summary>
    public bool NeedsDoubt => What is "query" or "inquire";

    public string Name => What is null ? At.ToString() : $"{At}/{What}";

    /// <summary>How far the clock goes before the round, so that what is to be reached is due.</summary>
    public TimeSpan Shift => What switch
    {
        "expire" => TimeSpan.FromMinutes(95),
        "query" or "inquire" => TimeSpan.FromMinutes(6),
        _ => TimeSpan.Zero,
    };

    /// <summary>For <see cref="Failpoint.Variable"/>; the first visit takes the first passage, later ones another.</summary>
    public string Variable(Random random, bool first)
    {
        var time = (first, At) switch
        {
            // The first commits are those of the start; those under load come later.
            (_, FailpointAt.CommitStarting or FailpointAt.CommitDone) => random.Next(1, 60),
            (true, _) => 1,
            _ => random.Next(1, 5),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Name}:{time}");
    }

    private static IEnumerable<Target> Each(FailpointAt at, params string[] whats) => whats.Select(what => new Target(at, what, what switch
    {
        "refund" => Bias.Refunds,
        "cancel" => Bias.Cancels,
        "capture" => Bias.Captures,
        "authorise" => Bias.Authorisations,
        _ => Bias.None,
    }));
}
