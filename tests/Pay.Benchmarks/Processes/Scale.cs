using System.Globalization;
using System.Runtime.InteropServices;
using Pay.Benchmarks.Http;
using Pay.Gateway.Tests.Postgres;

namespace Pay.Benchmarks.Processes;

/// <summary>
/// One gateway, and two, on one PostgreSQL. All of them share this machine, so each gateway is held to a slice of one core, by stopping
/// and continuing its process, as if it had a small machine of its own: what is left over is the database's and the load's, and is
/// not what bounds the figures.
/// </summary>
internal static class Scale
{
    private const int Connections = 64;
    private const int PeriodMs = 20;
    private const int SigCont = 18;
    private const int SigStop = 19;

    /// <param name="gatewayDll">The gateway's executable.</param>
    /// <param name="rounds">How often each is measured, in turn.</param>
    /// <param name="slicePercent">How much of a core each gateway has.</param>
    public static async Task RunAsync(string gatewayDll, int rounds, int slicePercent)
    {
        const int Seconds = 5;
        Conditions.Print(string.Create(CultureInfo.InvariantCulture, $"PostgreSQL with fsync on the same machine, each gateway held to {slicePercent} % of a core"));
        var directory = Directory.CreateTempSubdirectory("pay-bench-").FullName;
        await using var cluster = await PostgresCluster.StartAsync();
        string[] settings = [$"--Pay:Storage:Postgres={cluster.ConnectionString}", $"--Pay:DataDirectory={directory}"];
        try
        {
            await using var first = await GatewayRun.StartAsync(gatewayDll, settings);
            await using var second = await GatewayRun.StartAsync(gatewayDll, settings);
            Environment.SetEnvironmentVariable("PAY_API_KEY", await GatewayRun.NewKeyAsync(gatewayDll, settings));

            // Unthrottled first: the runtime compiles, the connections open.
            await Task.WhenAll(HttpComparison.CreateRateAsync(first.Address, Connections / 2, Seconds * 2), HttpComparison.CreateRateAsync(second.Address, Connections / 2, Seconds * 2));
            using var ended = new CancellationTokenSource();
            var throttled = Task.WhenAll(
                Task.Factory.StartNew(() => Throttle(first.ProcessId, slicePercent, ended.Token), TaskCreationOptions.LongRunning),
                Task.Factory.StartNew(() => Throttle(second.ProcessId, slicePercent, ended.Token), TaskCreationOptions.LongRunning));
            var steps = new List<double>();
            for (var round = 1; round <= rounds; round++)
            {
                var alone = await HttpComparison.CreateRateAsync(first.Address, Connections, Seconds);
                var both = (await Task.WhenAll(
                    HttpComparison.CreateRateAsync(first.Address, Connections / 2, Seconds),
                    HttpComparison.CreateRateAsync(second.Address, Connections / 2, Seconds))).Sum();
                steps.Add(both / alone);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  round {round}: one gateway {alone:F0} payments/s, two {both:F0}/s, step {both / alone:F2} x"));
            }

            await ended.CancelAsync();
            await throttled;
            steps.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  median step from one gateway to two: {steps[steps.Count / 2]:F2} x"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Throttle(int processId, int slicePercent, CancellationToken ended)
    {
        var runs = TimeSpan.FromMilliseconds(PeriodMs * slicePercent / 100.0);
        var rests = TimeSpan.FromMilliseconds(PeriodMs) - runs;
        while (!ended.IsCancellationRequested)
        {
            _ = Signal(processId, SigStop);
            Thread.Sleep(rests);
            _ = Signal(processId, SigCont);
            Thread.Sleep(runs);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int processId, int signal);
}
