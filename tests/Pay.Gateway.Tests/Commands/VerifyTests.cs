using System.Text;
using NUnit.Framework;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Tests.Commands;

/// <summary>The <c>verify</c> verb: each money rule is broken on purpose and found.</summary>
internal sealed class VerifyTests
{
    /// <summary>What is about the SQLite file; the run on PostgreSQL leaves it out.</summary>
    private const string SqliteOnly = "SqliteOnly";

    private const string OfPaid = "(SELECT payment_number FROM payments WHERE payment_id = @paid)";
    private const string OfCreated = "(SELECT payment_number FROM payments WHERE payment_id = @created)";

    private GatewayUnderTest _gateway = null!;
    private string _paid = "";
    private string _created = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _paid = await _gateway.PaidAsync(1000);
        Assert.That((await _gateway.PostAsync($"/v1/payments/{_paid}/refunds", """{"amount": 300}""")).Status, Is.EqualTo(202));
        _created = await _gateway.PaymentInAsync(PaymentStage.Created);
        await Books.BalanceAsync(_gateway);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    /// <summary>What breaks each rule. What another engine's constraints would refuse is let in by <see cref="LetInAsync"/>.</summary>
    private static readonly (string Rule, string Sql)[] Breakages =
    [
        ("a payment is where its last event left it", "UPDATE payments SET status = 'capture_submitted' WHERE payment_id = @paid"),
        ("a payment is where its last event left it", "UPDATE payments SET public_status = 'started' WHERE payment_id = @created"),
        ("a payment is where its last event left it", $"DELETE FROM payment_events WHERE payment_number = {OfCreated}"),
        ("a payment begins once", $"DELETE FROM payment_events WHERE payment_number = {OfPaid} AND status = 'created'"),
        ("a payment enters no state twice",
            $"INSERT INTO payment_events (payment_number, status, public_status, created_at) VALUES ({OfPaid}, 'captured', 'success', 0)"),
        ("a payment moves only along the published table",
            $"INSERT INTO payment_events (payment_number, status, public_status, created_at) VALUES ({OfCreated}, 'captured', 'success', 0)"),
        ("what is under way has work that will finish it", $"DELETE FROM work WHERE payment_number = {OfCreated}"),
        ("what is under way has work that will finish it", "UPDATE payments SET status = 'capture_submitted' WHERE payment_id = @paid"),
        ("what is under way has work that will finish it", "UPDATE payments SET status = 'capture_approved' WHERE payment_id = @created"),
        ("no more of a card is kept than may be", "UPDATE payments SET card_first_digits = '4444333' WHERE payment_id = @paid"),
        ("no more of a card is kept than may be", "UPDATE payments SET card_last_digits = '21111' WHERE payment_id = @paid"),
        ("what is reserved is the sum of the refunds that did not fail", "UPDATE payments SET refunded_amount = refunded_amount + 1 WHERE payment_id = @paid"),
        ("no payment gives back more than it took", "UPDATE payments SET refunded_amount = amount + 1 WHERE payment_id = @paid"),
        ("a refund is where its last event left it", "UPDATE refunds SET status = 'submitted'"),
        ("a refund begins once and enters no state twice", "DELETE FROM payment_events WHERE refund_number IS NOT NULL AND status = 'submitted'"),
        ("a refund begins once and enters no state twice",
            $"INSERT INTO payment_events (payment_number, refund_number, status, public_status, created_at) SELECT payment_number, refund_number, 'success', 'success', 0 FROM refunds"),
        ("an event of a refund stands with the refund's payment", $"UPDATE payment_events SET payment_number = {OfCreated} WHERE refund_number IS NOT NULL"),
        ("a refund is written together with the intent to send it", "DELETE FROM provider_operations WHERE kind = 'refund'"),
        ("a refund that is not settled has work that will settle it", "UPDATE refunds SET status = 'submitted'"),
        ("no card is sent to a provider without a written intent", "DELETE FROM provider_operations WHERE kind = 'authorise'"),
        ("no money is taken without a written intent", "DELETE FROM provider_operations WHERE kind = 'capture'"),
        ("the sandbox heard of nothing that was not written down first", "DELETE FROM provider_operations"),
        ("a payment has at most one transaction at the sandbox",
            "INSERT INTO sandbox_transactions (transaction_id, payment_id, amount, state) VALUES ('another', @paid, 1000, 'rejected')"),
        ("the sandbox was asked for the payment's amount", "UPDATE sandbox_transactions SET amount = amount - 1"),
        ("the sandbox took no money for a payment that is no success", "UPDATE payments SET public_status = 'error' WHERE payment_id = @paid"),
        ("what we call captured, the sandbox has captured", "UPDATE sandbox_transactions SET state = 'authorised'"),
        ("what we call captured, the sandbox has captured", "DELETE FROM sandbox_transactions"),
        ("the sandbox gave back what we call given back, and no more than was reserved", "UPDATE sandbox_transactions SET refunded_amount = 301"),
        ("the sandbox gave back what we call given back, and no more than was reserved", "UPDATE sandbox_transactions SET refunded_amount = 299"),
    ];

