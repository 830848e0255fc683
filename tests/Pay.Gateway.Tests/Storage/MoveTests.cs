using Npgsql;
using NUnit.Framework;
using Pay.Gateway.Storage.Sqlite;
using Pay.Gateway.Tests.Postgres;

namespace Pay.Gateway.Tests.Storage;

/// <summary>The <c>move</c> verb: from a data directory to an empty PostgreSQL database, all of it or nothing.</summary>
[Category(TestEngine.One)]
internal sealed class MoveTests
{
    private static readonly Dictionary<string, string> NoEnvironment = new(StringComparer.Ordinal);

    private PostgresCluster _cluster = null!;
    private string _directory = "";
    private string _connection = "";
    private string _key = "";
    private string _paid = "";

    [OneTimeSetUp]
    public async Task StartAsync() => _cluster = await PostgresCluster.StartAsync("fsync=off");

    [OneTimeTearDown]
    public async Task StopAsync() => await _cluster.DisposeAsync();

    [SetUp]
    public async Task FillAsync()
    {
        _directory = Directory.CreateTempSubdirectory("pay-move-").FullName;
        var database = "move_" + Guid.NewGuid().ToString("N");
        await _cluster.RunSqlAsync($"CREATE DATABASE {database}");
        _connection = new NpgsqlConnectionStringBuilder(_cluster.ConnectionStringTo(database)) { Pooling = false }.ToString();

        // Killed at the end, so the file has its write-ahead log beside it.
        await using var gateway = await ServeAsync();
        _key = await GatewayProcess.NewKeyAsync(_directory, GatewayProcess.OnSqlite);
        using var http = gateway.Client(_key);
        using var payer = new Payer(gateway.Address);
        _paid = await payer.PayAsync((await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.With("description", "\"Łicence – 😀\""))).Json);
        Assert.That((await ProcessCalls.PostAsync(http, $"/v1/payments/{_paid}/refunds", """{"amount": 300}""", "a-key")).Status, Is.EqualTo(202));
        Assert.That((await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.Valid)).Status, Is.EqualTo(201));
    }

    [TearDown]
    public void RemoveDirectory() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Everything_is_there_and_a_backup_brings_it_back()
    {
        var moved = await MoveAsync();
        Assert.That(moved.ExitCode, Is.Zero, moved.ToString());
        Assert.That(moved.Lines.Where(line => line.StartsWith("payments ", StringComparison.Ordinal)), Has.One.Match("^payments +2 +2 +([0-9a-f]{32}) +\\1$"));
        Assert.That(moved.Output + moved.Error, Does.Not.Contain(new NpgsqlConnectionStringBuilder(_connection).Password));
        var tables = moved.Lines.Skip(1).Select(line => line.Split(' ')[0]);
        Assert.That(tables, Is.EquivalentTo(await ListAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")), "every table there is");

        var postgres = $"--Pay:Storage:Postgres={_connection}";
        await using (var gateway = await ServeAsync(postgres))
        {
            using var http = gateway.Client(_key);
            await AssertMovedAsync(http);
            Assert.That((await ProcessCalls.PostAsync(http, $"/v1/payments/{_paid}/refunds", """{"amount": 300}""", "a-key")).Status, Is.EqualTo(202));
            await AssertMovedAsync(http, "the key is known: nothing is given back twice");
            Assert.That((await ProcessCalls.PostAsync(http, $"/v1/payments/{_paid}/refunds", """{"amount": 700}""")).Status, Is.EqualTo(202), "rows go on being numbered");
            using var payer = new Payer(gateway.Address);
            await payer.PayAsync((await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.Valid)).Json);
        }

        Assert.That((await RunAsync("verify", postgres)).ExitCode, Is.Zero);
        var back = Path.Combine(_directory, "back");
        Directory.CreateDirectory(back);
        var backup = await RunAsync("backup", Path.Combine(back, SqliteDatabase.FileName), postgres);
        Assert.That(backup.ExitCode, Is.Zero, backup.ToString());
        await using var restored = await GatewayProcess.ServeAsync(NoEnvironment, ["--urls=http://127.0.0.1:0", $"--Pay:DataDirectory={back}", GatewayProcess.OnSqlite]);
        using var old = restored.Client(_key);
        Assert.That((int)(await ProcessCalls.GetAsync(old, $"/v1/payments/{_paid}")).Json["refund_summary"]!["amount_available"]!, Is.Zero);
        Assert.That((await ProcessCalls.PostAsync(old, "/v1/payments", PaymentBody.Valid)).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task Nobody_starts_on_what_was_moved_away()
    {
        Assert.That((await MoveAsync("--quiet")).ToString(), Is.EqualTo(new CommandResult(0, "", "").ToString()));
        foreach (var words in new string[][] { [], ["keys", "list"], ["move", "--to", "postgres", "--connection", _connection] })
        {
            var refused = await RunAsync([.. words, "--urls=http://127.0.0.1:0"]);
            Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
            Assert.That(refused.Error, Does.Contain("moved to the PostgreSQL database").And.Not.Contain("   at "));
        }

        Assert.That((await RunAsync("verify")).ExitCode, Is.Zero, "it can still be looked at");
    }

    [Test]
    public async Task A_source_that_a_gateway_has_open_is_refused()
    {
        await using var gateway = await ServeAsync();
        var refused = await MoveAsync();
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Does.Contain("in use").And.Not.Contain("   at "));
        await AssertEmptyAsync();
        using var http = gateway.Client(_key);
        Assert.That((await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.Valid)).Status, Is.EqualTo(201), "it goes on");
    }

    [Test]
    public async Task A_target_that_is_not_empty_is_refused_with_what_was_found()
    {
        await RunSqlAsync("CREATE TABLE others (x INT); INSERT INTO others VALUES (1), (2)");
        var refused = await MoveAsync();
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Does.Contain("others (2 rows)").And.Not.Contain("   at "));
        Assert.That(await ListAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"), Is.EqualTo(new[] { "others" }));
        await AssertServesAsync();
    }

    [Test]
    public async Task A_target_that_a_gateway_has_used_is_refused()
    {
        await RunAsync("keys", "create", "--account", "sandbox", "--description", "x", $"--Pay:Storage:Postgres={_connection}");
        var refused = await MoveAsync();
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Does.Contain("api_keys (1 rows)"));
        Assert.That(await ListAsync("SELECT description FROM api_keys"), Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public async Task A_password_is_never_repeated()
    {
        string[] connections =
        [
            new NpgsqlConnectionStringBuilder(_connection) { Password = "s3cretly" }.ToString(),
            "Host=localhost;Password=x;s3cretly=1",
            "Host=localhost;Port=s3cretly",
            "s3cretly",
        ];
        foreach (var connection in connections)
        {
            var refused = await RunAsync("move", "--to", "postgres", "--connection", connection);
            Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
            Assert.That(refused.Error, Is.Not.Empty.And.Not.Contains("s3cretly").And.Not.Contains("   at "));
        }

        await AssertServesAsync();
    }

    [Test]
    public async Task What_PostgreSQL_cannot_hold_stops_the_move_and_leaves_both_sides_as_they_were()
    {
        await using (var file = SqliteFile.Open(Path.Combine(_directory, SqliteDatabase.FileName), Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite))
        {
            await file.ExecuteAsync("UPDATE payments SET description = 'a' || char(0) || 'b' WHERE payment_number = 2");
        }

        var refused = await MoveAsync();
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Does.Contain("payments.description of the row 2").And.Not.Contain("   at "));
        await AssertEmptyAsync();
        await AssertServesAsync();
    }

    [Test]
    public async Task A_move_that_is_killed_half_way_leaves_both_sides_as_they_were()
    {
        await using (var file = SqliteFile.Open(Path.Combine(_directory, SqliteDatabase.FileName), Microsoft.Data.Sqlite.SqliteOpenMode.ReadWrite))
        {
            await file.ExecuteAsync(
                """
                WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 400000)
                INSERT INTO spent_tokens (token, payment_number, spent_at) SELECT 'token ' || n, 1, n FROM many
                """);
        }

        using (var move = GatewayProcess.Start(["move", "--to", "postgres", "--connection", _connection, $"--Pay:DataDirectory={_directory}", GatewayProcess.OnSqlite]))
        {
            await Until.TrueAsync(
                async () => (await ListAsync("SELECT count(*)::text FROM pg_stat_progress_copy WHERE tuples_processed > 1000"))[0] != "0", "rows are being copied");
            move.Kill();
            await move.WaitForExitAsync();
            Assert.That(move.ExitCode, Is.Not.Zero, "it was not done");
        }

        await Until.TrueAsync(
            async () => (await ListAsync("SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"))[0] == "0",
            "the server notices");
        await AssertEmptyAsync();
        await AssertServesAsync();
        var moved = await MoveAsync();
        Assert.That(moved.ExitCode, Is.Zero, moved.ToString());
    }

    [TestCase("--to", "mysql", "--connection", "x")]
    [TestCase("--to", "postgres")]
    [TestCase("--connection", "x")]
    public async Task Wrong_usage_is_told(params string[] words) =>
        Assert.That((await RunAsync(["move", .. words])).ExitCode, Is.EqualTo(2));

    private Task<GatewayProcess> ServeAsync(params string[] settings) => GatewayProcess.ServeAsync(
        NoEnvironment, ["--urls=http://127.0.0.1:0", $"--Pay:DataDirectory={_directory}", GatewayProcess.OnSqlite, .. settings]);

    /// <summary>The data directory is a SQLite file whatever the run's engine is, unless the words name a database; the last one counts.</summary>
    private Task<CommandResult> RunAsync(params string[] words) =>
        CommandRun.RunAsync([GatewayProcess.OnSqlite, .. words, $"--Pay:DataDirectory={_directory}"]);

    private Task<CommandResult> MoveAsync(params string[] options) => RunAsync(["move", "--to", "postgres", "--connection", _connection, .. options]);

    private async Task AssertMovedAsync(HttpClient http, string because = "")
    {
        var payment = await ProcessCalls.GetAsync(http, $"/v1/payments/{_paid}");
        Assert.That((string?)payment.Json["description"], Is.EqualTo("Łicence – 😀"), because);
        Assert.That((int)payment.Json["refund_summary"]!["amount_available"]!, Is.EqualTo(700), because);
    }

    private async Task AssertEmptyAsync() => Assert.That(await ListAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"), Is.Empty, "the target");

    private async Task AssertServesAsync()
    {
        await using var gateway = await ServeAsync();
        using var http = gateway.Client(_key);
        Assert.That((await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.Valid)).Status, Is.EqualTo(201), "the source is as it was");
    }

    private async Task RunSqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> ListAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }
}
