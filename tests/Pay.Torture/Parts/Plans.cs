using System.Collections.Concurrent;
using Pay.Torture.Parts.Disk;
using Pay.Torture.Parts.Faults;
using Pay.Torture.Parts.Races;
using Pay.Torture.Running;

namespace Pay.Torture.Parts;

/// <summary>Which parts run, and for how long.</summary>
internal static class Plans
{
    /// <summary>Of the long runs, unless the command line says otherwise.</summary>
    private const int KillRounds = 1_000;
    private const int RaceRounds = 5_000;
    private const int FewRounds = 40;
    private const int EngineRounds = 200;
    private const int FailoverRounds = 10;
    private const int ClockRounds = 200;
    private const int FaultCases = 1_500;
    private const int TornLogPositions = 200;
    private const int FullDiskRounds = 10;
    private const double MinutesMax = 60;

    private const int ShortLanes = 2;

    public static async Task<IReadOnlyList<Tally>> RunAsync(TortureOptions options, Progress progress)
    {
        var parts = (options.Part == "short" ? ShortParts(options.Seed) : LongParts(options)).Select(part => (Tally: new Tally(part.Name, progress), part.Run)).ToList();

        // Much of a part is waiting for something to come to rest: the short run has two lanes. Long runs have one, so that the
        // figures of a part are its own.
        var lanes = Enumerable.Range(0, options.Part == "short" ? ShortLanes : 1);
        var waiting = new ConcurrentQueue<(Tally Tally, Func<Tally, Task> Run)>(parts);
        await Task.WhenAll(lanes.Select(_ => Task.Run(async () =>
        {
            while (waiting.TryDequeue(out var part))
            {
                await RunAsync(part.Tally, part.Run);
            }
        })));
        return [.. parts.Select(part => part.Tally)];
    }

    private static async Task RunAsync(Tally tally, Func<Tally, Task> run)
    {
        try
        {
            await run(tally);
        }
        catch (Exception fault)
        {
            tally.Violation($"the part broke down: {fault}");
        }
    }

    /// <summary>A little of everything, in about two minutes on two slow cores.</summary>
    private static IEnumerable<(string Name, Func<Tally, Task> Run)> ShortParts(int seed)
    {
        yield return ("kill sqlite", tally => new KillRun(
            new KillPlan { Seed = seed, Rounds = 120, TimeMax = TimeSpan.FromMinutes(3), RoundsPerEpoch = 120, OncePerFailpoint = true }, tally).RunAsync());
        yield return ("postgres", tally => ShortPostgresAsync(seed, tally));
        yield return ("postgres standby", tally => new FailoverRun(seed, rounds: 1, tally).RunAsync());
        yield return ("race sqlite", tally => new RaceRun(
            new RacePlan { Seed = seed, Rounds = 60, TimeMax = TimeSpan.FromMinutes(1), Processes = 1, VisitsEveryPair = false }, tally).RunAsync());
        yield return ("clock sqlite", tally => new ClockRun(seed, rounds: 3, TimeSpan.FromMinutes(1), tally).RunAsync());
        yield return ("faults", tally => new FaultRun(seed, cases: 0, TimeSpan.FromMinutes(2), tally).RunAsync());
        yield return ("disk", tally => DiskAsync(seed, full: 1, torn: 10, settled: 1, tally));
    }

    private static IEnumerable<(string Name, Func<Tally, Task> Run)> LongParts(TortureOptions options)
    {
        bool Wants(string part) => options.Part == part || options.Part == "all";
        var seed = options.Seed;
        var time = TimeSpan.FromMinutes(options.Minutes ?? MinutesMax);
        if (Wants("kill"))
        {
            yield return ("kill sqlite", tally => new KillRun(
                new KillPlan { Seed = seed, Rounds = options.Rounds ?? KillRounds, TimeMax = time }, tally).RunAsync());
        }

        if (Wants("race"))
        {
            var rounds = options.Rounds ?? RaceRounds;
            yield return ("race sqlite", tally => new RaceRun(new RacePlan { Seed = seed, Rounds = rounds, TimeMax = time, Processes = 1 }, tally).RunAsync());

            // Two processes wait for SQLite's one write lock by looking again and again: right, but slow.
            yield return ("race sqlite x2", tally => new RaceRun(
                new RacePlan { Seed = seed, Rounds = Math.Max(FewRounds, rounds / FewRounds), TimeMax = time, VisitsEveryPair = false }, tally).RunAsync());
            yield return ("race postgres x2", tally => OnPostgresAsync(grounds => new RaceRun(
                new RacePlan { Seed = seed, Rounds = rounds, TimeMax = time, NewGround = grounds.NewAsync }, tally).RunAsync()));
        }

        if (Wants("clock"))
        {
            yield return ("clock sqlite", tally => new ClockRun(seed, options.Rounds ?? ClockRounds, time, tally).RunAsync());
        }

        if (Wants("faults"))
        {
            yield return ("faults", tally => new FaultRun(seed, options.Rounds ?? FaultCases, time, tally).RunAsync());
        }

        if (Wants("disk"))
        {
            yield return ("disk", tally => DiskAsync(seed, options.Rounds ?? FullDiskRounds, options.Rounds ?? TornLogPositions, settled: (options.Rounds ?? TornLogPositions) / 10, tally));
        }

        if (Wants("engines"))
        {
            foreach (var processes in (int[])[1, 3])
            {
                yield return ($"kill postgres x{processes}", tally => OnPostgresAsync(grounds => new KillRun(
                    new KillPlan { Seed = seed, Rounds = options.Rounds ?? EngineRounds, TimeMax = time, Processes = processes, NewGround = grounds.NewAsync }, tally).RunAsync()));
            }

            yield return ("postgres standby", tally => new FailoverRun(seed, options.Rounds ?? FailoverRounds, tally).RunAsync());
        }
    }

    private static Task ShortPostgresAsync(int seed, Tally tally) => OnPostgresAsync(async grounds =>
    {
        await new KillRun(
            new KillPlan { Seed = seed, Rounds = 10, TimeMax = TimeSpan.FromMinutes(1), Processes = 2, VisitsEveryFailpoint = false, NewGround = grounds.NewAsync }, tally).RunAsync();
        await new RaceRun(
            new RacePlan { Seed = seed, Rounds = 18, TimeMax = TimeSpan.FromMinutes(1), VisitsEveryPair = false, NewGround = grounds.NewAsync }, tally).RunAsync();
    });

    private static async Task DiskAsync(int seed, int full, int torn, int settled, Tally tally)
    {
        var disk = new DiskRun(seed, tally);
        for (var round = 0; round < full && tally.Violations == 0; round++)
        {
            await disk.FullAsync(round);
        }

        var couldBeReadOnly = await disk.ReadOnlyAsync();
        await new TornLogRun(seed, tally).RunAsync(torn, settled);
        tally.ExpectVisits(couldBeReadOnly ? ["full", "read-only", "torn log"] : ["full", "torn log"]);
    }

    private static async Task OnPostgresAsync(Func<PostgresGrounds, Task> run)
    {
        await using var grounds = await PostgresGrounds.StartAsync();
        await run(grounds);
    }
}
