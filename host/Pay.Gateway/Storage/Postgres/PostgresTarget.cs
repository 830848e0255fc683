using Npgsql;
using NpgsqlTypes;

namespace Pay.Gateway.Storage.Postgres;

/// <summary>An empty PostgreSQL database that is filled in one transaction: until that commits, it is as empty as it was.</summary>
internal sealed class PostgresTarget : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;

    private PostgresTarget(Session session, NpgsqlTransaction transaction)
    {
        Session = session;
        _transaction = transaction;
    }

    public Session Session { get; }

    /// <summary>What people call it, without the password.</summary>
    public string Name => $"the PostgreSQL database {Connection.Database} on {Connection.Host}";

    private NpgsqlConnection Connection => (NpgsqlConnection)Session.Connection;

    public static async Task<PostgresTarget> OpenAsync(string connectionText)
    {
        NpgsqlConnection connection;
        try
        {
            connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionText) { Pooling = false, CommandTimeout = 0 }.ToString());
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            // Its message may quote the text, and the text holds a password.
            throw new DatabaseUnusableException("That is no connection string. It looks like Host=localhost;Database=pay;Username=pay;Password=...");
        }

        try
        {
            await connection.OpenAsync();
        }
        catch (Exception fault) when (fault is NpgsqlException or ArgumentException)
        {
            await connection.DisposeAsync();
            throw new DatabaseUnusableException(
                $"The PostgreSQL database cannot be opened: {fault.Message} Check that the server runs and that database, user and password exist.", fault);
        }

        var transaction = await connection.BeginTransactionAsync();
        var target = new PostgresTarget(new Session(connection, PostgresDatabase.PostgresWords), transaction);
        await target.Session.ExecuteAsync("SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = on");

        // A gateway that starts on it meanwhile waits here, and finds it filled or empty.
        await target.Session.ExecuteAsync($"SELECT pg_advisory_xact_lock({PostgresDatabase.MigrationLock})");
        return target;
    }

    /// <summary>Refuses a database in which anything is kept; what a migration alone leaves is nothing.</summary>
    public async Task RequireEmptyAsync()
    {
        var found = new List<string>();
        foreach (var table in await Session.ListAsync<string>(
            "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_migrations' ORDER BY tablename"))
        {
            var rows = await Session.ScalarAsync<long>($"SELECT count(*) FROM \"{table}\"");
            if (rows > 0)
            {
                found.Add($"{table} ({rows} rows)");
            }
        }

        if (found.Count > 0)
        {
            throw new DatabaseUnusableException($"{char.ToUpperInvariant(Name[0])}{Name[1..]} is not empty: {string.Join(", ", found)}. Nothing was changed. Move into an empty database.");
        }
    }

    /// <summary>Empties a table that migrating filled, and fills it from the other engine's.</summary>
    public async Task<TableSum> FillAsync(StoredTable table, Session source, Action<long> progress)
    {
        await Session.ExecuteAsync($"DELETE FROM {table.Name}");
        await using var import = await Connection.BeginBinaryImportAsync($"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)");
        var sum = await TableSum.OfAsync(source, table, row => WriteAsync(import, table, row), progress);
        await import.CompleteAsync();
        return sum;
    }

    /// <summary>Rows that came with their numbers have not moved the counters that number the next ones.</summary>
    public async Task SetCountersAsync(StoredTable table)
    {
        foreach (var column in table.Columns.Where(column => column.IsIdentity))
        {
            await Session.ExecuteAsync(
                $"SELECT setval(pg_get_serial_sequence('{table.Name}', '{column.Name}'), (SELECT coalesce(max({column.Name}), 0) + 1 FROM {table.Name}), false)");
        }
    }

    public Task CommitAsync() => _transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Session.DisposeAsync();
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter import, StoredTable table, object?[] row)
    {
        await import.StartRowAsync();
        for (var i = 0; i < row.Length; i++)
        {
            switch (row[i])
            {
                case null:
                    await import.WriteNullAsync();
                    break;
                case long number:
                    await import.WriteAsync(number, NpgsqlDbType.Bigint);
                    break;
                case string text when text.Contains('\0', StringComparison.Ordinal):
                    throw new DatabaseUnusableException(
                        $"{table.Name}.{table.Columns[i].Name} of the row {row[0]} holds a NUL character, which PostgreSQL cannot store. Nothing was moved.");
                case var text:
                    await import.WriteAsync((string)text, NpgsqlDbType.Text);
                    break;
            }
        }
    }
}
