using System.Diagnostics;
using System.Globalization;
using Pay.Torture.Load;
using Pay.Torture.Running;

namespace Pay.Torture.Parts;

/// <summary>
/// PostgreSQL with a synchronous standby: the primary is killed under load, the standby is promoted, the gateways find it by themselves,
/// and nothing that was acknowledged is lost.
/// </summary>
internal sealed class FailoverRun(int seed, int rounds, Tally tally)
{
    private const int Gateways = 2;
    private const int Clients = 6;
    private const int LoadMsMin = 1_500;
    private const int LoadMsMax = 4_000;

    private static readonly TimeSpan LoadAfterwards = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReconnectPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(seed);

    public async Task RunAsync()
    {
        for (var round = 0; round < rounds && tally.Violations == 0; round++)
        {
            await RoundAsync(round);
        }
    }

    private async Task RoundAsync(int round)
    {
        await using var servers = await PostgresGrounds.StartAsync();
        await using var standby = await servers.Cluster.CreateStandbyAsync();
        using var ground = await servers.NewAsync(standby);
        await ground.PrepareAsync();
        using var crew = new Crew(ground, tally, Clients, (seed * 1000) + round, strict: false);
        await using var fleet = new Fleet(ground, Gateways, seed);
        await fleet.StartAllAsync();
        using var stop = new CancellationTokenSource();
        var work = crew.WorkAsync(fleet.Addresses, round: 1, Bias.None, stop.Token);
        await Task.Delay(_random.Next(LoadMsMin, LoadMsMax));

        await servers.Cluster.KillAsync();
        tally.Add(Count.Kills);
        var since = Stopwatch.StartNew();
        await Task.Delay(_random.Next(LoadMsMin));
        await standby.PromoteAsync();
        var promoted = since.Elapsed;
        var back = await WaitForPaymentAsync(crew, fleet);
        tally.Note(string.Create(
            CultureInfo.InvariantCulture, $"primary killed, standby promoted after {promoted.TotalSeconds:F1} s, payments again after {since.Elapsed.TotalSeconds:F1} s"));
        tally.Check(back, "the gateways did not find the new primary:\n" + string.Join('\n', fleet.Serving.Select(gateway => gateway.Log)));

        await Task.Delay(LoadAfterwards);
        await stop.CancelAsync();
        await work;
        fleet.ExpectAlive(tally);
        await new Settlement(fleet, crew, tally).RunAsync(round: 10, judgesLeases: false);
        tally.Add(Count.Rounds);
    }

    private static async Task<bool> WaitForPaymentAsync(Crew crew, Fleet fleet)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < ReconnectPatience; await Task.Delay(BetweenLooks))
        {
            var replies = await Task.WhenAll(fleet.Addresses().Select(address => crew.Wire.GetAsync(address, "/v1/payments?display_size=1")));
            if (replies.Length == Gateways && replies.All(reply => reply?.Status == 200))
            {
                return true;
            }
        }

        return false;
    }
}
