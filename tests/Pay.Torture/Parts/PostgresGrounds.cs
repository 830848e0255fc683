using System.Globalization;
using Npgsql;
using Pay.Gateway.Tests.Postgres;
using Pay.Torture.Running;

namespace Pay.Torture.Parts;

/// <summary>A PostgreSQL server of the suite's own, with a database for each epoch.</summary>
internal sealed class PostgresGrounds : IAsyncDisposable
{
    /// <summary>Several gateways, and the suite's own look.</summary>
    private const string ConnectionsMax = "max_connections=300";
    private const int PoolSizeMax = 40;

    private int _databases;

    private PostgresGrounds(PostgresCluster cluster) => Cluster = cluster;

    public PostgresCluster Cluster { get; }

    public static async Task<PostgresGrounds> StartAsync() => new(await PostgresCluster.StartAsync(ConnectionsMax));

    /// <summary>An empty database.</summary>
    public async Task<Ground> NewAsync() => new(Sized(Cluster.ConnectionStringTo(await NewDatabaseAsync())));

    /// <summary>An empty database that is found on whichever of the two servers is the primary.</summary>
    public async Task<Ground> NewAsync(PostgresCluster standby) => new(Sized(Cluster.FailoverConnectionStringTo(await NewDatabaseAsync(), standby)));

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private static string Sized(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = PoolSizeMax }.ToString();

    private async Task<string> NewDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"torture{++_databases}");
        await Cluster.RunSqlAsync("CREATE DATABASE " + name);
        return name;
    }
}
