using System.Data.Common;
using Dapper;

namespace Pay.Gateway.Storage;

/// <summary>
/// One connection, used by one unit of work at a time. Dapper serves the general case; <see cref="Prepare"/> keeps the statements
/// of the hot paths (create, get) compiled for the life of the connection.
/// </summary>
internal sealed class Session(DbConnection connection, SqlDialect dialect) : IAsyncDisposable
{
    private readonly Dictionary<string, PreparedStatement> _prepared = new(SqlComparer.Instance);

    static Session() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public SqlDialect Dialect { get; } = dialect;

    public DbConnection Connection { get; } = connection;

    /// <summary>The compiled statement for <paramref name="sql"/>, which must be a constant.</summary>
    public PreparedStatement Prepare(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var statement))
        {
            statement = new PreparedStatement(Connection, sql);
            _prepared.Add(sql, statement);
        }

        return statement;
    }

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Connection.ExecuteAsync(sql, parameters);

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) => Connection.ExecuteScalarAsync<T>(sql, parameters);

    public Task<T?> FirstOrDefaultAsync<T>(string sql, object? parameters = null) => Connection.QueryFirstOrDefaultAsync<T>(sql, parameters);

    public async Task<List<T>> ListAsync<T>(string sql, object? parameters = null) =>
        (await Connection.QueryAsync<T>(sql, parameters)).AsList();

    /// <summary>Runs a SELECT and maps each row by hand, for rows too wide for reflection.</summary>
    public async Task<List<T>> ListAsync<T>(string sql, object? parameters, Func<DbDataReader, T> map)
    {
        // Not "await using": Dapper's reader then forgets its command, whose statement the garbage collector would end on a thread of its
        // own, while this connection is in use without a lock. That has killed the process.
#pragma warning disable MA0042
        using var reader = await Connection.ExecuteReaderAsync(sql, parameters);
#pragma warning restore MA0042
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    /// <summary>
    /// Runs a SELECT over however many rows there are, for however long it takes, and hands them on one by one: for the operators'
    /// verbs, which go through whole tables.
    /// </summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(string sql, Func<DbDataReader, T> map)
    {
        await using var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            yield return map(reader);
        }
    }

    /// <summary>One change that must hit exactly one row: anything else is a broken invariant and rolls the work back.</summary>
    public async Task ExecuteOneAsync(string sql, object? parameters)
    {
        var rows = await ExecuteAsync(sql, parameters);
        if (rows != 1)
        {
            throw new InvariantBrokenException($"A statement that must change one row changed {rows}: {sql}");
        }
    }

    /// <summary>Statements differ at their ends; hashing hundreds of characters for each look-up would cost more than the look-up.</summary>
    private sealed class SqlComparer : IEqualityComparer<string>
    {
        public static readonly SqlComparer Instance = new();

        private const int HashedCharacters = 24;

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string obj) =>
            HashCode.Combine(obj.Length, string.GetHashCode(obj.AsSpan(Math.Max(0, obj.Length - HashedCharacters)), StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var statement in _prepared.Values)
        {
            await statement.DisposeAsync();
        }

        await Connection.DisposeAsync();
    }
}

/// <summary>Something that can never be true was about to become true (money rule 8); the work is rolled back.</summary>
internal sealed class InvariantBrokenException(string message) : Exception(message);
