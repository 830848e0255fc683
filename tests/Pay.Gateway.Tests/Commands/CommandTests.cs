using NUnit.Framework;

namespace Pay.Gateway.Tests.Commands;

/// <summary>architecture.md section 5: values on stdout, messages on stderr, exit codes 0, 1 and 2, beside a running gateway.</summary>
internal sealed class CommandTests
{
    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task An_account_and_its_key_work_at_once()
    {
        var account = await RunAsync("accounts", "create", "--name", "Licences", "--type", "sandbox", "--quiet");
        Assert.That(account.ExitCode, Is.Zero, account.ToString());
        Assert.That(account.Lines, Has.Length.EqualTo(1));
        Assert.That(account.Error, Is.Empty);
        var accountId = account.Output.Trim();

        var created = await RunAsync("keys", "create", "--account", accountId, "--description", "for a test", "--quiet");
        Assert.That(created.ExitCode, Is.Zero, created.ToString());
        Assert.That(created.Lines, Has.Length.EqualTo(1), "the key and nothing else");
        Assert.That(created.Error, Is.Empty);
        var key = created.Output.Trim();
        Assert.That((await _gateway.CreateAsync(key: key)).Status, Is.EqualTo(201));

        var list = await RunAsync("accounts", "list", "--quiet");
        Assert.That(list.Lines, Does.Contain(accountId).And.Contain("sandbox"));
        var show = await RunAsync("accounts", "show", accountId);
        Assert.That(show.ExitCode, Is.Zero);
        Assert.That(show.Output, Does.Contain(accountId).And.Contain("Licences").And.Contain("sandbox"));

        var keys = await RunAsync("keys", "list");
        Assert.That(keys.Output, Does.Contain("for a test").And.Contain(accountId).And.Not.Contain(key).And.Not.Contain(key[9..^32]));
        var keyId = keys.Lines.Single(line => line.Contains("for a test", StringComparison.Ordinal)).Split(' ')[0];
        Assert.That((await RunAsync("keys", "list", "--quiet")).Lines, Does.Contain(keyId));

        var revoked = await RunAsync("keys", "revoke", keyId, "--quiet");
        Assert.That((revoked.ExitCode, revoked.Output, revoked.Error), Is.EqualTo((0, "", "")));
        await Until.TrueAsync(async () => (await _gateway.CreateAsync(key: key)).Status == 401, "the running gateway hears of it");
        Assert.That((await RunAsync("keys", "revoke", keyId)).ExitCode, Is.EqualTo(1), "it is revoked already");
    }

    [Test]
    public async Task Without_quiet_the_value_is_still_alone_on_stdout()
    {
        var created = await RunAsync("keys", "create", "--account", "sandbox", "--description", "x");
        Assert.That(created.ExitCode, Is.Zero);
        Assert.That(created.Lines, Has.Length.EqualTo(1));
        Assert.That(created.Error, Is.Not.Empty, "messages for people go to stderr");
        Assert.That(created.Error, Does.Not.Contain(created.Output.Trim()), "and the key is printed once");
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        (int Exit, string Says, string[] Words)[] rows =
        [
            (1, "nobody", ["accounts", "show", "nobody"]),
            (1, "nobody", ["keys", "create", "--account", "nobody", "--description", "x"]),
            (1, "nobody", ["keys", "revoke", "nobody"]),
            (1, "", ["keys", "create", "--account", "sandbox", "--description", " "]),
            (1, "", ["accounts", "create", "--name", "  ", "--type", "sandbox"]),
            (1, "nonsense", ["accounts", "create", "--name", "x", "--type", "sandbox", "--provider", "nonsense"]),
            (1, "", ["accounts", "create", "--name", "x", "--type", "live", "--provider", "sandbox"]),
            (2, "--type", ["accounts", "create", "--name", "x"]),
            (2, "--name", ["accounts", "create", "--type", "sandbox"]),
            (2, "play", ["accounts", "create", "--name", "x", "--type", "play"]),
            (2, "--description", ["keys", "create", "--account", "sandbox"]),
            (2, "nonsense", ["nonsense"]),
            (2, "--nonsense", ["accounts", "list", "--nonsense"]),
            (2, "", ["accounts", "show"]),
            (2, "", ["accounts"]),
            (2, "", ["keys"]),
        ];
        return rows.Select(row => new TestCaseData(row.Exit, row.Says, row.Words).SetArgDisplayNames(string.Join(' ', row.Words)));
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task What_cannot_be_done_is_said_on_stderr(int exit, string says, string[] words)
    {
        var result = await RunAsync(words);
        Assert.That(result.ExitCode, Is.EqualTo(exit), result.ToString());
        Assert.That(result.Output, Is.Empty);
        Assert.That(result.Error.Trim(), Is.Not.Empty.And.Contains(says));
        Assert.That(result.Error, Does.Not.Contain("   at "), "a message, not a stack");
    }

    [Test]
    public async Task A_live_account_is_never_on_the_sandbox()
    {
        var result = await RunAsync("accounts", "create", "--name", "x", "--type", "live", "--quiet");
        var list = await RunAsync("accounts", "list");
        Assert.That(list.Lines.Where(line => line.Contains(" live ", StringComparison.Ordinal) && line.Contains(" sandbox ", StringComparison.Ordinal)), Is.Empty,
            $"the sandbox moves no money (sandbox.md section 1); exit code was {result.ExitCode}");
    }

    [Test]
    public async Task Help_is_help()
    {
        var help = await RunAsync("--help");
        Assert.That(help.ExitCode, Is.Zero);
        Assert.That(help.Output, Does.Contain("accounts").And.Contain("keys").And.Contain("serve"));
    }

    private Task<CommandResult> RunAsync(params string[] words) => GatewayProcess.RunAsync([.. words, $"--Pay:DataDirectory={_gateway.DataDirectory}"]);
}
