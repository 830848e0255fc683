using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Pay.Gateway.Storage.Sqlite;

/// <summary>
/// One SQLite file in WAL mode with <c>synchronous=FULL</c> (money rule 4: what was acknowledged survives a power cut).
/// Reads run in parallel on pooled connections; writes go to <see cref="GroupCommitWriter"/>.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    public const string FileName = "pay.db";

    /// <summary>How long a statement waits for another process that holds the write lock.</summary>
    private const int BusyTimeoutMs = 15_000;

    internal static readonly SqlDialect SqliteWords = new("INTEGER PRIMARY KEY", ForUpdate: "", SkipLocked: "", Unlogged: "")
    {
        StorageChecks =
        [
            ("every page and index of the file is sound", "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'"),
            ("every reference leads to a row", "SELECT \"table\" || ' row ' || coalesce(rowid, '') || ' to ' || parent FROM pragma_foreign_key_check"),
        ],
        ColumnsSql =
            """
            SELECT tables.name AS table_name, columns.name AS column_name, columns.type AS type,
                columns.pk = 1 AND columns.type = 'INTEGER' AS is_identity
            FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns
            WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY tables.name, columns.cid
            """,
        ReferencesSql =
            """
            SELECT tables.name AS table_name, parents."table" AS parent
            FROM sqlite_master AS tables JOIN pragma_foreign_key_list(tables.name) AS parents WHERE tables.type = 'table'
            """,
    };

    private readonly string _path;
    private readonly ConcurrentBag<Session> _readers = [];
    private readonly GroupCommitWriter _writer;
    private bool _disposed;

    public SqliteDatabase(string directory)
    {
        CreateDirectory(directory);
        _path = Path.Combine(directory, FileName);
        _writer = new GroupCommitWriter(Open(readOnly: false));
    }

    public override SqlDialect Dialect => SqliteWords;

    public override Task<T> WriteAsync<T>(Func<Session, Task<T>> work) => _writer.RunAsync(work);

    public override async ValueTask<T> ReadAsync<T>(Func<Session, ValueTask<T>> read)
    {
        var session = _readers.TryTake(out var pooled) ? pooled : Open(readOnly: true);
        try
        {
            return await read(session);
        }
        finally
        {
            await ReturnAsync(session);
        }
    }

    public override ValueTask<T> ReadSnapshotAsync<T>(Func<Session, ValueTask<T>> read) =>
        ReadAsync(async session =>
        {
            await session.Prepare("BEGIN").ExecuteAsync();
            try
            {
                return await read(session);
            }
            finally
            {
                await session.Prepare("COMMIT").ExecuteAsync();
            }
        });

    public override async Task MigrateAsync()
    {
        try
        {
            await WriteAsync(session => Migrations.RunAsync(session));
        }
        catch (SqliteException fault)
        {
            throw Unusable(fault);
        }
    }

    public override async Task<IReadOnlyList<(string Table, TableSum Sum)>> CopyToFileAsync(string path, Action<string> progress) =>
        await ReadSnapshotAsync<IReadOnlyList<(string Table, TableSum Sum)>>(async session =>
        {
            // The first read opens the snapshot, and the copy is made of that: writers go on meanwhile and are not in it.
            var sums = new List<(string Table, TableSum Sum)>();
            foreach (var table in await StoredTable.ListAsync(session))
            {
                progress($"reading {table.Name}");
                sums.Add((table.Name, await TableSum.OfAsync(session, table)));
            }

            progress("copying");
            await SqliteFile.CopyPagesAsync(session, path);
            return sums;
        });

    public override async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _writer.DisposeAsync();
        while (_readers.TryTake(out var session))
        {
            await session.DisposeAsync();
        }
    }

    private async ValueTask ReturnAsync(Session session)
    {
        if (_disposed)
        {
            await session.DisposeAsync();
        }
        else
        {
            _readers.Add(session);
        }
    }

    private Session Open(bool readOnly)
    {
        try
        {
            var session = SqliteFile.Open(_path, SqliteOpenMode.ReadWriteCreate, BusyTimeoutMs / 1000);
            using var pragmas = session.Connection.CreateCommand();
            pragmas.CommandText = FormattableString.Invariant(
                $"""
                PRAGMA busy_timeout = {BusyTimeoutMs};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA cache_size = -16000;
                PRAGMA query_only = {(readOnly ? 1 : 0)};
                """);
            pragmas.ExecuteNonQuery();
            return session;
        }
        catch (SqliteException fault)
        {
            throw Unusable(fault);
        }
    }

    private DatabaseUnusableException Unusable(SqliteException fault) => new(
        $"The database {_path} cannot be used: {fault.Message} "
        + "Check that the directory is writable, that there is space, and that the file is a SQLite database, or name another one with --Pay:DataDirectory=PATH.",
        fault);

    private static void CreateDirectory(string directory)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(directory);
            }
            else
            {
                // The database holds hashed keys and people's names: nobody but the gateway's user has business here.
                Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseUnusableException(
                $"The data directory {directory} cannot be created: {fault.Message} Name another one with --Pay:DataDirectory=PATH.", fault);
        }
    }
}
