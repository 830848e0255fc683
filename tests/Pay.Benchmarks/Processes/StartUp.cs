using System.Diagnostics;
using System.Globalization;

namespace Pay.Benchmarks.Processes;

/// <summary>From starting the process to the first answered request of the API (architecture section 8: under 1.5 s).</summary>
internal static class StartUp
{
    public static async Task RunAsync(string gatewayDll, int times)
    {
        Conditions.Print("SQLite");
        var directory = Directory.CreateTempSubdirectory("pay-bench-").FullName;
        try
        {
            var first = Stopwatch.StartNew();
            await using (await GatewayRun.StartAsync(gatewayDll, $"--Pay:DataDirectory={directory}"))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the very first start, which makes the database: {first.Elapsed.TotalMilliseconds:F0} ms to serving"));
            }

            var key = await GatewayRun.NewKeyAsync(gatewayDll, $"--Pay:DataDirectory={directory}");
            var starts = new List<double>();
            for (var i = 0; i < times; i++)
            {
                var watch = Stopwatch.StartNew();
                await using var gateway = await GatewayRun.StartAsync(gatewayDll, $"--Pay:DataDirectory={directory}");
                using var http = gateway.Client(key);
                using var answer = await http.GetAsync(new Uri("/v1/payments", UriKind.Relative));
                answer.EnsureSuccessStatusCode();
                starts.Add(watch.Elapsed.TotalMilliseconds);
            }

            starts.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"start to first answered request, {times} times: median {starts[times / 2]:F0} ms, {starts[0]:F0} to {starts[^1]:F0} ms (figure: < 1500)"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
