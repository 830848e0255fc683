using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NUnit.Framework;
using Pay.Gateway.Storage.Postgres;
using Pay.Gateway.Tests.Postgres;

namespace Pay.Gateway.Tests;

/// <summary>
/// Which database the gateways under test keep their data in: SQLite, or, with <c>PAY_TEST_ENGINE=postgres</c>, PostgreSQL, where each
/// data directory stands for a database of its own on a server that the run brings along. Every test of behaviour runs on both.
/// </summary>
internal static class TestEngine
{
    /// <summary>A category of tests that no database has a part in: they are the same on both engines and run on one.</summary>
    public const string One = "OneEngine";

    private const string Variable = "PAY_TEST_ENGINE";
    private const string Setting = "Pay:Storage:Postgres";
    private const string Template = "pay_template";

    /// <summary>A gateway's share of the server's connections: several fixtures with several gateways each run at once.</summary>
    private const int PoolSizeMax = 20;

    private static PostgresCluster? s_cluster;

    public static bool IsPostgres { get; } = Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "sqlite" => false,
        "postgres" => true,
        var other => throw new InvalidOperationException($"{Variable} is {other}; it may be sqlite (the default) or postgres."),
    };

    private static PostgresCluster Cluster => s_cluster ?? throw new InvalidOperationException("The run's PostgreSQL server has not been started.");

    /// <summary>Starts the server that a run on PostgreSQL needs. What it keeps is not durable: tests of durability start their own.</summary>
    public static async Task StartAsync()
    {
        if (!IsPostgres)
        {
            return;
        }

        s_cluster = await PostgresCluster.StartAsync("fsync=off", "full_page_writes=off", "max_connections=400", "shared_buffers=256MB");
        await Cluster.RunSqlAsync($"CREATE DATABASE {Template}");
        await using var database = new PostgresDatabase(Cluster.ConnectionStringTo(Template));
        await database.MigrateAsync();
    }

    public static async Task StopAsync()
    {
        if (s_cluster is not null)
        {
            await s_cluster.DisposeAsync();
        }
    }

    /// <summary>
    /// What a gateway with these settings is to be told besides: on PostgreSQL the database that stands for its data directory, which
    /// is made when it is not there yet. Settings that name a database of their own are left alone.
    /// </summary>
    public static string[] SettingsFor(string dataDirectory, params IEnumerable<string> settings)
    {
        if (!IsPostgres || settings.Any(setting => setting.StartsWith($"--{Setting}=", StringComparison.Ordinal)))
        {
            return [];
        }

        var database = DatabaseOf(dataDirectory);
        using var server = new NpgsqlConnection(Cluster.ConnectionString);
        server.Open();
        using var exists = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = @database", server);
        exists.Parameters.AddWithValue("database", database);
        if ((long)exists.ExecuteScalar()! == 0)
        {
            using var create = new NpgsqlCommand($"CREATE DATABASE {database} TEMPLATE {Template}", server);
            create.ExecuteNonQuery();
        }

        return [$"--{Setting}={ConnectionStringOf(dataDirectory)}"];
    }

    /// <summary>What a crash at this moment would leave: everything committed and nothing else, as another data directory.</summary>
    public static async Task CopyAsync(string dataDirectory, string image)
    {
        Directory.CreateDirectory(image);
        if (IsPostgres)
        {
            SettingsFor(image);
            await Cluster.CopyDatabaseAsync(DatabaseOf(dataDirectory), DatabaseOf(image));
            return;
        }

        foreach (var file in Directory.EnumerateFiles(dataDirectory).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            await using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await using var to = File.Create(Path.Combine(image, Path.GetFileName(file)));
            await from.CopyToAsync(to);
        }
    }

    public static async Task ForgetAsync(string dataDirectory)
    {
        if (IsPostgres)
        {
            await Cluster.RunSqlAsync($"DROP DATABASE IF EXISTS {DatabaseOf(dataDirectory)} WITH (FORCE)");
        }
    }

    private static string ConnectionStringOf(string dataDirectory) =>
        new NpgsqlConnectionStringBuilder(Cluster.ConnectionStringTo(DatabaseOf(dataDirectory))) { MaxPoolSize = PoolSizeMax }.ToString();

    // A folder's name tells capitals apart and has characters that a database's name cannot have; its hash keeps two names two.
    private static string DatabaseOf(string dataDirectory)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(dataDirectory));
        var readable = new string([.. name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]);
        return $"{readable}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..8]}";
    }
}

/// <summary>Once for the whole run: the server that its gateways share.</summary>
[SetUpFixture]
internal sealed class TestEngineLifetime
{
    [OneTimeSetUp]
    public Task StartAsync() => TestEngine.StartAsync();

    [OneTimeTearDown]
    public Task StopAsync() => TestEngine.StopAsync();
}
