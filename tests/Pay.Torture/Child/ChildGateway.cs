using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pay.Gateway.Reliability;

namespace Pay.Torture.Child;

/// <summary>How a child is started.</summary>
internal sealed record ChildSettings
{
    public required string[] Arguments { get; init; }
    public required string CallsFile { get; init; }
    public int Port { get; init; }
    public TimeSpan Shift { get; init; }
    public int Seed { get; init; }

    /// <summary>How many of a thousand calls to the provider are slow.</summary>
    public int SlowPerMille { get; init; }

    /// <summary>Where it is to kill itself, as in <see cref="Failpoint"/>.</summary>
    public string? FailpointAt { get; init; }

    /// <summary>A command to start it with, such as a shell that limits it first; the gateway's own words follow.</summary>
    public string[] Wrapper { get; init; } = [];
}

/// <summary>A gateway in a process of its own.</summary>
internal sealed class ChildGateway : IAsyncDisposable
{
    /// <summary>128 + SIGKILL.</summary>
    public const int KilledExitCode = 137;

    private const string ServingOn = "serving on ";
    /// <summary>
    /// What is forgotten instead of disposed is ended by the garbage collector, on a thread of its own: a small first generation makes
    /// that happen within a short life. (A forgotten statement has crashed the gateway so.)
    /// </summary>
    private const string CollectOften = "DOTNET_GCgen0size";
    private const string CollectEveryBytes = "100000"; // Hexadecimal: one mebibyte.

    private const int LogLinesKept = 60;

    private static readonly string[] Program =
    [
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", typeof(ChildGateway).Assembly.Location,
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly Queue<string> _log = new();
    private readonly SemaphoreSlim _shifted = new(0);
    private readonly TaskCompletionSource _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildGateway(Process process, Uri address)
    {
        _process = process;
        Address = address;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Ended = process.WaitForExitAsync();
    }

    public Uri Address { get; }

    /// <summary>It takes requests: it has said so and is not gone.</summary>
    public bool IsServing => _serving.Task.IsCompletedSuccessfully && !Ended.IsCompleted;

    public Task Ended { get; }

    public int ProcessId => _process.Id;

    public int ExitCode => _process.ExitCode;

    /// <summary>We killed it, as opposed to it having killed itself.</summary>
    public bool KilledFromOutside { get; private set; }

    /// <summary>It got to its failpoint.</summary>
    public bool DiedAtFailpoint => Ended.IsCompleted && !KilledFromOutside && ExitCode == KilledExitCode;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    /// <summary>Starts it and waits until it serves or has ended.</summary>
    public static async Task<ChildGateway> StartAsync(ChildSettings settings)
    {
        var child = new ChildGateway(Start(settings), new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{settings.Port}")));
        if (await Task.WhenAny(child._serving.Task, child.Ended, Task.Delay(Patience)) is var first && first != child._serving.Task && first != child.Ended)
        {
            await child.DisposeAsync();
            throw new TimeoutException("A gateway neither serves nor ends:\n" + child.Log);
        }

        return child;
    }

    /// <summary>Whether this program can be run at all with such a command before it.</summary>
    public static async Task<bool> CanRunAsync(string[] wrapper)
    {
        string[] command = [.. wrapper, .. Program, GatewayRole.Name];
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == GatewayRole.WrongUsage;
    }

    /// <summary>Moves the clock of the running gateway, and returns when it has moved: a move that came later would end what was begun after it.</summary>
    public async Task ShiftAsync(TimeSpan by)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{GatewayRole.ShiftCommand}{(long)by.TotalMilliseconds}"));
        await _process.StandardInput.FlushAsync();
        if (await Task.WhenAny(_shifted.WaitAsync(), Ended, Task.Delay(Patience)) is var first && first != Ended && !first.IsCompletedSuccessfully)
        {
            throw new TimeoutException("A gateway does not move its clock:\n" + Log);
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            KilledFromOutside = true;
            _process.Kill();
        }

        await Ended;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static Process Start(ChildSettings settings)
    {
        string[] command =
        [
            .. settings.Wrapper, .. Program, GatewayRole.Name,
            ((long)settings.Shift.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
            settings.SlowPerMille.ToString(CultureInfo.InvariantCulture), settings.Seed.ToString(CultureInfo.InvariantCulture), settings.CallsFile,
            string.Create(CultureInfo.InvariantCulture, $"--urls=http://127.0.0.1:{settings.Port}"), .. settings.Arguments,
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment[CollectOften] = CollectEveryBytes;
        start.Environment.Remove(Failpoint.Variable);
        if (settings.FailpointAt is { } failpoint)
        {
            start.Environment[Failpoint.Variable] = failpoint;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("A gateway could not be started.");
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.Enqueue(line);
            if (_log.Count > LogLinesKept)
            {
                _log.Dequeue();
            }
        }

        if (line.Contains(ServingOn, StringComparison.Ordinal))
        {
            _serving.TrySetResult();
        }

        if (line == GatewayRole.Shifted)
        {
            _shifted.Release();
        }
    }
}
