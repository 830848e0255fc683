using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Pay.Gateway.Storage.Sqlite;

/// <summary>SQLite files: opening one, having one alone, and making one.</summary>
internal static class SqliteFile
{
    private const int BusyTimeoutSeconds = 15;

    /// <summary>Whoever has the file open has it open for longer than this.</summary>
    private const int AloneTimeoutSeconds = 2;

    static SqliteFile()
    {
        SQLitePCL.Batteries_V2.Init();

        // Each connection is used by one unit of work at a time, so SQLite need not lock it at every call.
        _ = SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MULTITHREAD);
    }

    public static Session Open(string path, SqliteOpenMode mode, int timeoutSeconds = BusyTimeoutSeconds)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = timeoutSeconds,
        }.ToString());
        connection.Open();
        return new Session(connection, SqliteDatabase.SqliteWords);
    }

    /// <summary>
    /// Opens a data file that nobody else has open, and keeps everybody out until the session ends. Leaving the write-ahead log is what
    /// SQLite allows to the only connection there is, so a gateway that merely has nothing to do is noticed, too.
    /// </summary>
    public static async Task<Session> OpenAloneAsync(string path)
    {
        var session = Open(path, SqliteOpenMode.ReadWrite, AloneTimeoutSeconds);
        try
        {
            var mode = await session.ScalarAsync<string>("PRAGMA journal_mode = DELETE");
            if (mode == "delete")
            {
                await session.ExecuteAsync("PRAGMA synchronous = FULL; PRAGMA cache_size = -16000; BEGIN EXCLUSIVE");
                return session;
            }
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED)
        {
            // Said below, as for the other way in which SQLite says it.
        }

        await session.DisposeAsync();
        throw new DatabaseUnusableException($"{path} is in use. Stop every gateway and command that works on it, and run this again.");
    }

    /// <summary>
    /// Copies the file of <paramref name="source"/>, page by page, as its open snapshot sees it. Nobody reads the copy before it is
    /// finished, so it needs no journal of its own and is flushed once, by whoever gives it its name.
    /// </summary>
    public static async Task CopyPagesAsync(Session source, string path)
    {
        await using (var target = Open(path, SqliteOpenMode.ReadWriteCreate))
        {
            await target.ExecuteAsync("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF");
            ((SqliteConnection)source.Connection).BackupDatabase((SqliteConnection)target.Connection);
        }

        // The copied header says that there is a write-ahead log beside the file; a backup is to be one file.
        await using var finished = Open(path, SqliteOpenMode.ReadWrite);
        await finished.ExecuteAsync("PRAGMA journal_mode = DELETE");
    }

    /// <summary>Fills a new file from another engine's snapshot, table by table.</summary>
    public static async Task<IReadOnlyList<(string Table, TableSum Sum)>> FillAsync(Session source, string path, Action<string> progress)
    {
        // A snapshot that was lost is read again from its beginning, and so is the file begun again.
        await File.WriteAllBytesAsync(path, []);
        await using var target = Open(path, SqliteOpenMode.ReadWriteCreate);
        await target.ExecuteAsync("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; BEGIN");
        await Migrations.RunAsync(target);
        await target.ExecuteAsync("DELETE FROM schema_migrations");
        var sums = new List<(string Table, TableSum Sum)>();
        foreach (var table in await StoredTable.ListAsync(target))
        {
            await using var insert = target.Connection.CreateCommand();
            PrepareInsert(insert, table);
            var sum = await TableSum.OfAsync(source, table, row => InsertAsync(insert, row), rows => progress($"{table.Name}: {rows} rows"));
            sums.Add((table.Name, sum));
        }

        await target.ExecuteAsync("COMMIT");
        return sums;
    }

    private static void PrepareInsert(DbCommand insert, StoredTable table)
    {
        insert.CommandText = $"INSERT INTO {table.Name} ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select((_, at) => $"@p{at}"))})";
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var parameter = insert.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            insert.Parameters.Add(parameter);
        }
    }

    private static Task InsertAsync(DbCommand insert, object?[] row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            insert.Parameters[i].Value = row[i] ?? DBNull.Value;
        }

        return insert.ExecuteNonQueryAsync();
    }
}
