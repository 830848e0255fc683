using Microsoft.Data.Sqlite;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage.Sqlite;

namespace Pay.Gateway.Storage;

/// <summary>
/// A backup is one SQLite file, of either engine: put as <c>pay.db</c> into an empty directory it is a data directory. It is made under
/// another name beside its place, opened and judged there, and only then given its name.
/// </summary>
internal static class Backup
{
    /// <returns>What the backup holds, table by table.</returns>
    public static async Task<IReadOnlyList<(string Table, TableSum Sum)>> RunAsync(Database database, string path, Action<string> progress)
    {
        var directory = Path.GetDirectoryName(path);
        if (Path.Exists(path))
        {
            throw new BackupRefusedException($"{path} exists already, and a backup overwrites nothing. Name another file.");
        }

        if (!Directory.Exists(directory))
        {
            throw new BackupRefusedException($"There is no directory {directory} to put the backup into.");
        }

        var partial = $"{path}.partial-{Guid.NewGuid():N}";
        try
        {
            CreatePrivate(partial);
            var source = await database.CopyToFileAsync(partial, progress);
            await CheckAsync(partial, source, progress);
            DurableFile.Publish(partial, path);
            return source;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new BackupRefusedException($"The backup could not be written to {path}, and nothing was left there: {fault.Message}", fault);
        }
        finally
        {
            foreach (var suffix in new[] { "", "-journal", "-wal", "-shm" })
            {
                File.Delete(partial + suffix);
            }
        }
    }

    /// <summary>Opens what was written as a gateway would, and compares it with what it was made from.</summary>
    private static async Task CheckAsync(string file, IReadOnlyList<(string Table, TableSum Sum)> source, Action<string> progress)
    {
        progress("checking the backup");
        await using var session = SqliteFile.Open(file, SqliteOpenMode.ReadOnly);
        await Migrations.RequireNewestAsync(session);
        var tables = await StoredTable.ListAsync(session);
        var copied = new List<(string Table, TableSum Sum)>();
        foreach (var table in tables)
        {
            copied.Add((table.Name, await TableSum.OfAsync(session, table)));
        }

        if (!copied.Order().SequenceEqual(source.Order()))
        {
            var differ = copied.Except(source).Concat(source.Except(copied)).Select(entry => entry.Table).Distinct(StringComparer.Ordinal);
            throw new BackupRefusedException("The backup does not hold what the database holds, so it was thrown away. They differ in: " + string.Join(", ", differ));
        }

        var verification = await Verification.RunAsync(session, progress);
        if (verification.Rules.FirstOrDefault(rule => rule.Broken > 0) is { } broken)
        {
            throw new BackupRefusedException(
                $"The backup breaks a rule, so it was thrown away: {broken.Rule} ({broken.Broken} times). The database itself breaks it, or the disk does: run verify.");
        }
    }

    private static void CreatePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // It holds what the database holds, the master key included.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        new FileStream(path, options).Dispose();
    }
}

/// <summary>No backup was made; the message says why.</summary>
internal sealed class BackupRefusedException(string message, Exception? inner = null) : Exception(message, inner);
