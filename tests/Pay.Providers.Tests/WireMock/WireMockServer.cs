using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using NUnit.Framework;

namespace Pay.Providers.Tests.WireMock;

/// <summary>
/// A WireMock server of its own process, on a free port of the loopback address, with the mapping files of one folder below <c>Stubs</c>.
/// It starts in about a second; one for each test fixture.
/// </summary>
internal sealed class WireMockServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ArrivalTimeLimit = TimeSpan.FromSeconds(20);

    // Ends java when the input ends, which the system sees to even when the test host is killed.
    private const string WithParent =
        """
        exec 3<&0
        "$@" < /dev/null 3<&- 2>&1 & java=$!
        { cat <&3; kill $java; } > /dev/null 2>&1 & watch=$!
        exec > /dev/null 2>&1 3<&-
        wait $java
        kill $watch
        """;

    private readonly Process _process;
    private readonly DirectoryInfo _root;
    private readonly HttpClient _admin;

    private WireMockServer(Process process, DirectoryInfo root, Uri baseUrl)
    {
        _process = process;
        _root = root;
        BaseUrl = baseUrl;
        _admin = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(baseUrl, "__admin/") };
    }

    /// <summary>Ends with a slash.</summary>
    public Uri BaseUrl { get; }

    /// <summary>Starts a server with <c>Stubs/FOLDER/mappings/*.json</c> (and <c>Stubs/FOLDER/__files</c>).</summary>
    public static async Task<WireMockServer> StartAsync(string stubsFolder)
    {
        var jar = FindJar();
        var root = Directory.CreateTempSubdirectory("pay-wiremock-");
        Copy(Path.Combine(ProjectFolder(), "Stubs", stubsFolder), root.FullName);
        var process = Launch(jar, root.FullName);
        try
        {
            using var timeLimit = new CancellationTokenSource(StartTimeLimit);
            var port = await ReadPortAsync(process, timeLimit.Token);
            var server = new WireMockServer(process, root, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")));
            using var health = await server._admin.GetAsync("health", timeLimit.Token);
            health.EnsureSuccessStatusCode();
            return server;
        }
        catch
        {
            End(process);
            root.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>
    /// The requests received since the start or the last reset, oldest first. The caller of a request that it does not wait for to be answered
    /// says how many there have to be: WireMock may read it only after the caller has gone.
    /// </summary>
    public async Task<IReadOnlyList<ReceivedRequest>> RequestsAsync(int atLeast = 0)
    {
        for (var asked = Stopwatch.StartNew(); ; await Task.Yield())
        {
            using var journal = JsonDocument.Parse(await _admin.GetByteArrayAsync("requests"));
            var requests = journal.RootElement.GetProperty("requests").EnumerateArray().Select(ReceivedRequest.Read).Reverse().ToList();
            if (requests.Count >= atLeast || asked.Elapsed > ArrivalTimeLimit)
            {
                return requests;
            }
        }
    }

    /// <summary>Back to the mapping files alone, without a memory of requests and scenarios.</summary>
    public async Task ResetAsync()
    {
        using var answer = await _admin.PostAsync("reset", content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Adds a mapping, in WireMock's JSON, until the next reset. The newest mapping that matches wins.</summary>
    public async Task StubAsync(string mapping)
    {
        using var content = new StringContent(mapping, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await _admin.PostAsync("mappings", content);
        Assert.That(answer.IsSuccessStatusCode, Is.True, $"WireMock refused the mapping: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Ends the process that was started, and no other.</summary>
    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        End(_process);
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static Process Launch(string jar, string root)
    {
        string[] java =
        [
            // The compiler for short runs, and little memory: there are several of these beside each other.
            "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx192m", "-jar", jar,
            "--port", "0", "--bind-address", "127.0.0.1", "--root-dir", root, "--disable-banner", "--disable-gzip", "--disable-request-logging",
        ];
        string[] command = OperatingSystem.IsWindows() ? java : ["sh", "-c", WithParent, "sh", .. java];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw new InvalidOperationException("WireMock needs Java 17 or newer (Debian: apt-get install default-jre-headless).", fault);
        }
    }

    private static async Task<int> ReadPortAsync(Process process, CancellationToken timeLimit)
    {
        var said = new List<string>();
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            if (line is null)
            {
                port.TrySetException(new InvalidOperationException($"WireMock did not start. Is there Java 17 or newer? It said:\n{string.Join('\n', said)}"));
                return;
            }

            said.Add(line);
            if (line.StartsWith("port:", StringComparison.Ordinal))
            {
                port.TrySetResult(int.Parse(line["port:".Length..], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture));
            }
        }

        process.OutputDataReceived += (_, heard) => Hear(heard.Data);
        process.BeginOutputReadLine();
        return await port.Task.WaitAsync(timeLimit);
    }

    private static void End(Process process)
    {
        // The shell, java and the watch of both.
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }

    private static string FindJar()
    {
        var build = Path.Combine(ProjectFolder(), "node_modules", "wiremock", "build");
        return (Directory.Exists(build) ? Directory.GetFiles(build, "wiremock-standalone-*.jar") : []).SingleOrDefault()
            ?? throw new InvalidOperationException("WireMock is not installed. Build the project, or run \"npm ci\" in its folder.");
    }

    private static string ProjectFolder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, ".."));

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