    private static IEnumerable<TestCaseData> Broken() => Breakages.Select(row => new TestCaseData(row.Rule, row.Sql));

    [TestCaseSource(nameof(Broken))]
    public async Task A_broken_rule_is_found(string rule, string sql)
    {
        var found = await BreakAsync(async session =>
        {
            await LetInAsync(session);
            await session.ExecuteAsync(sql, new { paid = _paid, created = _created });
        });
        var broken = found.Rules.Single(result => result.Rule == rule);
        Assert.That(broken.Broken, Is.Positive);
        Assert.That(broken.Ids, Is.Not.Empty.And.All.Match("^[0-9a-v]{26}$|^[0-9a-f]{32}$"), "public ids");
        Assert.That(found.Holds, Is.False);
    }

    [Test]
    public void Every_rule_is_broken_once() =>
        Assert.That(Breakages.Select(row => row.Rule).Distinct(StringComparer.Ordinal), Is.EquivalentTo(Invariants.All.Select(invariant => invariant.Rule)));

    [Test]
    public async Task A_sound_database_holds_and_what_was_looked_at_is_told()
    {
        var result = await RunAsync("verify");
        Assert.That(result.ExitCode, Is.Zero, result.ToString());
        foreach (var invariant in Invariants.All)
        {
            Assert.That(result.Lines.Single(line => line.StartsWith(invariant.Rule + " ", StringComparison.Ordinal)), Does.Match(@" [1-9][0-9]* +0$"));
        }

        Assert.That(result.Output, Does.Match("(?m)^payments: 2, payment_events: [0-9]+, refunds: 1, provider_operations: 3, work: [0-9]+, of which parked: 0$"));
        var quiet = await RunAsync("verify", "--quiet");
        Assert.That((quiet.ExitCode, quiet.Output, quiet.Error), Is.EqualTo((0, "", "")));
    }

