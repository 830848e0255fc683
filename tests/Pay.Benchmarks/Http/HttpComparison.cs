using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Pay.Benchmarks.Http;

/// <summary>
/// The gateway and bare servers under <c>wrk</c>, in turn, round by round in one run, so that a machine whose speed drifts drifts
/// for all of them. Prints requests per second and, per round, the ratios that architecture section 8 asks for.
/// </summary>
internal static partial class HttpComparison
{
    private const int GatewayPort = 5181;
    private const int EachPort = 5182;
    private const int GroupPort = 5183;
    private const int Connections = 64;

    /// <summary>Round 0 is this much longer: the runtime goes on compiling hot methods for that long.</summary>
    private const int WarmUpTimes = 3;

    public static async Task RunAsync(string gatewayDll, int rounds, int seconds)
    {
        var directory = Directory.CreateTempSubdirectory("pay-bench-").FullName;
        var processes = new List<Process>();
        try
        {
            processes.Add(Start(gatewayDll, GatewayArguments(Path.Combine(directory, "gateway"))));
            var gateway = new Uri($"http://127.0.0.1:{GatewayPort}");
            await UntilServingAsync(new Uri(gateway, "/healthcheck"));
            var key = await RunToEndAsync(
                gatewayDll, ["keys", "create", "--account", "sandbox", "--description", "benchmark", "--quiet", $"--Pay:DataDirectory={Path.Combine(directory, "gateway")}"]);
            Environment.SetEnvironmentVariable("PAY_API_KEY", key);

            var (path, answer) = await CreateAsync(gateway, key);
            var answerFile = Path.Combine(directory, "answer.json");
            await File.WriteAllTextAsync(answerFile, answer);
            var self = Path.Combine(AppContext.BaseDirectory, "Pay.Benchmarks.dll");
            processes.Add(Start(self, ["bare", $"http://127.0.0.1:{EachPort}", Path.Combine(directory, "each"), "each", answerFile]));
            processes.Add(Start(self, ["bare", $"http://127.0.0.1:{GroupPort}", Path.Combine(directory, "group"), "group", answerFile]));
            await UntilServingAsync(new Uri($"http://127.0.0.1:{EachPort}/v1/payments/x"));
            await UntilServingAsync(new Uri($"http://127.0.0.1:{GroupPort}/v1/payments/x"));

            await CompareCreateAsync(rounds, seconds);
            await CompareGetAsync(rounds, seconds, path);
        }
        finally
        {
            foreach (var process in processes)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
                process.Dispose();
            }

            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task CompareCreateAsync(int rounds, int seconds)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"POST /v1/payments, {Connections} connections, {seconds} s a round (round 0 warms up)"));
        var ratios = new List<(double Each, double Group)>();
        for (var round = 0; round <= rounds; round++)
        {
            var length = round == 0 ? seconds * WarmUpTimes : seconds;
            var gateway = await WrkAsync(GatewayPort, "/v1/payments", length, create: true);
            var each = await WrkAsync(EachPort, "/v1/payments", length, create: true);
            var group = await WrkAsync(GroupPort, "/v1/payments", length, create: true);
            Report(round, $"gateway {gateway:F0}/s  bare, a commit each {each:F0}/s  bare, group commit {group:F0}/s  ratios {gateway / each:F2} and {gateway / group:F2}");
            ratios.Add((gateway / each, gateway / group));
        }

        Report("median ratio to bare, a commit each", ratios.Skip(1).Select(ratio => ratio.Each), "figure: >= 2");
        Report("median ratio to bare, group commit", ratios.Skip(1).Select(ratio => ratio.Group), "figure: >= 0.6");
    }

    private static async Task CompareGetAsync(int rounds, int seconds, string path)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"GET /v1/payments/{{id}}, unfinished payment, {Connections} connections, {seconds} s a round (round 0 warms up)"));
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var length = round == 0 ? seconds * WarmUpTimes : seconds;
            var gateway = await WrkAsync(GatewayPort, path, length, create: false);
            var bare = await WrkAsync(EachPort, path, length, create: false);
            Report(round, $"gateway {gateway:F0}/s  bare, same bytes {bare:F0}/s  ratio {gateway / bare:F2}");
            ratios.Add(gateway / bare);
        }

        Report("median ratio to bare", ratios.Skip(1), "figure: >= 0.5");
    }

    private static void Report(int round, FormattableString line) =>
        Console.WriteLine($"  round {round}: {line.ToString(CultureInfo.InvariantCulture)}");

    private static void Report(string name, IEnumerable<double> ratios, string figure)
    {
        var sorted = ratios.Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: {sorted[sorted.Count / 2]:F2} ({figure})"));
    }

    /// <summary>Payments created per second. The key is in PAY_API_KEY.</summary>
    public static Task<double> CreateRateAsync(Uri gateway, int connections, int seconds) =>
        WrkAsync(gateway.Port, "/v1/payments", seconds, create: true, connections);

    private static async Task<double> WrkAsync(int port, string path, int seconds, bool create, int connections = Connections)
    {
        List<string> arguments = ["-t", "2", "-c", $"{connections}", "-d", $"{seconds}s", "-H", $"Authorization: Bearer {Environment.GetEnvironmentVariable("PAY_API_KEY")}"];
        if (create)
        {
            arguments.AddRange(["-s", Path.Combine(AppContext.BaseDirectory, "Http", "create.lua")]);
        }

        arguments.Add($"http://127.0.0.1:{port}{path}");
        var output = await RunToEndAsync("wrk", arguments);
        if (output.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("Some answers were not 2xx, so the figures mean nothing:\n" + output);
        }

        return double.Parse(RequestsPerSecond().Match(output).Groups["rate"].Value, CultureInfo.InvariantCulture);
    }

    private static string[] GatewayArguments(string data) =>
    [
        "--urls", $"http://127.0.0.1:{GatewayPort}", $"--Pay:DataDirectory={data}",
        "--Pay:Api:RateLimits:CreatePerSecond=1000000", "--Pay:Api:RateLimits:GetPerSecond=1000000",
    ];

    private static async Task<(string Path, string Answer)> CreateAsync(Uri gateway, string key)
    {
        using var http = new HttpClient { BaseAddress = gateway };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var body = new StringContent(
            """{"amount":14500,"reference":"12345","description":"Pay your council tax","return_url":"https://service.example.gov.uk/done"}""",
            Encoding.UTF8,
            "application/json");
        using var created = await http.PostAsync(new Uri("/v1/payments", UriKind.Relative), body);
        return (created.Headers.Location!.AbsolutePath, await created.Content.ReadAsStringAsync());
    }

    private static async Task UntilServingAsync(Uri address)
    {
        using var http = new HttpClient();
        for (var i = 0; i < 200; i++)
        {
            try
            {
                using var answer = await http.GetAsync(address);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        throw new TimeoutException($"{address} does not answer.");
    }

    private static Process Start(string file, IEnumerable<string> arguments)
    {
        var isDll = file.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isDll ? "dotnet" : file, isDll ? [file, .. arguments] : arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task<string> RunToEndAsync(string file, IEnumerable<string> arguments)
    {
        var isDll = file.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(isDll ? "dotnet" : file, isDll ? [file, .. arguments] : arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[0-9.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RequestsPerSecond();
}
