using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pay.Gateway.Tests.Postgres;

/// <summary>A running <c>postgres</c> and the processes that it made.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int Sigint = 2;
    private const int Sigkill = 9;
    private const int Sigstop = 19;

    /// <summary>Ports below what Linux gives to clients: nobody's outgoing connection can sit on one while a killed server is away.</summary>
    private const int PortMin = 20_000;
    private const int PortMax = 32_000;

    private readonly Process _process;

    public ServerProcess(string folder, int port)
    {
        // Sockets in the file system are off: tests use TCP as a gateway on another machine would.
        _process = Process.Start(PostgresPrograms.Unprivileged(
            "sh", "-c", """exec postgres -D "$1/data" -p "$2" -c unix_socket_directories= -c logging_collector=off >> "$1/log" 2>&1""",
            "sh", folder, port.ToString(CultureInfo.InvariantCulture)))!;
        _process.StandardInput.Close();
    }

    public bool HasExited => _process.HasExited;

    public static int FreePort()
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var port = Random.Shared.Next(PortMin, PortMax);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }

    /// <summary>As a power cut would: the server and everything that it made are gone at once, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            // Stopped, it can make no more children and not notice the death of one.
            await SignalAsync(Sigstop, [_process.Id]);
            await SignalAsync(Sigkill, [.. ChildrenOf(_process.Id), _process.Id]);
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>A fast shutdown: transactions under way are rolled back, everything is flushed.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync(Sigint, [_process.Id]);
        }

        await _process.WaitForExitAsync();
    }

    public void Dispose() => _process.Dispose();

    private static Task SignalAsync(int signal, IEnumerable<int> processes) => PostgresPrograms.RunAsync(
        """signal=$1; shift; kill -"$signal" "$@" """, input: "",
        [.. processes.Prepend(signal).Select(number => number.ToString(CultureInfo.InvariantCulture))]);

    private static List<int> ChildrenOf(int parent)
    {
        var children = new List<int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ParentOf(folder) == parent)
            {
                children.Add(id);
            }
        }

        return children;
    }

    private static int ParentOf(string folder)
    {
        try
        {
            // "pid (name) state parent ...": the name may hold anything, so the fields are counted from its closing bracket.
            var fields = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(fields[(fields.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