    [Test]
    public async Task The_command_names_what_is_broken_and_says_no()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        var paid = await gateway.PaidAsync(1000);
        await Books.BalanceAsync(gateway);
        await gateway.Database.WriteAsync(session => session.ExecuteAsync("UPDATE payments SET refunded_amount = 1"));
        string[] settings = [$"--Pay:DataDirectory={gateway.DataDirectory}", .. TestEngine.SettingsFor(gateway.DataDirectory)];
        var result = await CommandRun.RunAsync(["verify", .. settings]);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Output, Does.Contain($"BROKEN: what is reserved is the sum of the refunds that did not fail: {paid}"));
        var quiet = await CommandRun.RunAsync(["verify", "--quiet", .. settings]);
        Assert.That((quiet.ExitCode, quiet.Output.Trim(), quiet.Error), Is.EqualTo((1, paid, "")));
    }

    [Test]
    public async Task Only_the_first_ids_are_told_and_the_rest_counted()
    {
        var found = await BreakAsync(async session =>
        {
            for (var i = 0; i < Verification.IdsPerRuleMax + 5; i++)
            {
                await session.ExecuteAsync(
                    """
                    INSERT INTO sandbox_operations (operation_id, transaction_id, kind, amount, accepted, reference, created_at)
                    VALUES (@id, 'x', 'refund', 1, 1, 'x', 0)
                    """,
                    new { id = Guid.NewGuid().ToString("N") });
            }
        });
        var broken = found.Rules.Single(result => result.Broken > 0);
        Assert.That((broken.Broken, broken.Ids.Count), Is.EqualTo((Verification.IdsPerRuleMax + 5, Verification.IdsPerRuleMax)));
    }

    [Test]
    [Category(SqliteOnly)]
    public async Task On_SQLite_a_reference_to_nothing_is_found()
    {
        var found = await BreakAsync(async session =>
        {
            await session.ExecuteAsync("PRAGMA defer_foreign_keys = ON");
            await session.ExecuteAsync("INSERT INTO spent_tokens (token, payment_number, spent_at) VALUES ('x', 999999, 0)");
        });
        Assert.That(found.Rules.Single(result => result.Broken > 0).Rule, Is.EqualTo("every reference leads to a row"));
    }

    [Test]
    [Category(SqliteOnly)]
    public async Task On_SQLite_a_damaged_file_is_found()
    {
        var directory = Directory.CreateTempSubdirectory("pay-damaged-").FullName;
        try
        {
            string id;
            await using (var gateway = await GatewayProcess.ServeAsync(directory))
            {
                using var http = gateway.Client(await GatewayProcess.NewKeyAsync(directory));
                id = (string)(await ProcessCalls.PostAsync(http, "/v1/payments", PaymentBody.Valid)).Json["payment_id"]!;
            }

            // Opened and closed once without a kill, the log is part of the file.
            Assert.That((await CommandRun.RunAsync("verify", $"--Pay:DataDirectory={directory}")).ExitCode, Is.Zero);
            var file = Path.Combine(directory, "pay.db");
            var bytes = await File.ReadAllBytesAsync(file);
            var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(id));
            Assert.That(at, Is.Positive);
            bytes[at] = (byte)'z';
            await File.WriteAllBytesAsync(file, bytes);

            var result = await CommandRun.RunAsync("verify", $"--Pay:DataDirectory={directory}");
            Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
            Assert.That(result.Output, Does.Contain("BROKEN: every page and index of the file is sound"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Test]
    [Category(SqliteOnly)]
    public async Task What_is_not_there_or_of_another_version_is_refused_and_left_alone()
    {
        var directory = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        var missing = await CommandRun.RunAsync("verify", $"--Pay:DataDirectory={directory}");
        Assert.That(missing.ExitCode, Is.EqualTo(1), missing.ToString());
        Assert.That(missing.Error, Does.Contain(directory).And.Not.Contain("   at "));
        Assert.That(Directory.Exists(directory), Is.False);

        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.Database.WriteAsync(session => session.ExecuteAsync("DELETE FROM schema_migrations WHERE migration > 1; UPDATE schema_migrations SET migration = 0"));
        var older = await CommandRun.RunAsync("verify", $"--Pay:DataDirectory={gateway.DataDirectory}");
        Assert.That(older.ExitCode, Is.EqualTo(1), older.ToString());
        Assert.That(older.Error, Does.Contain("migration 0").And.Not.Contain("   at "));
        Assert.That(await gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>("SELECT max(migration) FROM schema_migrations")), Is.Zero);
    }

    /// <summary>Breaks something, looks, and takes it back.</summary>
    private async Task<Verification> BreakAsync(Func<Session, Task> damage)
    {
        Verification? found = null;
        try
        {
            await _gateway.Database.WriteAsync(async session =>
            {
                await damage(session);
                found = await Verification.RunAsync(session, _ => { });
                throw new TakenBackException();
            });
        }
        catch (TakenBackException)
        {
            // Nothing of it stays.
        }

        return found!;
    }

    /// <summary>Both engines refuse some of it by themselves; here it is let in, as if by a fault of theirs.</summary>
    private static async Task LetInAsync(Session session)
    {
        if (TestEngine.IsPostgres)
        {
            var constraints = await session.ListAsync<string>(
                "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname FROM pg_constraint WHERE contype = 'c' AND connamespace = current_schema()::regnamespace");
            foreach (var drop in constraints)
            {
                await session.ExecuteAsync(drop);
            }
        }
        else
        {
            await session.ExecuteAsync("PRAGMA ignore_check_constraints = ON");
        }
    }

    private Task<CommandResult> RunAsync(params string[] words) =>
        CommandRun.RunAsync([.. words, $"--Pay:DataDirectory={_gateway.DataDirectory}", .. TestEngine.SettingsFor(_gateway.DataDirectory)]);

    private sealed class TakenBackException : Exception;
}
