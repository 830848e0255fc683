using System.Net;
using Microsoft.Data.Sqlite;
using NUnit.Framework;
using Pay.Gateway.Storage;
using Pay.Gateway.Storage.Sqlite;

namespace Pay.Gateway.Tests.Storage;

/// <summary>The <c>backup</c> verb: online, one moment, opened before it says done, and a data directory of its own.</summary>
internal sealed class BackupTests
{
    private GatewayUnderTest _gateway = null!;
    private string _directory = "";

    [SetUp]
    public async Task StartAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _directory = Directory.CreateTempSubdirectory("pay-backup-").FullName;
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private string File => Path.Combine(_directory, SqliteDatabase.FileName);

    [Test]
    public async Task A_gateway_starts_on_a_backup_that_was_made_under_load()
    {
        var paid = await _gateway.PaidAsync(1000);
        Assert.That((await _gateway.PostAsync($"/v1/payments/{paid}/refunds", """{"amount": 300}""")).Status, Is.EqualTo(202));
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => CreateUntilAsync(stop.Token)).ToList();
        var made = await BackupAsync();
        await stop.CancelAsync();
        var created = (await Task.WhenAll(load)).Sum();

        Assert.That(made.ExitCode, Is.Zero, made.ToString());
        Assert.That(made.Output.Trim(), Is.EqualTo(File));
        Assert.That(Directory.GetFileSystemEntries(_directory), Is.EqualTo(new[] { File }), "one file and nothing beside it");
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(System.IO.File.GetUnixFileMode(File), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        string[] settings = ["--urls=http://127.0.0.1:0", $"--Pay:DataDirectory={_directory}", GatewayProcess.OnSqlite];
        await using var restored = await GatewayProcess.ServeAsync(new Dictionary<string, string>(StringComparer.Ordinal), settings);
        using var http = restored.Client(_gateway.ApiKey);
        var payment = await ProcessCalls.GetAsync(http, $"/v1/payments/{paid}");
        Assert.That((int)payment.Json["refund_summary"]!["amount_available"]!, Is.EqualTo(700));
        Assert.That((int)(await ProcessCalls.GetAsync(http, "/v1/payments?display_size=1")).Json["total"]!, Is.InRange(1, created + 1));
        Assert.That((await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.Valid)).Status, Is.EqualTo(201), "and it goes on from there");
        Assert.That((await CommandRun.RunAsync("verify", $"--Pay:DataDirectory={_directory}", GatewayProcess.OnSqlite)).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Nothing_is_overwritten()
    {
        await System.IO.File.WriteAllTextAsync(File, "mine");
        var refused = await BackupAsync();
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Does.Contain(File).And.Not.Contain("   at "));
        Assert.That(await System.IO.File.ReadAllTextAsync(File), Is.EqualTo("mine"));
    }

    [Test]
    public async Task A_place_that_is_not_there_is_refused()
    {
        var refused = await RunAsync("backup", Path.Combine(_directory, "nowhere", "pay.db"), "--quiet");
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Does.Contain("nowhere").And.Not.Contain("   at "));
        Assert.That((await RunAsync("backup")).ExitCode, Is.EqualTo(2));
    }

    [Test]
    public async Task A_database_that_breaks_a_rule_gives_no_backup()
    {
        await _gateway.PaidAsync(1000);
        await _gateway.Database.WriteAsync(session => session.ExecuteAsync("UPDATE payments SET refunded_amount = 1"));
        var refused = await BackupAsync();
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Does.Contain("what is reserved is the sum of the refunds").And.Not.Contain("   at "));
        Assert.That(Directory.GetFileSystemEntries(_directory), Is.Empty);
    }

    /// <summary>What a disk that forgets, or a fault of ours, would do to the copy.</summary>
    private static readonly string[] Losses =
    [
        "DELETE FROM api_keys",
        "UPDATE payments SET description = 'another'",
        "UPDATE accounts SET organisation = ''",
        "INSERT INTO spent_tokens (token, payment_number, spent_at) SELECT 'x', payment_number, 0 FROM payments",
        "DROP TABLE spent_tokens",
    ];

    [TestCaseSource(nameof(Losses))]
    public async Task A_copy_that_is_not_what_it_was_made_from_is_thrown_away(string loss)
    {
        await _gateway.CreatedAsync();
        var faulty = new FaultyCopy(_gateway.Database, loss);
        var fault = await Assert.ThrowsAsync<BackupRefusedException>(() => Backup.RunAsync(faulty, File, _ => { }));
        Assert.That(fault!.Message, Does.Contain("thrown away"));
        Assert.That(Directory.GetFileSystemEntries(_directory), Is.Empty);
        await Backup.RunAsync(_gateway.Database, File, _ => { });
    }

    [Test]
    public async Task A_copy_that_fails_half_way_leaves_nothing()
    {
        await _gateway.CreatedAsync();
        await Assert.ThrowsAsync<BackupRefusedException>(() => Backup.RunAsync(new FaultyCopy(_gateway.Database, "no SQL at all"), File, _ => { }));
        Assert.That(Directory.GetFileSystemEntries(_directory), Is.Empty);
    }

    private async Task<int> CreateUntilAsync(CancellationToken stop)
    {
        var created = 0;
        while (!stop.IsCancellationRequested)
        {
            Assert.That((await _gateway.CreateAsync()).Status, Is.EqualTo((int)HttpStatusCode.Created));
            created++;
        }

        return created;
    }

    private Task<CommandResult> BackupAsync() => RunAsync("backup", File);

    private Task<CommandResult> RunAsync(params string[] words) =>
        CommandRun.RunAsync([.. words, $"--Pay:DataDirectory={_gateway.DataDirectory}", .. TestEngine.SettingsFor(_gateway.DataDirectory)]);

    /// <summary>A database whose copies are not what it says that they are.</summary>
    private sealed class FaultyCopy(Database database, string loss) : Database
    {
        public override SqlDialect Dialect => database.Dialect;

        public override Task<T> WriteAsync<T>(Func<Session, Task<T>> work) => database.WriteAsync(work);

        public override ValueTask<T> ReadAsync<T>(Func<Session, ValueTask<T>> read) => database.ReadAsync(read);

        public override ValueTask<T> ReadSnapshotAsync<T>(Func<Session, ValueTask<T>> read) => database.ReadSnapshotAsync(read);

        public override Task MigrateAsync() => database.MigrateAsync();

        public override async Task<IReadOnlyList<(string Table, TableSum Sum)>> CopyToFileAsync(string path, Action<string> progress)
        {
            var sums = await database.CopyToFileAsync(path, progress);
            await using var copy = SqliteFile.Open(path, SqliteOpenMode.ReadWrite);
            await copy.ExecuteAsync(loss);
            return sums;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
