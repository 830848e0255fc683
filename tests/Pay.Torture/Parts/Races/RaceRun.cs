using System.Diagnostics;
using Pay.Torture.Load;
using Pay.Torture.Running;

namespace Pay.Torture.Parts.Races;

/// <summary>How long and on what.</summary>
internal sealed record RacePlan
{
    public required int Seed { get; init; }

    /// <summary>Of refund races; a share of others comes on top.</summary>
    public required int Rounds { get; init; }
    public required TimeSpan TimeMax { get; init; }

    /// <summary>Two gateways share the database, and the racers spread over both.</summary>
    public int Processes { get; init; } = 2;
    public bool VisitsEveryPair { get; init; } = true;
    public Func<Task<Ground>> NewGround { get; init; } = () => Task.FromResult(new Ground());
}

/// <summary>Everything that can happen at once does; nobody is killed.</summary>
internal sealed class RaceRun(RacePlan plan, Tally tally)
{
    private const int RacesAtOnce = 3;

    /// <summary>Rounds on one database before it is judged.</summary>
    private const int RoundsPerEpoch = 1_000;

    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly Random _random = new(plan.Seed);
    private int _refundRounds;
    private int _epoch;

    private bool IsOver => _refundRounds >= plan.Rounds || _elapsed.Elapsed >= plan.TimeMax || tally.Violations > 0;

    public async Task RunAsync()
    {
        do
        {
            await EpochAsync();
        }
        while (!IsOver);

        tally.Note($"{_refundRounds} of the rounds were refund races");
        tally.ExpectVisits([
            .. RefundRaces.Kinds, "one next_url", "one key, many creates",
            .. plan.VisitsEveryPair ? StateRaces.All.Select(StateRaces.Name) : []]);
    }

    private async Task EpochAsync()
    {
        var before = tally.Violations;
        var ground = await plan.NewGround();
        await ground.PrepareAsync();
        using var crew = new Crew(ground, tally, clients: 0, plan.Seed);
        await using (var fleet = new Fleet(ground, plan.Processes, plan.Seed))
        {
            await fleet.StartAllAsync();
            var starter = new Starter(crew.Wire, tally, fleet.Addresses, (plan.Seed * 1000) + _epoch++);
            try
            {
                await RefundsAsync(new RefundRaces(crew.Wire, starter, tally));
                await OthersAsync(new StateRaces(crew.Wire, starter, fleet, tally));
            }
            finally
            {
                fleet.ExpectAlive(tally);
            }

            crew.Adopt(starter.Cases);
            await new Settlement(fleet, crew, tally).RunAsync(round: 1, judgesLeases: false);
        }

        if (tally.Violations == before)
        {
            ground.Dispose();
        }
        else
        {
            tally.Note($"kept for a look: {ground.Directory}");
        }
    }

    private async Task RefundsAsync(RefundRaces races)
    {
        var until = Math.Min(plan.Rounds, _refundRounds + RoundsPerEpoch);
        var seeds = Enumerable.Range(0, RacesAtOnce).Select(_ => new Random(_random.Next())).ToList();

        await Task.WhenAll(seeds.Select(random => Task.Run(async () =>
        {
            while (tally.Violations == 0 && _elapsed.Elapsed < plan.TimeMax && Interlocked.Increment(ref _refundRounds) is var round && round <= until)
            {
                await races.RoundAsync(round, random);
            }
        })));
        _refundRounds = Math.Min(_refundRounds, until);
    }

    private async Task OthersAsync(StateRaces races)
    {
        await races.TokenRoundAsync(_random.Next(2, 16));
        await races.CreateRoundAsync(_random.Next(2, 32));

        // Expiry moves the clock, which ends what other races are still at: one after the other.
        var pairs = plan.VisitsEveryPair ? StateRaces.All : StateRaces.All.OrderBy(_ => _random.Next()).Take(StateRaces.All.Length / 8);
        foreach (var pair in pairs.TakeWhile(_ => tally.Violations == 0))
        {
            await races.RoundAsync(pair);
        }
    }
}
