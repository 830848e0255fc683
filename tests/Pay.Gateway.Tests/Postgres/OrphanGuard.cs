using System.Diagnostics;
using System.Globalization;

namespace Pay.Gateway.Tests.Postgres;

/// <summary>
/// Ends a server and removes its folder when the test process dies before it could do so itself: a shell that waits for the end of its
/// input, which the kernel closes however this process ends. What even that leaves behind (power cut) is swept at the next start.
/// </summary>
internal sealed class OrphanGuard : IDisposable
{
    private const string FolderPrefix = "pay-postgres-";

    // A word on stdin lets the guard go home; the end of stdin without one means that nobody is left to clean up.
    private const string Script =
        """
        trap '' HUP INT TERM
        read -r released && exit 0
        pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) || pid=
        if [ -n "$pid" ] && tr '\0' ' ' < "/proc/$pid/cmdline" | grep -qF "$1"; then
          kill -QUIT "$pid"
          for wait in 1 2 3 4 5 6 7 8 9 10; do [ -d "/proc/$pid" ] || break; sleep 1; done
          [ -d "/proc/$pid" ] && kill -KILL "$pid"
        fi
        rm -rf "$1"
        """;

    private readonly Process _shell;

    public OrphanGuard(string folder)
    {
        _shell = Process.Start(PostgresPrograms.Unprivileged("sh", "-c", Script, "sh", folder))!;
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    /// <summary>A name for a new cluster's folder, which tells whose it is.</summary>
    public static string NewFolder() => Path.Combine(
        Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{FolderPrefix}{Environment.ProcessId}-{Guid.NewGuid():N}")[..40]);

    /// <summary>Removes the folders of test processes that are no more.</summary>
    public static void SweepFolders()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            var owner = Path.GetFileName(folder)[FolderPrefix.Length..].Split('-')[0];
            if (Directory.Exists("/proc/" + owner))
            {
                continue;
            }

            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another user's: it is theirs to sweep.
            }
        }
    }

    public void Dispose()
    {
        _shell.StandardInput.WriteLine("released");
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
