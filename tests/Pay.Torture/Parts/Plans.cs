using Pay.Torture.Running;

namespace Pay.Torture.Parts;

/// <summary>Which parts run, and for how long.</summary>
internal static class Plans
{
    public static async Task<IReadOnlyList<Tally>> RunAsync(TortureOptions options, Progress progress)
    {
        var tallies = new List<Tally>();
        foreach (var (name, run) in PartsOf(options))
        {
            var tally = new Tally(name, progress);
            tallies.Add(tally);
            try
            {
                await run(tally);
            }
            catch (Exception fault)
            {
                tally.Violation($"the part broke down: {fault}");
            }
        }

        return tallies;
    }

    private static IEnumerable<(string Name, Func<Tally, Task> Run)> PartsOf(TortureOptions options)
    {
        var isShort = options.Part == "short";
        bool Wants(string part) => options.Part == part || options.Part is "short" or "all";
        TimeSpan Time(double otherwise) => TimeSpan.FromMinutes(options.Minutes ?? otherwise);
        if (Wants("kill"))
        {
            yield return ("kill sqlite", tally => new KillRun(
                new KillPlan
                {
                    Seed = options.Seed,
                    Rounds = options.Rounds ?? (isShort ? 50 : 1000),
                    TimeMax = isShort ? TimeSpan.FromSeconds(75) : Time(60),
                    RoundsPerEpoch = isShort ? 60 : 40,
                },
                tally).RunAsync());
        }
    }
}
