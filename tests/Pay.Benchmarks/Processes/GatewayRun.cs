using System.Diagnostics;
using System.Net.Http.Headers;

namespace Pay.Benchmarks.Processes;

/// <summary>The gateway as operators run it, on a free port, with its rate limits out of the way.</summary>
internal sealed class GatewayRun : IAsyncDisposable
{
    private const string ServingOn = "serving on ";

    private readonly Process _process;

    private GatewayRun(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public int ProcessId => _process.Id;

    /// <summary>Bytes of memory that are the process's own or mapped in.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <param name="dll">The gateway's executable.</param>
    /// <param name="settings">Where its data is.</param>
    public static async Task<GatewayRun> StartAsync(string dll, params string[] settings)
    {
        var process = Launch(
            dll,
            [
                "--urls=http://127.0.0.1:0", "--Pay:Api:RateLimits:CreatePerSecond=1000000", "--Pay:Api:RateLimits:CapturePerSecond=1000000",
                "--Pay:Api:RateLimits:OtherPostPerSecond=1000000", "--Pay:Api:RateLimits:GetPerSecond=1000000", .. settings,
            ]);
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(ServingOn, StringComparison.Ordinal);
            if (at >= 0)
            {
                // Read to its end, or a full pipe would stop the gateway.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new GatewayRun(process, new Uri(line[(at + ServingOn.Length)..].Trim()));
            }
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"The gateway ended with {process.ExitCode} before it served.");
    }

    /// <summary>Runs a verb to its end; its messages are shown. Returns what it printed and the most memory that it had.</summary>
    public static async Task<(string Output, long PeakBytes, TimeSpan Took)> RunAsync(string dll, params string[] words)
    {
        var watch = Stopwatch.StartNew();
        using var process = Launch(dll, words);
        var output = process.StandardOutput.ReadToEndAsync();
        var ended = process.WaitForExitAsync();
        var peak = 0L;
        while (!ended.IsCompleted)
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.WorkingSet64);
            await Task.WhenAny(ended, Task.Delay(50));
        }

        return process.ExitCode == 0
            ? ((await output).Trim(), peak, watch.Elapsed)
            : throw new InvalidOperationException($"{string.Join(' ', words)} ended with {process.ExitCode}:\n{await output}");
    }

    /// <summary>A new key of the sandbox account.</summary>
    public static async Task<string> NewKeyAsync(string dll, params string[] settings) =>
        (await RunAsync(dll, ["keys", "create", "--account", "sandbox", "--description", "benchmark", "--quiet", .. settings])).Output;

    public HttpClient Client(string key)
    {
        var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Launch(string dll, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [dll, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
}
