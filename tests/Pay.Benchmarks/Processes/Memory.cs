using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pay.Benchmarks.Processes;

/// <summary>What the gateway's process has in memory after many payments made through the API (architecture section 8: under 200 MB).</summary>
internal static class Memory
{
    private const int Clients = 16;
    private const double Megabyte = 1_000_000;

    public static async Task RunAsync(string gatewayDll, int payments)
    {
        Conditions.Print("SQLite");
        var directory = Directory.CreateTempSubdirectory("pay-bench-").FullName;
        try
        {
            await using var gateway = await GatewayRun.StartAsync(gatewayDll, $"--Pay:DataDirectory={directory}");
            var key = await GatewayRun.NewKeyAsync(gatewayDll, $"--Pay:DataDirectory={directory}");
            using var http = gateway.Client(key);
            Report("after its start", gateway);
            var watch = Stopwatch.StartNew();
            var made = 0;
            var peak = 0L;
            await Parallel.ForAsync(0, payments, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (number, cancel) =>
            {
                await CreateAndReadAsync(http, number, cancel);
                var done = Interlocked.Increment(ref made);
                if (done % 1000 == 0)
                {
                    peak = Math.Max(peak, gateway.ResidentBytes);
                    if (done % (payments / 4) == 0)
                    {
                        Report($"after {done} payments", gateway);
                    }
                }
            });
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{payments} payments created and read, {Clients} clients, {watch.Elapsed.TotalSeconds:F0} s; most at any time: {peak / Megabyte:F0} MB (figure: < 200)"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task CreateAndReadAsync(HttpClient http, int number, CancellationToken cancel)
    {
        using var body = new StringContent(
            $$"""{"amount":14500,"reference":"REF {{number}}","description":"Pay your council tax","return_url":"https://service.example.gov.uk/done"}""",
            Encoding.UTF8,
            "application/json");
        using var created = await http.PostAsync(new Uri("/v1/payments", UriKind.Relative), body, cancel);
        created.EnsureSuccessStatusCode();
        using var read = await http.GetAsync(created.Headers.Location, cancel);
        read.EnsureSuccessStatusCode();
    }

    private static void Report(string when, GatewayRun gateway) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{when}: {gateway.ResidentBytes / Megabyte:F0} MB resident"));
}
