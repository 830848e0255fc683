using Npgsql;
using NUnit.Framework;

namespace Pay.Gateway.Tests.Postgres;

/// <summary>The ground that tests on PostgreSQL stand on: what a server keeps when it is killed, and that nothing is left of it.</summary>
internal sealed class PostgresClusterTests
{
    [Test]
    public async Task A_killed_server_comes_back_with_what_was_committed()
    {
        await using var cluster = await PostgresCluster.StartAsync("max_connections=20");
        Assert.That(await cluster.RunSqlAsync("SHOW max_connections"), Is.EqualTo("20"));
        await cluster.RunSqlAsync("CREATE TABLE kept (number BIGINT)");
        await using var open = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await open.OpenAsync();
        await using var transaction = await open.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO kept VALUES (1)", open, transaction);
        await insert.ExecuteNonQueryAsync();
        await cluster.RunSqlAsync("INSERT INTO kept VALUES (2)");

        await cluster.KillAsync();
        Assert.That(async () => await transaction.CommitAsync(), Throws.InstanceOf<NpgsqlException>());
        Assert.That(async () => await cluster.RunSqlAsync("SELECT 1"), Throws.InstanceOf<NpgsqlException>(), "it is down");

        await cluster.RestartAsync();
        Assert.That(await cluster.RunSqlAsync("SELECT sum(number)::BIGINT FROM kept"), Is.EqualTo(2));
        Assert.That(cluster.Log, Does.Contain("database system was interrupted"), "it was a kill, not a shutdown");
    }

    [Test]
    public async Task A_standby_holds_every_commit_of_its_killed_primary_and_takes_its_place()
    {
        await using var primary = await PostgresCluster.StartAsync("fsync=off");
        await using var standby = await primary.CreateStandbyAsync();
        await primary.RunSqlAsync("CREATE TABLE kept (number BIGINT)");
        for (var number = 1; number <= 50; number++)
        {
            await primary.RunSqlAsync($"INSERT INTO kept VALUES ({number})");
        }

        await primary.KillAsync();
        await standby.PromoteAsync();
        Assert.That(await standby.RunSqlAsync("SELECT count(*) FROM kept"), Is.EqualTo(50));
        Assert.That(async () => await standby.RunSqlAsync("INSERT INTO kept VALUES (51)"), Throws.Nothing, "it writes, and waits for no standby");
    }
}
