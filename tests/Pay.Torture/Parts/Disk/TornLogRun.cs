using System.Globalization;
using Pay.Torture.Checks;
using Pay.Torture.Load;
using Pay.Torture.Running;

namespace Pay.Torture.Parts.Disk;

/// <summary>
/// A kill under load, and then the write-ahead log ends at any byte: a disk that lied about a flush. What was acknowledged behind that point
/// is gone, which no database can help; what is before it has to be whole, and the gateway has to settle it.
/// </summary>
internal sealed class TornLogRun(int seed, Tally tally)
{
    private const int Clients = 6;
    private const int LoadMs = 1_500;
    private const string LogFile = "pay.db-wal";

    private readonly Random _random = new(seed);

    /// <param name="positions">At how many bytes the log is cut, each on a copy of its own.</param>
    /// <param name="settled">On how many of these a gateway is started to settle what is left.</param>
    public async Task RunAsync(int positions, int settled)
    {
        using var ground = new Ground();
        await ground.PrepareAsync();
        using var crew = new Crew(ground, tally, Clients, seed);
        await using (var gateway = await ground.StartAsync(Ports.Free(), seed, slowPerMille: 0))
        {
            using var stop = new CancellationTokenSource();
            var work = crew.WorkAsync(() => gateway.IsServing ? [gateway.Address] : [], round: 1, Bias.None, stop.Token);
            await Task.Delay(LoadMs);
            await gateway.KillAsync();
            await stop.CancelAsync();
            await work;
            tally.Add(Count.Kills);
        }

        var log = await File.ReadAllBytesAsync(Path.Combine(ground.DataDirectory, LogFile));
        tally.Note(string.Create(CultureInfo.InvariantCulture, $"log of {log.Length} bytes cut at {positions} places"));
        for (var at = 0; at < positions && tally.Violations == 0; at++)
        {
            await CutAsync(ground, log, cut: _random.Next(log.Length), isSettled: at < settled);
        }
    }

    private async Task CutAsync(Ground from, byte[] log, int cut, bool isSettled)
    {
        var image = new Ground { Shift = from.Shift };
        Directory.CreateDirectory(image.DataDirectory);
        File.Copy(Path.Combine(from.DataDirectory, "pay.db"), Path.Combine(image.DataDirectory, "pay.db"));
        await File.WriteAllBytesAsync(Path.Combine(image.DataDirectory, LogFile), log[..cut]);
        var before = tally.Violations;
        await Judge.RulesAsync(image, tally, [("the database is whole", "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), .. Judge.Always]);
        if (isSettled && tally.Violations == before && await image.LookAsync(session => session.ScalarAsync<long>("SELECT count(*) FROM sqlite_master WHERE name = 'payments'")) > 0)
        {
            using var crew = new Crew(image, tally, clients: 0, seed);
            await using var fleet = new Fleet(image, size: 1, seed);
            await new Settlement(fleet, crew, tally).ToTheEndAsync();
        }

        tally.Visit("torn log");
        tally.Add(Count.Rounds);
        if (tally.Violations == before)
        {
            image.Dispose();
        }
        else
        {
            tally.Note(string.Create(CultureInfo.InvariantCulture, $"log cut at byte {cut}, kept for a look: {image.Directory}"));
        }
    }
}
