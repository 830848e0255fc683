namespace Pay.Gateway.Storage;

/// <summary>
/// The one seam between features and the database. A feature hands over a unit of work; the engine decides how it becomes durable
/// (SQLite: one writer that commits the waiting units together; PostgreSQL: a transaction each).
/// </summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>Where the two engines' SQL differs.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>The counters that gateways on this database share; none where one machine is all there is.</summary>
    public virtual IRateWindows? RateWindows => null;

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction and returns once that is durable. An exception from the work rolls it back
    /// alone and comes out here; nothing in the work may wait for anything but the session that it is given. The work may run more
    /// than once, when what it ran together with has to be taken back; only its last run counts.
    /// </summary>
    public abstract Task<T> WriteAsync<T>(Func<Session, Task<T>> work);

    /// <summary>
    /// Runs <paramref name="read"/> on a connection of its own, seeing everything committed so far. It may run more than once, when a
    /// connection breaks under it.
    /// </summary>
    public abstract ValueTask<T> ReadAsync<T>(Func<Session, ValueTask<T>> read);

    /// <summary>As <see cref="ReadAsync"/>, with all statements of <paramref name="read"/> seeing the same moment; it runs once.</summary>
    public abstract ValueTask<T> ReadSnapshotAsync<T>(Func<Session, ValueTask<T>> read);

    /// <summary>Creates or upgrades the schema; refuses a database that is newer than this program.</summary>
    public abstract Task MigrateAsync();

    /// <summary>
    /// Writes everything, as it is at one moment, into a SQLite file: the form of a backup, whichever engine it is from. Says what was
    /// there.
    /// </summary>
    public abstract Task<IReadOnlyList<(string Table, TableSum Sum)>> CopyToFileAsync(string path, Action<string> progress);

    public abstract ValueTask DisposeAsync();

    /// <summary>As <see cref="WriteAsync{T}"/>, for work without a result.</summary>
    public Task WriteAsync(Func<Session, Task> work) =>
        WriteAsync(async session =>
        {
            await work(session);
            return true;
        });
}

/// <summary>The few words in which the engines' SQL differs. Everything else is one text for both.</summary>
/// <param name="IdentityColumn">The type of a column that numbers its rows.</param>
/// <param name="ForUpdate">Appended to a SELECT whose row this transaction is about to change.</param>
/// <param name="SkipLocked">Appended to a SELECT that takes whatever rows nobody else is taking.</param>
/// <param name="Unlogged">What a table is called whose rows may be forgotten in a crash.</param>
internal sealed record SqlDialect(string IdentityColumn, string ForUpdate, string SkipLocked, string Unlogged)
{
    /// <summary>Whether the storage itself is sound: rules like those of the books, each with SQL that finds what breaks it (one text column).</summary>
    public IReadOnlyList<(string Rule, string BrokenSql)> StorageChecks { get; init; } = [];

    /// <summary>Lists table_name, column_name, type and is_identity of every column of every table, in their order.</summary>
    public required string ColumnsSql { get; init; }

    /// <summary>Lists table_name and the parent that it refers to.</summary>
    public required string ReferencesSql { get; init; }
}

/// <summary>The database cannot be used as it is; the message tells the operator what to do.</summary>
internal sealed class DatabaseUnusableException(string message, Exception? inner = null) : Exception(message, inner);
