using System.Diagnostics;
using Pay.Torture.Load;
using Pay.Torture.Running;

namespace Pay.Torture.Parts;

/// <summary>
/// The wall clock jumps by hours, forward and back, under a running gateway and between two lives of it. Payments may run out of time by
/// that; nothing may be lost or done twice.
/// </summary>
internal sealed class ClockRun(int seed, int rounds, TimeSpan timeMax, Tally tally)
{
    private const int Clients = 6;
    private const int JumpsPerLife = 6;
    private const int LivesPerEpoch = 8;
    private const int SlowCallsPerMille = 30;
    private const int BetweenJumpsMsMax = 350;
    private const int JumpMinutesMax = 300;

    private readonly Random _random = new(seed);
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private int _round;

    public async Task RunAsync()
    {
        for (var epoch = 0; tally[Count.Rounds] < rounds && _elapsed.Elapsed < timeMax && tally.Violations == 0; epoch++)
        {
            var ground = new Ground();
            await ground.PrepareAsync();
            using var crew = new Crew(ground, tally, Clients, (seed * 1000) + epoch);
            await using (var fleet = new Fleet(ground, size: 1, seed))
            {
                for (var life = 0; life < LivesPerEpoch && tally[Count.Rounds] < rounds && _elapsed.Elapsed < timeMax; life++)
                {
                    await LiveAsync(fleet, crew);
                }

                await new Settlement(fleet, crew, tally).RunAsync(_round += 10, judgesLeases: false);
                _round += 10;
            }

            if (tally.Violations > 0)
            {
                tally.Note($"kept for a look: {ground.Directory}");
                return;
            }

            ground.Dispose();
        }
    }

    private async Task LiveAsync(Fleet fleet, Crew crew)
    {
        _round++;
        fleet.Ground.Shift += Jump();
        var victim = await fleet.StartVictimAsync(_random, failpoint: null, SlowCallsPerMille);
        using var stop = new CancellationTokenSource();
        var work = crew.WorkAsync(fleet.Addresses, _round, Bias.None, stop.Token);
        for (var jump = 0; jump < JumpsPerLife; jump++)
        {
            await Task.Delay(_random.Next(BetweenJumpsMsMax));
            await fleet.ShiftAsync(Jump());
        }

        await Task.Delay(_random.Next(BetweenJumpsMsMax));
        fleet.ExpectAlive(tally);
        await victim.KillAsync();
        await stop.CancelAsync();
        await work;
        tally.Add(Count.Rounds);
        tally.Add(Count.Kills);
    }

    /// <summary>Mostly seconds to minutes, at times hours; as often back as forward.</summary>
    private TimeSpan Jump() => TimeSpan.FromMinutes((_random.Next(2) == 0 ? -1 : 1) * (_random.Next(3) == 0 ? _random.Next(JumpMinutesMax) : _random.NextDouble() * 3));
}
