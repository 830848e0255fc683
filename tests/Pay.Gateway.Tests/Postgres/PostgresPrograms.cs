using System.Diagnostics;
using System.Globalization;

namespace Pay.Gateway.Tests.Postgres;

/// <summary>
/// PostgreSQL's own programs on this machine, and the user that they run as: they refuse to run as root, so that a root's are run as
/// <c>postgres</c>, the user that Debian's package makes.
/// </summary>
internal static class PostgresPrograms
{
    private const string DebianFolder = "/usr/lib/postgresql";
    private const string UnprivilegedUser = "postgres";

    private static readonly Lazy<string> s_folder = new(FindFolder);

    /// <summary>What to start instead of <paramref name="arguments"/>, so that it does not run as root.</summary>
    public static ProcessStartInfo Unprivileged(params string[] arguments)
    {
        string[] all = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={UnprivilegedUser}", $"--regid={UnprivilegedUser}", "--init-groups", .. arguments]
            : arguments;
        var start = new ProcessStartInfo(all[0], all[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // The tests' own folder may be one that the other user cannot enter.
            WorkingDirectory = "/",
        };
        start.Environment["PATH"] = s_folder.Value + ":" + Environment.GetEnvironmentVariable("PATH");
        return start;
    }

    /// <summary>Runs a shell script to its end; its arguments are <c>$1</c> and so on.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static async Task RunAsync(string script, string input, params string[] arguments)
    {
        using var process = Process.Start(Unprivileged(["sh", "-ceu", script, "sh", .. arguments]))!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"PostgreSQL's programs failed with exit code {process.ExitCode}:\n{await output}{await error}");
        }
    }

    private static string FindFolder()
    {
        var versions = Directory.Exists(DebianFolder) ? Directory.GetDirectories(DebianFolder) : [];
        var newestFirst = versions
            .OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), NumberStyles.Float, CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"));
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return path.Concat(newestFirst).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")))
            ?? throw new InvalidOperationException(
                $"PostgreSQL is not installed on this machine: no initdb in PATH or below {DebianFolder}. Install Debian's package: apt-get install postgresql");
    }
}
