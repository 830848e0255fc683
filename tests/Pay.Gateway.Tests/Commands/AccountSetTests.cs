using NUnit.Framework;

namespace Pay.Gateway.Tests.Commands;

/// <summary><c>accounts set</c>: by the contract's names, judged, all or nothing, and heard by a running gateway.</summary>
internal sealed class AccountSetTests
{
    private GatewayUnderTest _gateway = null!;
    private string _account = "";
    private string _key = "";

    [SetUp]
    public async Task StartAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        (_account, _key) = await _gateway.CreateAccountAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task Switches_take_effect_on_the_running_gateway()
    {
        Assert.That((await _gateway.CreateAsync(PaymentBody.With("amount", "0"), _key)).Status, Is.EqualTo(422));
        var set = await RunAsync("accounts", "set", _account, "allow_zero_amount=true", "allow_moto=true", "--quiet");
        Assert.That((set.ExitCode, set.Output, set.Error), Is.EqualTo((0, "", "")));
        await Until.TrueAsync(async () => (await _gateway.CreateAsync(PaymentBody.With("amount", "0"), _key)).Status == 201, "an amount of nothing is taken");
        Assert.That((await _gateway.CreateAsync(PaymentBody.With("moto", "true"), _key)).Status, Is.EqualTo(201));

        await RunAsync("accounts", "set", _account, "disabled=true");
        await Until.TrueAsync(async () => (await _gateway.CreateAsync(key: _key)).Status == 403, "it is switched off");
        Assert.That((await _gateway.CreateAsync()).Status, Is.EqualTo(201), "the other account is not");
    }

    [Test]
    public async Task What_was_set_is_shown()
    {
        string[] pairs =
        [
            "name=Parking = permits", "organisation=Borough of Example", "accepted_cards=visa:debit,maestro:debit", "email_collection=off",
            "collect_billing_address=false", "allow_zero_amount=true", "allow_moto=true", "disabled=true",
            "sandbox_faults=capture=slow*2,refund=timeout-after*1",
        ];
        var set = await RunAsync(["accounts", "set", _account, .. pairs]);
        Assert.That(set.ExitCode, Is.Zero, set.ToString());
        Assert.That(set.Error, Does.Contain("accepted_cards"));
        var show = await RunAsync("accounts", "show", _account);
        foreach (var pair in pairs)
        {
            var (name, value) = (pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            Assert.That(show.Lines, Does.Contain($"{name}: {value}"));
        }
    }

    [TestCase("allow_mot=true", "allow_moto")]
    [TestCase("allow_moto", "NAME=VALUE")]
    [TestCase("allow_moto=yes", "true or false")]
    [TestCase("sandbox_faults=refund=explode", "operation=fault")]
    [TestCase("allow_moto=", "true or false")]
    [TestCase("name= ", "characters")]
    [TestCase("email_collection=always", "mandatory, optional or off")]
    [TestCase("accepted_cards=visa", "visa:debit")]
    [TestCase("accepted_cards=visa:debit,nonsense:credit", "visa:debit")]
    [TestCase("accepted_cards=", "visa:debit")]
    [TestCase("type=live", "allow_moto")]
    [TestCase("disabled=false", "twice")]
    public async Task What_it_cannot_be_is_refused_with_what_it_can_and_nothing_is_set(string pair, string says)
    {
        var before = await RunAsync("accounts", "show", _account);
        var set = await RunAsync("accounts", "set", _account, "disabled=true", pair);
        Assert.That(set.ExitCode, Is.EqualTo(1), set.ToString());
        Assert.That(set.Error, Does.Contain(says).And.Not.Contain("   at "));
        Assert.That((await RunAsync("accounts", "show", _account)).Output, Is.EqualTo(before.Output));
    }

    [Test]
    public async Task It_needs_an_account_and_something_to_set()
    {
        Assert.That((await RunAsync("accounts", "set", "nobody", "disabled=true")).ExitCode, Is.EqualTo(1));
        Assert.That((await RunAsync("accounts", "set", _account)).ExitCode, Is.EqualTo(2));
    }

    private Task<CommandResult> RunAsync(params string[] words) =>
        CommandRun.RunAsync([.. words, $"--Pay:DataDirectory={_gateway.DataDirectory}", .. TestEngine.SettingsFor(_gateway.DataDirectory)]);
}
