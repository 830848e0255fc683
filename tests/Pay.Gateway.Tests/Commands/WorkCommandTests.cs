using System.Globalization;
using NUnit.Framework;
using Pay.Gateway.Reliability;

namespace Pay.Gateway.Tests.Commands;

/// <summary><c>work list</c> and <c>work retry</c>: what waits, what was left for a person, and sending it off again.</summary>
internal sealed class WorkCommandTests
{
    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task What_waits_is_listed_the_next_first()
    {
        var first = await _gateway.PaymentInAsync(PaymentStage.Created);
        var second = await _gateway.PaymentInAsync(PaymentStage.Created);
        var list = await RunAsync("work", "list");
        Assert.That(list.ExitCode, Is.Zero, list.ToString());
        Assert.That(list.Lines, Has.Length.EqualTo(2));
        Assert.That(list.Lines[0], Does.Contain("expire").And.Contain(first).And.Contain("due 2"));
        Assert.That(list.Lines[1], Does.Contain(second));
        Assert.That((await RunAsync("work", "list", "--quiet")).Lines, Has.Length.EqualTo(2).And.All.Match("^[0-9]+$"));
        Assert.That((await RunAsync("work", "list", "--parked")).Lines, Is.Empty);
    }

    [Test]
    public async Task Parked_work_is_shown_with_its_reason_and_retried()
    {
        var payment = await _gateway.PaymentInAsync(PaymentStage.Created);
        await _gateway.Database.WriteAsync(session => session.ExecuteAsync(
            "UPDATE work SET parked_at = 1000, attempts = 30, due_at = 0, leased_until = 0, reason = 'nobody answered'"));
        _gateway.Clock.Advance(PaymentStates.PastExpiry);
        var parked = await RunAsync("work", "list", "--parked");
        Assert.That(parked.Lines, Has.Length.EqualTo(1));
        Assert.That(parked.Lines[0], Does.Contain(payment).And.Contain("nobody answered").And.Contain("parked 1970-01-01T00:00:01Z").And.Contain("attempts 30"));
        Assert.That((await RunAsync("work", "list")).Lines, Is.Empty);
        var number = (await RunAsync("work", "list", "--parked", "--quiet")).Output.Trim();

        var retry = await RunAsync("work", "retry", number, "--quiet");
        Assert.That((retry.ExitCode, retry.Output, retry.Error), Is.EqualTo((0, "", "")));
        await Until.TrueAsync(
            async () => await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>("SELECT count(*) FROM work")) == 0,
            "the running gateway does it");
        Assert.That((await _gateway.PaymentAsync(payment)).State(), Is.EqualTo("failed P0020"));
    }

    [Test]
    public async Task Retried_work_has_all_its_attempts_before_it()
    {
        await _gateway.PaymentInAsync(PaymentStage.Created);

        await _gateway.Database.WriteAsync(session => session.ExecuteAsync("UPDATE work SET parked_at = 1, attempts = 30, reason = 'given up'"));
        var number = (await RunAsync("work", "list", "--parked", "--quiet")).Output.Trim();
        Assert.That((await RunAsync("work", "retry", number)).ExitCode, Is.Zero);
        var attempts = await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long>("SELECT attempts FROM work"));
        Assert.That(attempts, Is.LessThanOrEqualTo(1));
        var due = await _gateway.Database.ReadAsync(async session => await session.ScalarAsync<long?>("SELECT parked_at FROM work"));
        Assert.That(due, Is.Null);
    }

    [Test]
    public async Task A_flag_is_dismissed_and_work_is_not()
    {
        var payment = await _gateway.PaymentInAsync(PaymentStage.Created);
        await _gateway.Database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("UPDATE work SET parked_at = 1, reason = 'given up'");
            await Work.FlagAsync(session, await session.ScalarAsync<long>("SELECT max(payment_number) FROM payments"), _gateway.Clock.GetUtcNow(), "look here");
        });
        var parked = (await RunAsync("work", "list", "--parked")).Lines;
        Assert.That(parked, Has.Length.EqualTo(2));
        var (work, flag) = (NumberOf(parked[0]), NumberOf(parked[1]));
        Assert.That(parked[1], Does.Contain("attention").And.Contain(payment).And.Contain("look here"));
        Assert.That((await RunAsync("work", "retry", flag)).ExitCode, Is.EqualTo(1), "there is nothing to try");
        Assert.That((await RunAsync("work", "dismiss", work)).ExitCode, Is.EqualTo(1), "it still has to be done");
        Assert.That((await RunAsync("work", "dismiss", flag)).ExitCode, Is.Zero);
        Assert.That((await RunAsync("work", "list", "--parked", "--quiet")).Lines, Is.EqualTo(new[] { work }));
        Assert.That((await RunAsync("work", "dismiss", flag)).ExitCode, Is.EqualTo(1), "it is gone");

        static string NumberOf(string line) => line.TrimStart().Split(' ')[0];
    }

    [Test]
    public async Task Only_parked_work_can_be_retried()
    {
        await _gateway.PaymentInAsync(PaymentStage.Created);
        var number = long.Parse((await RunAsync("work", "list", "--quiet")).Output, CultureInfo.InvariantCulture);
        foreach (var wrong in new[] { number, number + 1 })
        {
            var retry = await RunAsync("work", "retry", wrong.ToString(CultureInfo.InvariantCulture));
            Assert.That(retry.ExitCode, Is.EqualTo(1), retry.ToString());
            Assert.That(retry.Error, Does.Contain("work list --parked").And.Not.Contain("   at "));
        }

        Assert.That((await RunAsync("work", "retry", "x")).ExitCode, Is.EqualTo(2));
        Assert.That((await RunAsync("work", "retry")).ExitCode, Is.EqualTo(2));
    }

    private Task<CommandResult> RunAsync(params string[] words) =>
        CommandRun.RunAsync([.. words, $"--Pay:DataDirectory={_gateway.DataDirectory}", .. TestEngine.SettingsFor(_gateway.DataDirectory)]);
}
