using System.Collections.Concurrent;
using System.Globalization;

namespace Pay.Torture.Running;

/// <summary>What a tally counts; each is a column of the final table.</summary>
internal enum Count
{
    Rounds,
    Kills,
    Creates,
    Payments,
    Captures,
    Cancels,
    Refunds,
    LostAnswers,
    Replays,
}

/// <summary>The counts and the findings of one part.</summary>
internal sealed class Tally(string part, Progress progress)
{
    private const int ViolationsShownMax = 40;

    private readonly long[] _counts = new long[Enum.GetValues<Count>().Length];
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentDictionary<string, int> _visits = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _notes = new();

    public string Part { get; } = part;

    public int Violations => _violations.Count;

    public IEnumerable<string> Notes => _notes;

    /// <summary>Why the part could not be run here; it then counts as skipped, never as passed.</summary>
    public string? Skipped { get; private set; }

    public long this[Count what] => Interlocked.Read(ref _counts[(int)what]);

    public void Add(Count what, long by = 1)
    {
        Interlocked.Add(ref _counts[(int)what], by);
        progress.Show(this);
    }

    /// <summary>Something that must not be. The run goes on, so that one finding does not hide the next.</summary>
    public void Violation(string text)
    {
        _violations.Enqueue(text);
        if (_violations.Count <= ViolationsShownMax)
        {
            progress.Say($"VIOLATION [{Part}] {text}");
        }
    }

    public void Check(bool holds, string text)
    {
        if (!holds)
        {
            Violation(text);
        }
    }

    /// <summary>Something that the table has no column for.</summary>
    public void Note(string text)
    {
        _notes.Enqueue(text);
        progress.Say($"[{Part}] {text}");
    }

    public void Skip(string why)
    {
        Skipped = why;
        progress.Say($"[{Part}] skipped: {why}");
    }

    /// <summary>A failpoint, an interleaving, a case: a place that a run is expected to get to.</summary>
    public void Visit(string place) => _visits.AddOrUpdate(place, 1, (_, times) => times + 1);

    /// <summary>A place that is never reached proves nothing: the suite itself is then broken.</summary>
    public void ExpectVisits(IReadOnlyCollection<string> places)
    {
        var missed = places.Where(place => !_visits.ContainsKey(place)).ToList();
        Note(string.Create(CultureInfo.InvariantCulture, $"{places.Count - missed.Count} of {places.Count} places reached: ")
            + string.Join(", ", places.Where(_visits.ContainsKey).Select(place => string.Create(CultureInfo.InvariantCulture, $"{place} x{_visits[place]}"))));
        Check(missed.Count == 0, "never reached: " + string.Join(", ", missed));
    }
}
