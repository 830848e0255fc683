using System.Reflection;

namespace Pay.Gateway.Storage;

/// <summary>
/// The numbered files of <c>Migrations/</c>, run in order at start, each once. Their placeholders are <c>{identity}</c> and <c>{unlogged}</c>.
/// </summary>
internal static class Migrations
{
    private const string ResourceMarker = ".Storage.Migrations.";

    /// <summary>The number of the last file, which the database of a running gateway is at.</summary>
    public static long Newest => Load()[^1].Number;

    public static async Task RunAsync(Session session)
    {
        await session.ExecuteAsync("CREATE TABLE IF NOT EXISTS schema_migrations (migration BIGINT PRIMARY KEY, name TEXT NOT NULL)");
        var done = await session.ScalarAsync<long?>("SELECT max(migration) FROM schema_migrations") ?? 0;
        var known = Load();
        if (done > known[^1].Number)
        {
            throw new DatabaseUnusableException(
                $"The database is at migration {done}, newer than this program, which knows {known[^1].Number}. "
                + "Start the newer version of the gateway, or restore the backup made before the upgrade.");
        }

        foreach (var (number, name, sql) in known.Where(migration => migration.Number > done))
        {
            await session.ExecuteAsync(sql
                .Replace("{identity}", session.Dialect.IdentityColumn, StringComparison.Ordinal)
                .Replace("{unlogged}", session.Dialect.Unlogged, StringComparison.Ordinal));
            await session.ExecuteAsync("INSERT INTO schema_migrations (migration, name) VALUES (@number, @name)", new { number, name });
        }
    }

    /// <summary>Refuses a database that is not exactly at this program's migration, without changing it.</summary>
    public static async Task RequireNewestAsync(Session session)
    {
        var done = await session.ScalarAsync<long?>("SELECT max(migration) FROM schema_migrations") ?? 0;
        if (done != Newest)
        {
            throw new DatabaseUnusableException(
                $"The database is at migration {done}, and this program works on {Newest}. "
                + (done < Newest ? "Start this version of the gateway once, which upgrades it, or use the version that it belongs to." : "Use the newer version that it belongs to."));
        }
    }

    private static List<(long Number, string Name, string Sql)> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = new List<(long, string, string)>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var at = resource.IndexOf(ResourceMarker, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            var name = resource[(at + ResourceMarker.Length)..^".sql".Length];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            found.Add((long.Parse(name[..4], System.Globalization.CultureInfo.InvariantCulture), name, reader.ReadToEnd()));
        }

        found.Sort((left, right) => left.Item1.CompareTo(right.Item1));
        return found;
    }
}
