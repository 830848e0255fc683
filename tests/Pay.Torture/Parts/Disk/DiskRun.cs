using System.Diagnostics;
using System.Globalization;
using Pay.Torture.Checks;
using Pay.Torture.Child;
using Pay.Torture.Load;
using Pay.Torture.Running;

namespace Pay.Torture.Parts.Disk;

/// <summary>SQLite on a disk that fails: full, read-only, and with the end of the log missing.</summary>
internal sealed class DiskRun(int seed, Tally tally)
{
    private const int Clients = 6;
    private const int FileKibibytesMin = 150;
    private const int FileKibibytesMax = 900;
    private const int SlowCallsPerMille = 15;

    private static readonly TimeSpan LoadMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LoadWhenFull = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(seed);

    /// <summary>
    /// No file may grow beyond a limit, which to SQLite is a full disk. While it is full nothing is acknowledged that is not kept; when there
    /// is space again the same process goes on.
    /// </summary>
    public async Task FullAsync(int round)
    {
        using var ground = new Ground();
        await ground.PrepareAsync();
        using var crew = new Crew(ground, tally, Clients, (seed * 1000) + round, strict: false);
        var limit = _random.Next(FileKibibytesMin, FileKibibytesMax);
        var port = Ports.Free();
        await using (var gateway = await ground.StartAsync(port, seed, slowPerMille: SlowCallsPerMille, wrapper: LimitedTo(limit)))
        {
            using var stop = new CancellationTokenSource();
            var work = crew.WorkAsync(() => gateway.IsServing ? [gateway.Address] : [], round: 1, Bias.None, stop.Token);
            var full = await WaitForCreateAsync(crew, gateway.Address, wanted: 500, LoadMax);
            tally.Check(full, string.Create(CultureInfo.InvariantCulture, $"no file may be larger than {limit} KiB, and creates still succeed"));
            await Task.Delay(LoadWhenFull);
            tally.Check(gateway.IsServing, $"the gateway did not survive a full disk:\n{gateway.Log}");

            using (var lift = Process.Start("prlimit", ["--pid", gateway.ProcessId.ToString(CultureInfo.InvariantCulture), "--fsize=unlimited:unlimited"]))
            {
                await lift.WaitForExitAsync();
            }

            tally.Check(await WaitForCreateAsync(crew, gateway.Address, wanted: 201, LoadMax), $"there is space again, and creates still fail:\n{gateway.Log}");
            await stop.CancelAsync();
            await work;
            await gateway.KillAsync();
        }

        tally.Add(Count.Kills);
        await using var fleet = new Fleet(ground, size: 1, seed);
        await new Settlement(fleet, crew, tally).RunAsync(round: 10, judgesLeases: false);
        tally.Visit("full");
        tally.Add(Count.Rounds);
    }

    /// <summary>A gateway that may not write refuses to start, and says what to do; nothing is harmed.</summary>
    /// <returns><see langword="false"/>: root writes wherever it likes, and there was no other user to be.</returns>
    public async Task<bool> ReadOnlyAsync()
    {
        string[] wrapper = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        if (!await ChildGateway.CanRunAsync(wrapper))
        {
            tally.Note("read-only directory: skipped, another user than root cannot run the gateway from here");
            return false;
        }

        using var ground = new Ground();
        await ground.PrepareAsync();
        const UnixFileMode ReadByAll = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode EnterByAll = ReadByAll | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(ground.Directory, EnterByAll);
        foreach (var file in Directory.GetFiles(ground.DataDirectory))
        {
            File.SetUnixFileMode(file, ReadByAll);
        }

        File.SetUnixFileMode(ground.DataDirectory, EnterByAll);
        await using (var gateway = await ground.StartAsync(Ports.Free(), seed, wrapper: wrapper))
        {
            tally.Check(
                gateway.Ended.IsCompleted && gateway.ExitCode == 1 && gateway.Log.Contains("writable", StringComparison.Ordinal),
                $"a gateway that may not write should refuse to start with a message:\n{gateway.Log}");
        }

        File.SetUnixFileMode(ground.DataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await Judge.RulesAsync(ground, tally, Judge.Always);
        tally.Visit("read-only");
        tally.Add(Count.Rounds);
        return true;
    }

    private static string[] LimitedTo(int kibibytes) =>
    [
        // The runtime's own trick of mapping code twice needs a large file that is never written; it is not what is tested here.
        "env", "DOTNET_EnableWriteXorExecute=0", "bash", "-c",
        string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; ulimit -S -f {kibibytes}; exec \"$@\""), "limited",
    ];

    private static async Task<bool> WaitForCreateAsync(Crew crew, Uri gateway, int wanted, TimeSpan patience)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < patience; await Task.Delay(BetweenLooks))
        {
            var reply = await crew.ProbeAsync(gateway);
            if (reply?.Status == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
