using System.Diagnostics;
using System.Globalization;
using Pay.Torture.Checks;
using Pay.Torture.Load;
using Pay.Torture.Running;

namespace Pay.Torture.Parts;

/// <summary>How long a run is and on what.</summary>
internal sealed record KillPlan
{
    public required int Seed { get; init; }
    public required int Rounds { get; init; }
    public required TimeSpan TimeMax { get; init; }

    /// <summary>Rounds on one database before everything settles and is judged; a finding is then near its cause.</summary>
    public int RoundsPerEpoch { get; init; } = 40;

    /// <summary>How many gateways share the database; one of them is killed in each round.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>Whether every failpoint has to be reached.</summary>
    public bool VisitsEveryFailpoint { get; init; } = true;

    /// <summary>Whether the run is over when it has been everywhere, however many rounds that took.</summary>
    public bool OncePerFailpoint { get; init; }

    /// <summary>A fresh place for each epoch.</summary>
    public Func<Task<Ground>> NewGround { get; init; } = () => Task.FromResult(new Ground());
}

/// <summary>
/// Rounds of: start the gateway, work, kill it; then everything is left to settle, and what the clients were told is compared with the
/// books. Waiting for leases and back-off is replaced by starting with a later clock.
/// </summary>
internal sealed class KillRun(KillPlan plan, Tally tally)
{
    private const int Clients = 6;
    private const int SlowCallsPerMille = 15;
    private const int RandomKillAfterMsMax = 700;

    /// <summary>How often the rules that always hold are looked at; in the other rounds the gateway itself is the first to open what was left.</summary>
    private const int RoundsPerLook = 5;

    private static readonly TimeSpan FailpointPatience = TimeSpan.FromSeconds(4);

    private readonly Random _random = new(plan.Seed);
    private readonly Queue<Target> _targets = new();
    private readonly HashSet<string> _hit = new(StringComparer.Ordinal);
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private int _round;
    private int _epoch;

    private bool IsOver => tally[Count.Rounds] >= plan.Rounds || _elapsed.Elapsed >= plan.TimeMax
        || (plan.OncePerFailpoint && _hit.Count == Target.All.Length);

    public async Task RunAsync()
    {
        while (!IsOver && tally.Violations == 0)
        {
            await EpochAsync();
        }

        if (plan.VisitsEveryFailpoint)
        {
            tally.ExpectVisits([.. Target.All.Select(target => target.Name)]);
        }
    }

    private async Task EpochAsync()
    {
        var before = tally.Violations;
        var ground = await plan.NewGround();
        await ground.PrepareAsync();
        string? log;
        using var crew = new Crew(ground, tally, Clients, (plan.Seed * 1000) + _epoch++);
        await using (var fleet = new Fleet(ground, plan.Processes, plan.Seed))
        {
            for (var round = 0; round < plan.RoundsPerEpoch && !IsOver && tally.Violations == before; round++)
            {
                await NextRoundAsync(fleet, crew);
                if (round % RoundsPerLook == 0)
                {
                    await Judge.RulesAsync(ground, tally, Judge.Always);
                }
            }

            await new Settlement(fleet, crew, tally).RunAsync(_round += 10, judgesLeases: true);
            _round += 10;
            log = fleet.Serving.FirstOrDefault()?.Log;
        }

        if (tally.Violations == before)
        {
            ground.Dispose();
        }
        else
        {
            tally.Note($"kept for a look: {ground.Directory}; the last gateway said:\n{log}");
        }
    }

    private async Task NextRoundAsync(Fleet fleet, Crew crew)
    {
        var missing = _hit.Count < Target.All.Length;
        if (!missing && _random.Next(2) == 0)
        {
            await RoundAsync(fleet, crew, target: null);
            return;
        }

        var target = NextTarget();
        if (target.NeedsDoubt)
        {
            await RoundAsync(fleet, crew, Target.All.First(other => other is { At: Gateway.Reliability.FailpointAt.CallAnswered, What: "authorise" }));
        }

        if (!await RoundAsync(fleet, crew, target))
        {
            _targets.Enqueue(target);
        }
    }

    private Target NextTarget()
    {
        if (_targets.Count == 0)
        {
            foreach (var target in Target.All.OrderBy(_ => _random.Next()))
            {
                _targets.Enqueue(target);
            }
        }

        return _targets.Dequeue();
    }

    /// <returns>Whether the target was reached.</returns>
    private async Task<bool> RoundAsync(Fleet fleet, Crew crew, Target? target)
    {
        _round++;
        fleet.ExpectAlive(tally);
        await fleet.ShiftAsync(TimeSpan.FromSeconds(plan.Processes == 1 ? _random.Next(20, 100) : 0) + (target?.Shift ?? TimeSpan.Zero));
        var failpoint = target?.Variable(_random, first: !_hit.Contains(target.Name));
        var victim = await fleet.StartVictimAsync(_random, failpoint, SlowCallsPerMille);
        using var stop = new CancellationTokenSource();
        var work = crew.WorkAsync(fleet.Addresses, _round, target?.Bias ?? Bias.None, stop.Token);
        await Task.WhenAny(victim.Ended, Task.Delay(target is null ? TimeSpan.FromMilliseconds(_random.Next(RandomKillAfterMsMax)) : FailpointPatience));
        await victim.KillAsync();
        await stop.CancelAsync();
        await work;

        tally.Add(Count.Rounds);
        tally.Add(Count.Kills);
        tally.Check(
            victim.DiedAtFailpoint || victim.KilledFromOutside,
            string.Create(CultureInfo.InvariantCulture, $"the gateway ended by itself with exit code {victim.ExitCode}:\n{victim.Log}"));
        if (target is null || !victim.DiedAtFailpoint)
        {
            return false;
        }

        _hit.Add(target.Name);
        tally.Visit(target.Name);
        return true;
    }
}
