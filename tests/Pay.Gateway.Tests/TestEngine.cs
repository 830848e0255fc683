using Npgsql;

namespace Pay.Gateway.Tests;

/// <summary>
/// Which database the gateways under test keep their data in: SQLite, or, when PAY_TEST_POSTGRES holds a connection string of a server
/// on this machine, a PostgreSQL database of their own there. Every test of behaviour runs on both.
/// </summary>
internal static class TestEngine
{
    private static readonly string? s_server = Environment.GetEnvironmentVariable("PAY_TEST_POSTGRES");

    public static bool IsPostgres => s_server is not null;

    /// <summary>The settings of a gateway with this data directory; on PostgreSQL its database is made when it is not there yet.</summary>
    public static string[] SettingsFor(string dataDirectory)
    {
        if (s_server is null)
        {
            return [];
        }

        var database = DatabaseOf(dataDirectory);
        using var server = new NpgsqlConnection(s_server);
        server.Open();
        using var exists = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname = @database", server);
        exists.Parameters.AddWithValue("database", database);
        if ((long)exists.ExecuteScalar()! == 0)
        {
            using var create = new NpgsqlCommand($"CREATE DATABASE {database}", server);
            create.ExecuteNonQuery();
        }

        return [$"--Pay:Storage:Postgres={new NpgsqlConnectionStringBuilder(s_server) { Database = database, MaxPoolSize = 20 }}"];
    }

    public static async Task ForgetAsync(string dataDirectory)
    {
        if (s_server is null)
        {
            return;
        }

        await using var server = new NpgsqlConnection(s_server);
        await server.OpenAsync();
        await using var drop = new NpgsqlCommand($"DROP DATABASE IF EXISTS {DatabaseOf(dataDirectory)} WITH (FORCE)", server);
        await drop.ExecuteNonQueryAsync();
    }

    // The folder's name is unique already; what is no letter or digit cannot stand in a database's name.
    private static string DatabaseOf(string dataDirectory) =>
        new([.. Path.GetFileName(dataDirectory).ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_')]);
}
