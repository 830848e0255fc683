using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Pay.Gateway.Tests;

/// <summary>What a command left behind.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of stdout.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override string ToString() => $"exit {ExitCode}\n--- stdout\n{Output}\n--- stderr\n{Error}";
}

/// <summary>The real executable as a process of its own, which can be killed.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    /// <summary>The setting of a gateway that keeps its data in a file even when the run is on PostgreSQL.</summary>
    public const string OnSqlite = "--Pay:Storage:Postgres=";

    private const string ServingOn = "serving on ";
    private const string DataDirectoryOption = "--Pay:DataDirectory=";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Uri> _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GatewayProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>Everything that it has printed so far, to stdout and stderr.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts serving on a free port and waits until it says so.</summary>
    public static Task<GatewayProcess> ServeAsync(string dataDirectory, params string[] settings) =>
        ServeAsync(new Dictionary<string, string>(StringComparer.Ordinal), ["--urls=http://127.0.0.1:0", $"--Pay:DataDirectory={dataDirectory}", .. settings]);

    /// <summary>As the other, with everything from the caller: environment and command line.</summary>
    public static async Task<GatewayProcess> ServeAsync(IReadOnlyDictionary<string, string> environment, string[] args)
    {
        var gateway = new GatewayProcess(Start(args, environment));
        var ended = gateway._process.WaitForExitAsync();
        if (await Task.WhenAny(gateway._serving.Task, ended, Task.Delay(Patience)) != gateway._serving.Task)
        {
            var log = gateway.Log;
            await gateway.DisposeAsync();
            throw new InvalidOperationException("The gateway did not start:\n" + log);
        }

        gateway.Address = await gateway._serving.Task;
        return gateway;
    }

    /// <summary>Runs a verb to its end.</summary>
    public static Task<CommandResult> RunAsync(params string[] args) => RunWithInputAsync("", args);

    /// <summary>As the other, with something to read from standard input.</summary>
    public static async Task<CommandResult> RunWithInputAsync(string input, params string[] args)
    {
        using var process = Start(args);
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It may end without having read anything.
        }

        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        return new CommandResult(process.HasExited && !patience.IsCancellationRequested ? process.ExitCode : -1, await output, await error);
    }

    /// <summary>A new key of the sandbox account, made by the command beside whatever is running.</summary>
    public static async Task<string> NewKeyAsync(string dataDirectory, params string[] settings) =>
        (await CommandRun.RunAsync(["keys", "create", "--account", "sandbox", "--description", "test", "--quiet", $"--Pay:DataDirectory={dataDirectory}", .. settings])).Output.Trim();

    public HttpClient Client(string key)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as supervisors send it. Returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    internal static Process Start(string[] args, IReadOnlyDictionary<string, string>? environment = null)
    {
        var assembly = typeof(GatewayHost).Assembly.Location;
        var start = new ProcessStartInfo(DotnetHost(), [assembly, .. args])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(assembly),
        };

        // A test runner's own settings are not the gateway's.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        foreach (var setting in TestEngine.SettingsFor(DataDirectoryOf(args, environment), args))
        {
            start.ArgumentList.Add(setting);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The gateway could not be started.");
    }

    internal static string DataDirectoryOf(string[] args, IReadOnlyDictionary<string, string>? environment = null) =>
        args.FirstOrDefault(argument => argument.StartsWith(DataDirectoryOption, StringComparison.Ordinal))?[DataDirectoryOption.Length..]
        ?? environment?.GetValueOrDefault("Pay__DataDirectory") ?? "";

    private static string DotnetHost() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet");

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.AppendLine(line);
        }

        var at = line.IndexOf(ServingOn, StringComparison.Ordinal);
        if (at >= 0 && Uri.TryCreate(line[(at + ServingOn.Length)..].Trim(), UriKind.Absolute, out var address))
        {
            _serving.TrySetResult(address);
        }
    }
}

/// <summary>Calls to a gateway in another process.</summary>
internal static class ProcessCalls
{
    public static async Task<ApiReply> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return await ApiReply.ReadAsync(response);
    }

    public static async Task<ApiReply> PostAsync(HttpClient http, string path, string? json = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var response = await http.SendAsync(request);
        return await ApiReply.ReadAsync(response);
    }
}
