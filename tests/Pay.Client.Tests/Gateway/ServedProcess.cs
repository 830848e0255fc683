using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Pay.Client.Tests.Conventions;

namespace Pay.Client.Tests.Gateway;

/// <summary>A program of this repository, built in the same configuration as the tests, running as a process of its own.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startMax = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServedProcess(Process process) => _process = process;

    public Uri Url { get; private init; } = null!;

    /// <param name="project">The folder of the project, from the top of the repository.</param>
    /// <param name="assembly">The name of its assembly.</param>
    /// <param name="arguments">Its arguments besides <c>--urls</c>.</param>
    /// <param name="environment">Variables to set.</param>
    public static async Task<ServedProcess> StartAsync(
        string project, string assembly, string[] arguments, params (string Name, string Value)[] environment)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = StartInfo(project, assembly, [.. arguments, "--urls", url.GetLeftPart(UriPartial.Authority)]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var served = new ServedProcess(Process.Start(start)!) { Url = url };
        served._process.OutputDataReceived += served.Keep;
        served._process.ErrorDataReceived += served.Keep;
        served._process.BeginOutputReadLine();
        served._process.BeginErrorReadLine();
        await served.WaitUntilItListensAsync();
        return served;
    }

    /// <summary>Runs a command of the program to its end and gives what it wrote to stdout.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string project, string assembly, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(project, assembly, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(string project, string assembly, IEnumerable<string> arguments)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(Repository.Root, project, "bin", framework.Parent!.Name, framework.Name, assembly + ".dll");
        return new ProcessStartInfo("dotnet", [path, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
        }
    }

    private async Task WaitUntilItListensAsync()
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < s_startMax && !_process.HasExited; await Task.Delay(50))
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, Url.Port);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        string output;
        lock (_output)
        {
            output = _output.ToString();
        }

        await DisposeAsync();
        throw new InvalidOperationException("It did not start: " + output);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
