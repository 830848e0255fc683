using System.Net;
using Npgsql;
using NUnit.Framework;

namespace Pay.Gateway.Tests.Postgres;

/// <summary>A server that restarts, dies, changes over or promises too much: slowness or a clean refusal, and nothing acknowledged is lost.</summary>
internal sealed class ServerTroubleTests
{
    [Test]
    public async Task A_server_that_forgets_what_it_acknowledged_is_refused()
    {
        await using var cluster = await PostgresCluster.StartAsync("fsync=off", "synchronous_commit=off");
        await AssertRefusedAsync(cluster.ConnectionString, "synchronous_commit", cluster);
    }

    [Test]
    public async Task A_server_that_cannot_be_opened_is_refused_without_telling_the_password()
    {
        await using var cluster = await PostgresCluster.StartAsync("fsync=off");
        var settings = new NpgsqlConnectionStringBuilder(cluster.ConnectionString);
        await AssertRefusedAsync(new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Password = "wrong-secret" }.ToString(), "password", cluster);
        await AssertRefusedAsync(new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = "nowhere" }.ToString(), "nowhere", cluster);
        await AssertRefusedAsync($"Host=127.0.0.1;Port=no;Password={settings.Password}", "Pay:Storage:Postgres", cluster);
        await AssertRefusedAsync($"Host=127.0.0.1;Password=first;wrong-secret={settings.Password}", "Pay:Storage:Postgres", cluster);
        await cluster.StopAsync();
        await AssertRefusedAsync(cluster.ConnectionString, "cannot be opened", cluster);
    }

    [Test]
    public async Task A_restarted_server_costs_nobody_an_answer()
    {
        await using var cluster = await PostgresCluster.StartAsync("fsync=off");
        await using var gateway = await ServeAsync(cluster.ConnectionString);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.CreateAsync()));
        for (var round = 0; round < 3; round++)
        {
            await (round % 2 == 0 ? cluster.KillAsync() : cluster.StopAsync());
            var replies = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.CreateAsync()));
            await cluster.RestartAsync();
            Assert.That((await replies).Select(reply => reply.Status), Is.All.EqualTo(201).Or.EqualTo(500), "a commit under way at a kill may be in doubt");
            Assert.That((await gateway.CreateAsync()).Status, Is.EqualTo(201));
        }

        await Books.BalanceAsync(gateway);
    }

    [Test]
    public async Task While_the_server_is_away_the_answers_are_clean_and_then_all_is_well()
    {
        await using var cluster = await PostgresCluster.StartAsync("fsync=off");
        await using var gateway = await ServeAsync(cluster.ConnectionString);
        var payment = await gateway.CreatedAsync();
        await cluster.KillAsync();

        using (var health = await gateway.Http.GetAsync(new Uri("/healthcheck", UriKind.Relative)))
        {
            Assert.That(health.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }

        var replies = await Task.WhenAll(gateway.CreateAsync(), gateway.GetAsync($"/v1/payments/{payment.Id()}"));
        Assert.That(replies.Select(reply => reply.Line), Is.All.Matches("""^(500 \{"code":"P0[0-9]98"|503 \{"code":503)"""));

        await cluster.RestartAsync();
        Assert.That((await gateway.PaymentAsync(payment.Id())).State(), Is.EqualTo("created"));
        await gateway.PaidAsync(1000);
        await Books.BalanceAsync(gateway);
    }

    [Test]
    public async Task A_failover_is_slowness_and_loses_nothing()
    {
        await using var primary = await PostgresCluster.StartAsync("fsync=off");
        await using var standby = await primary.CreateStandbyAsync();
        await using var gateway = await ServeAsync(primary.FailoverConnectionStringTo("postgres", standby));
        var before = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.CreatedAsync()));

        await primary.KillAsync();
        var during = Task.WhenAll(Enumerable.Range(0, 10).Select(_ => gateway.CreateAsync()));
        await standby.PromoteAsync();
        Assert.That((await during).Select(reply => reply.Status), Is.All.EqualTo(201));
        foreach (var payment in before)
        {
            Assert.That((await gateway.PaymentAsync(payment.Id())).State(), Is.EqualTo("created"));
        }

        await gateway.PaidAsync(1000);
        await Books.BalanceAsync(gateway);
    }

    [Test]
    public async Task A_commit_that_the_standby_never_confirmed_is_not_acknowledged()
    {
        await using var primary = await PostgresCluster.StartAsync("fsync=off");
        await using var standby = await primary.CreateStandbyAsync();
        await using var gateway = await ServeAsync(new NpgsqlConnectionStringBuilder(primary.ConnectionString) { CommandTimeout = 4 }.ToString());
        Assert.That((await gateway.CreateAsync()).Status, Is.EqualTo(201));
        await standby.KillAsync();
        var reply = await gateway.CreateAsync();
        Assert.That(reply.Status, Is.EqualTo(500), reply.Body);

        var waiting = gateway.CreateAsync();
        await Until.TrueAsync(
            async () => await primary.RunSqlAsync(
                "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE application_name = 'Pay.Gateway' AND wait_event = 'SyncRep'") is > 0L,
            "the commit waits for the standby");
        Assert.That((await waiting).Status, Is.EqualTo(500), "somebody told the server not to wait");
    }

    private static Task<GatewayUnderTest> ServeAsync(string connectionString) => GatewayUnderTest.StartAsync($"--Pay:Storage:Postgres={connectionString}");

    private static async Task AssertRefusedAsync(string connectionString, string says, PostgresCluster cluster)
    {
        var directory = Directory.CreateTempSubdirectory("pay-start-").FullName;
        var result = await GatewayProcess.RunAsync("--urls=http://127.0.0.1:0", $"--Pay:DataDirectory={directory}", $"--Pay:Storage:Postgres={connectionString}");
        Directory.Delete(directory, recursive: true);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Error, Does.Contain(says).IgnoreCase.And.Not.Contain("   at "));
        Assert.That(result.ToString(), Does.Not.Contain("wrong-secret").And.Not.Contain(new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Password!));
    }
}
