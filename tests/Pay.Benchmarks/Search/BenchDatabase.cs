using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using Pay.Gateway.Tests.Postgres;

namespace Pay.Benchmarks.Search;

/// <summary>A database of the gateway's that can be filled and asked with plain SQL, on either engine.</summary>
internal abstract class BenchDatabase : IAsyncDisposable
{
    public abstract string Engine { get; }

    /// <summary>What the gateway's command line says to work on it.</summary>
    public abstract string[] Settings { get; }

    /// <summary>26 characters like those of an id, at random.</summary>
    public abstract string RandomIdSql { get; }

    public static async Task<BenchDatabase> CreateAsync(string engine) => engine == "postgres" ? await OnPostgres.StartAsync() : new OnSqlite();

    public abstract Task<DbConnection> OpenAsync();

    /// <summary>What a server does by itself within a minute of such a load, done at once; SQLite's gateway does nothing of the kind.</summary>
    public abstract Task SettleAsync();

    /// <summary>How the engine means to run a query, in lines.</summary>
    public abstract Task<string> ExplainAsync(string sql);

    public abstract ValueTask DisposeAsync();

    protected static async Task<string> ReadAsync(DbConnection connection, string sql, int column)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new StringBuilder();
        while (await reader.ReadAsync())
        {
            lines.Append("      ").AppendLine(reader.GetString(column));
        }

        return lines.ToString().TrimEnd();
    }

    private sealed class OnSqlite : BenchDatabase
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("pay-bench-").FullName;

        static OnSqlite() => SQLitePCL.Batteries_V2.Init();

        public override string Engine => "SQLite";

        public override string[] Settings => [$"--Pay:DataDirectory={_directory}"];

        public override string RandomIdSql => "lower(substr(hex(randomblob(13)), 1, 26))";

        public override async Task<DbConnection> OpenAsync()
        {
            var connection = new SqliteConnection($"Data Source={Path.Combine(_directory, "pay.db")};Pooling=False;Default Timeout=600");
            await connection.OpenAsync();
            return connection;
        }

        public override Task SettleAsync() => Task.CompletedTask;

        public override async Task<string> ExplainAsync(string sql)
        {
            await using var connection = await OpenAsync();
            return await ReadAsync(connection, "EXPLAIN QUERY PLAN " + sql, column: 3);
        }

        public override ValueTask DisposeAsync()
        {
            Directory.Delete(_directory, recursive: true);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class OnPostgres(PostgresCluster cluster) : BenchDatabase
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("pay-bench-").FullName;

        public override string Engine => "PostgreSQL (fsync on, its own defaults)";

        public override string[] Settings => [$"--Pay:Storage:Postgres={cluster.ConnectionString}", $"--Pay:DataDirectory={_directory}"];

        public override string RandomIdSql => "substr(md5(random()::text), 1, 26)";

        public static async Task<BenchDatabase> StartAsync() => new OnPostgres(await PostgresCluster.StartAsync());

        public override async Task<DbConnection> OpenAsync()
        {
            var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Pooling = false, CommandTimeout = 0 }.ToString());
            await connection.OpenAsync();
            return connection;
        }

        public override async Task SettleAsync()
        {
            await using var connection = await OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "VACUUM ANALYZE";
            await command.ExecuteNonQueryAsync();
        }

        public override async Task<string> ExplainAsync(string sql)
        {
            await using var connection = await OpenAsync();
            return await ReadAsync(connection, "EXPLAIN (COSTS OFF) " + sql, column: 0);
        }

        public override async ValueTask DisposeAsync()
        {
            Directory.Delete(_directory, recursive: true);
            await cluster.DisposeAsync();
        }
    }
}
