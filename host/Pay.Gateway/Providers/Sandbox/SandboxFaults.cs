using System.Text.RegularExpressions;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>How the sandbox misbehaves when it is asked to.</summary>
internal enum SandboxFault
{
    None,

    /// <summary>No connection: certain that nothing was done.</summary>
    Unreachable,

    /// <summary>The connection breaks; nothing was done.</summary>
    ResetBefore,

    /// <summary>The connection breaks; it was done.</summary>
    ResetAfter,

    /// <summary>No answer until the time limit; nothing was done.</summary>
    TimeoutBefore,

    /// <summary>No answer until the time limit; it was done.</summary>
    TimeoutAfter,

    /// <summary>Done, and answered later than a browser waits.</summary>
    Slow,

    /// <summary>Done, and answered with something that cannot be read.</summary>
    Garbage,

    /// <summary>The provider reports a fault of its own: certain that nothing was done.</summary>
    Error,

    /// <summary>The provider says no.</summary>
    Refused,

    /// <summary>Accepted; done and notified a little later.</summary>
    Submitted,

    /// <summary>Accepted; fails a little later, and is notified.</summary>
    SubmittedFails,

    /// <summary>Accepted; done a little later, and never notified.</summary>
    SubmittedSilent,

    /// <summary>Done, and notified twice.</summary>
    NotifiedTwice,

    /// <summary>Done, and notified before the call itself is answered.</summary>
    NotifiedEarly,

    /// <summary>Done and notified, and then comes the notification of an earlier stage.</summary>
    NotifiedOutOfOrder,

    /// <summary>Questions only: the provider does not know the payment yet.</summary>
    NotFound,
}

/// <summary>
/// Which operations misbehave, how, and how often. Written <c>operation=fault</c> or <c>operation=fault*times</c>, separated by commas; once
/// unless it says how often. An account can be set to it, and a payment can carry it in its description or reference as
/// <c>sandbox:operation=fault</c>.
/// </summary>
internal sealed partial class SandboxFaults
{
    public const string Authorise = "authorise";
    public const string Capture = "capture";
    public const string Cancel = "cancel";
    public const string Refund = "refund";
    public const string Query = "query";

    public static readonly SandboxFaults None = new([]);

    public static readonly IReadOnlyList<string> Operations = [Authorise, Capture, Cancel, Refund, Query];

    private static readonly Dictionary<string, SandboxFault> ByName = Enum.GetValues<SandboxFault>()
        .Where(fault => fault != SandboxFault.None)
        .ToDictionary(fault => HumpPattern().Replace(fault.ToString(), "-${letter}").ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly SandboxFault[] OfQuestions =
        [SandboxFault.Unreachable, SandboxFault.TimeoutBefore, SandboxFault.Slow, SandboxFault.Garbage, SandboxFault.NotFound];

    private readonly Dictionary<string, (SandboxFault Fault, int Times)> _plan;

    private SandboxFaults(Dictionary<string, (SandboxFault Fault, int Times)> plan) => _plan = plan;

    public static IEnumerable<string> FaultNames(string operation) =>
        ByName.Where(fault => IsPossible(operation, fault.Value)).Select(fault => fault.Key);

    /// <summary>The fault of the given attempt.</summary>
    public SandboxFault Of(string operation, long attempt) =>
        _plan.TryGetValue(operation, out var entry) && attempt <= entry.Times ? entry.Fault : SandboxFault.None;

    /// <summary>Takes what the other plan says of operations that this one says nothing of.</summary>
    public SandboxFaults Or(SandboxFaults other)
    {
        if (other._plan.Count == 0)
        {
            return this;
        }

        var both = new Dictionary<string, (SandboxFault, int)>(other._plan, StringComparer.Ordinal);
        foreach (var (operation, entry) in _plan)
        {
            both[operation] = entry;
        }

        return new SandboxFaults(both);
    }

    /// <summary>As <see cref="TryParse"/>, of what has been judged before it was stored.</summary>
    public static SandboxFaults Parse(string? text) => TryParse(text, out var faults, out _) ? faults : None;

    /// <summary>Reads a setting such as <c>refund=timeout-after,capture=slow*2</c>.</summary>
    /// <returns><see langword="false"/>: <paramref name="wrong"/> is the part that says nothing.</returns>
    public static bool TryParse(string? text, out SandboxFaults faults, out string wrong)
    {
        var plan = new Dictionary<string, (SandboxFault, int)>(StringComparer.Ordinal);
        faults = None;
        wrong = "";
        foreach (var entry in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var match = EntryPattern().Match(entry);
            if (!match.Success || match.Length != entry.Length || !TryAdd(plan, match))
            {
                wrong = entry;
                return false;
            }
        }

        faults = new SandboxFaults(plan);
        return true;
    }

    /// <summary>Finds <c>sandbox:operation=fault</c> in texts that a service wrote; what is no fault is only text.</summary>
    public static SandboxFaults Find(params ReadOnlySpan<string> texts)
    {
        Dictionary<string, (SandboxFault, int)>? plan = null;
        foreach (var text in texts)
        {
            if (text.Contains(Marker, StringComparison.Ordinal))
            {
                plan ??= new(StringComparer.Ordinal);
                foreach (Match match in MarkedPattern().Matches(text))
                {
                    TryAdd(plan, match);
                }
            }
        }

        return plan is null ? None : new SandboxFaults(plan);
    }

    /// <summary>In the form that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => string.Join(',', _plan.Select(entry =>
        $"{entry.Key}={ByName.First(name => name.Value == entry.Value.Fault).Key}*{entry.Value.Times.ToString(System.Globalization.CultureInfo.InvariantCulture)}"));

    private static bool TryAdd(Dictionary<string, (SandboxFault, int)> plan, Match match)
    {
        var operation = match.Groups["operation"].Value;
        if (!ByName.TryGetValue(match.Groups["fault"].Value, out var fault) || !IsPossible(operation, fault))
        {
            return false;
        }

        plan[operation] = (fault, match.Groups["times"] is { Success: true } times
            ? int.Parse(times.ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : 1);
        return true;
    }

    private static bool IsPossible(string operation, SandboxFault fault) => operation == Query
        ? OfQuestions.Contains(fault)
        : Operations.Contains(operation, StringComparer.Ordinal) && fault != SandboxFault.NotFound
            && !(operation == Authorise && fault is SandboxFault.Submitted or SandboxFault.SubmittedFails or SandboxFault.SubmittedSilent);

    private const int MatchTimeoutMs = 1000;

    private const string Marker = "sandbox:";

    private const string Entry = @"(?<operation>[a-z]+)=(?<fault>[a-z]+(-[a-z]+)*)(\*(?<times>[0-9]{1,4}))?";

    [GeneratedRegex(Entry, RegexOptions.ExplicitCapture, MatchTimeoutMs)]
    private static partial Regex EntryPattern();

    [GeneratedRegex(Marker + Entry, RegexOptions.ExplicitCapture, MatchTimeoutMs)]
    private static partial Regex MarkedPattern();

    [GeneratedRegex("(?<!^)(?<letter>[A-Z])", RegexOptions.ExplicitCapture, MatchTimeoutMs)]
    private static partial Regex HumpPattern();
}
