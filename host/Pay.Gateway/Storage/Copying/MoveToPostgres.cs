using Pay.Gateway.Accounts;
using Pay.Gateway.Storage.Postgres;
using Pay.Gateway.Storage.Sqlite;

namespace Pay.Gateway.Storage;

/// <summary>A table on both sides of a move.</summary>
internal sealed record MovedTable(string Table, TableSum Source, TableSum Target);

/// <summary>
/// Moves a data directory into an empty PostgreSQL database: everything in one transaction there, while nobody can open the source.
/// What was written is read back and compared before it is committed.
/// </summary>
internal static class MoveToPostgres
{
    public static async Task<IReadOnlyList<MovedTable>> RunAsync(string file, string connectionText, TimeProvider clock, Action<string> progress)
    {
        await using var source = await SqliteFile.OpenAloneAsync(file);
        await Migrations.RequireNewestAsync(source);
        if (await Installation.FindMovedToAsync(source) is { } place)
        {
            throw new DatabaseUnusableException($"{file} was moved to {place} already.");
        }

        await using var target = await PostgresTarget.OpenAsync(connectionText);
        await target.RequireEmptyAsync();
        await Migrations.RunAsync(target.Session);
        var tables = await StoredTable.ListAsync(source);
        RequireSame(tables, await StoredTable.ListAsync(target.Session));

        var sums = new List<TableSum>();
        foreach (var table in tables)
        {
            progress($"copying {table.Name}");
            sums.Add(await target.FillAsync(table, source, rows => progress($"copying {table.Name}: {rows} rows")));
        }

        var moved = new List<MovedTable>();
        foreach (var (table, sum) in tables.Zip(sums))
        {
            moved.Add(new MovedTable(
                table.Name,
                sum,
                await TableSum.OfAsync(target.Session, table, progress: rows => progress($"comparing {table.Name}: {rows} rows"))));
            await target.SetCountersAsync(table);
        }

        if (moved.Find(table => table.Source != table.Target) is { } differs)
        {
            throw new DatabaseUnusableException($"The table {differs.Table} is not the same on both sides ({differs.Source}, {differs.Target}). Nothing was moved.");
        }

        progress("committing");
        await target.CommitAsync();

        // From here on the data lives there; whoever starts a gateway on the file from habit is told so.
        await source.ExecuteAsync(
            "INSERT INTO installation (name, value) VALUES (@MovedTo, @place)",
            new { Installation.MovedTo, place = $"{target.Name} at {clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss'Z'}" });
        await source.ExecuteAsync("COMMIT");
        return moved;
    }

    /// <summary>Both were made by the same migrations, so nothing can be missing on one side unless somebody changed it.</summary>
    private static void RequireSame(List<StoredTable> source, List<StoredTable> target)
    {
        var differ = Describe(source).Except(Describe(target), StringComparer.Ordinal)
            .Concat(Describe(target).Except(Describe(source), StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (differ.Count > 0)
        {
            throw new DatabaseUnusableException("The two databases do not have the same columns: " + string.Join(", ", differ) + ". Nothing was moved.");
        }
    }

    private static List<string> Describe(List<StoredTable> tables) =>
        [.. tables.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name}{(column.IsNumber ? " (number)" : " (text)")}"))];
}
