using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;
using Pay.Gateway.Accounts;

namespace Pay.Gateway.Tests.Commands;

/// <summary><c>accounts credentials</c>: by the adapter's own names, judged, sealed, never shown again, and heard by a running gateway.</summary>
[Category(TestEngine.One)]
internal sealed class AccountCredentialsTests
{
    private const string Password = "s3cret-Passw0rd";
    private const string TestUrl = "--Pay:Providers:Worldpay:TestUrl=";

    private static readonly string[] Worldpay = ["merchant_id=BOROUGH", "username=XMLUSER", $"password={Password}"];

    private static readonly string[] Flex = ["issuer=0123456789abcdef01234567", "organisational_unit_id=0123456789abcdef01234568", "jwt_mac_key=mac-key"];

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
    public async Task An_account_is_connected_and_a_running_gateway_hears_of_it()
    {
        var connected = await ConnectAsync("worldpay", [.. Worldpay, "--quiet"]);
        Assert.That((connected.ExitCode, connected.Output, connected.Error), Is.EqualTo((0, "", "")));
        await Until.TrueAsync(async () => await ProviderOfNewAsync() == "worldpay", "new payments go there");

        var show = await ShowAsync();
        Assert.That(show.Lines, Does.Contain("provider: worldpay").And.Contain("credentials.merchant_id: BOROUGH").And.Contain("credentials.username: XMLUSER")
            .And.Contain("credentials.password: ****").And.Contain("credentials.jwt_mac_key: "));
        Assert.That(show.Lines, Does.Contain("notifications: http://127.0.0.1:5080/v1/api/notifications/worldpay"));
        Assert.That(show.ToString(), Does.Not.Contain(Password));
    }

    [Test]
    public async Task It_says_where_notifications_go_to()
    {
        var connected = await ConnectAsync("worldpay", [.. Worldpay, "--Pay:PublicUrl=https://pay.example.org/"]);
        Assert.That(connected.Output, Is.Empty, "messages go to stderr");
        Assert.That(connected.Error, Does.Contain("https://pay.example.org/v1/api/notifications/worldpay").And.Contain("test system").And.Not.Contain(Password));
    }

    [Test]
    public async Task Names_are_matched_as_people_write_them()
    {
        var connected = await ConnectAsync("epdq",
            "PSP ID=BOROUGH", "userName= apiuser ", "PASS-WORD= with space ", "sha-in passphrase=Sh4InPassphrase!!xx", "ShaOutPassphrase=Sh4OutPassphrase!!x");
        Assert.That(connected.ExitCode, Is.Zero, connected.ToString());
        var stored = await StoredAsync("epdq");
        Assert.That(stored.Values, Does.Contain("BOROUGH").And.Contain("apiuser").And.Contain(" with space "), "ids and names are trimmed, secrets are not");
    }

    [Test]
    public async Task Values_come_from_standard_input_in_their_order()
    {
        var connected = await CommandRun.RunWithInputAsync(
            $"BOROUGH\n{Password}=\n", Words("worldpay", "merchant_id=-", "username=XMLUSER", "password=-"));
        Assert.That(connected.ExitCode, Is.Zero, connected.ToString());
        var stored = await StoredAsync("worldpay");
        Assert.That((stored["merchant_id"], stored["password"]), Is.EqualTo(("BOROUGH", Password + "=")));

        var cut = await CommandRun.RunWithInputAsync("BOROUGH\n", Words("worldpay", "merchant_id=-", "username=X", "password=-"));
        Assert.That(cut.ExitCode, Is.EqualTo(1));
        Assert.That(cut.Error, Does.Contain("Standard input").And.Contain("password"));
    }

    [TestCase("jwt_mac_key,organisational_unit_id", "merchant_id=M", "user=x", "password=p")]
    [TestCase("NAME=VALUE", "merchant_id=M", "username=x", Password)]
    [TestCase("password is given twice", "merchant_id=M", "username=x", "password=p", "Pass_Word=q")]
    [TestCase("worldpay needs username, password", "merchant_id=M")]
    [TestCase("worldpay needs merchant_id, username, password")]
    [TestCase("worldpay needs password", "merchant_id=M", "username=x", "password=")]
    [TestCase("Username (username)", "merchant_id=M", "username=a:b", "password=p")]
    [TestCase("Merchant ID (merchant_id)", "merchant_id=M M", "username=x", "password=p")]
    [TestCase("control characters", "merchant_id=M\nM", "username=x", "password=p")]
    public async Task What_it_cannot_be_is_refused_and_nothing_is_stored(string says, params string[] pairs)
    {
        var refused = await ConnectAsync("worldpay", pairs);
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        foreach (var part in says.Split(','))
        {
            Assert.That(refused.Error, Does.Contain(part.Trim()));
        }

        Assert.That(refused.ToString(), Does.Not.Contain(Password).And.Not.Contain("   at "), "a secret may stand where a name belongs");
        Assert.That((await ShowAsync()).Lines, Does.Contain("provider: sandbox"));
    }

    [Test]
    public async Task It_needs_an_account_and_a_provider_that_there_is()
    {
        Assert.That((await RunAsync("accounts", "credentials", "nobody", "--provider", "worldpay")).ExitCode, Is.EqualTo(1));
        Assert.That((await RunAsync("accounts", "credentials", _account)).ExitCode, Is.EqualTo(2));
        var unknown = await ConnectAsync("nonsense");
        Assert.That(unknown.ExitCode, Is.EqualTo(1));
        Assert.That(unknown.Error, Does.Contain("worldpay").And.Contain("stripe"), "it says what there is");
    }

    [Test]
    public async Task What_is_not_entered_again_stays_for_the_same_merchant_only()
    {
        await ConnectAsync("worldpay", Worldpay);
        Assert.That((await ConnectAsync("worldpay", "password=another")).ExitCode, Is.Zero);
        var stored = await StoredAsync("worldpay");
        Assert.That((stored["merchant_id"], stored["username"], stored["password"]), Is.EqualTo(("BOROUGH", "XMLUSER", "another")));

        var other = await ConnectAsync("worldpay", "merchant_id=COUNTY");
        Assert.That(other.ExitCode, Is.EqualTo(1), "another merchant's user is another user");
        Assert.That(other.Error, Does.Contain("username").And.Contain("password"));

        await ConnectAsync("worldpay", [.. Flex]);
        Assert.That(await StoredAsync("worldpay"), Does.ContainKey("issuer"));
        await ConnectAsync("worldpay", "issuer=", "organisational_unit_id=", "jwt_mac_key=");
        Assert.That(await StoredAsync("worldpay"), Does.Not.ContainKey("issuer"), "an empty value takes it away");
    }

    [Test]
    public async Task Keys_that_work_together_only_are_stored_together_only()
    {
        var half = await ConnectAsync("worldpay", [.. Worldpay, Flex[0], Flex[1]]);
        Assert.That(half.ExitCode, Is.EqualTo(1), half.ToString());
        Assert.That(half.Error, Does.Contain("jwt_mac_key is missing").And.Contain("Nothing is stored"));
        Assert.That((await ShowAsync()).Lines, Does.Contain("provider: sandbox"));

        Assert.That((await ConnectAsync("worldpay", [.. Worldpay, .. Flex])).ExitCode, Is.Zero);
        Assert.That((await ConnectAsync("worldpay", "issuer=")).ExitCode, Is.EqualTo(1), "what is left would be half of it");
        Assert.That(await StoredAsync("worldpay"), Does.ContainKey("issuer"));
    }

    [Test]
    public async Task A_key_to_real_money_is_not_stored_for_a_test_account()
    {
        var live = await ConnectAsync("stripe", "secret_key=sk_live_51Otter");
        Assert.That(live.ExitCode, Is.EqualTo(1), live.ToString());
        Assert.That(live.Error, Does.Contain("sk_test_").And.Not.Contain("51Otter"));
        Assert.That((await ConnectAsync("stripe", "secret_key=sk_test_51Otter")).ExitCode, Is.Zero);
    }

    [Test]
    public async Task Without_values_the_account_goes_back_to_what_is_stored()
    {
        await ConnectAsync("worldpay", Worldpay);
        Assert.That((await ConnectAsync("sandbox")).ExitCode, Is.Zero);
        Assert.That((await ShowAsync()).Lines, Does.Contain("provider: sandbox").And.Contain("also stored: worldpay merchant_id=BOROUGH"));
        await Until.TrueAsync(async () => await ProviderOfNewAsync() == "sandbox", "new payments go to the sandbox");

        Assert.That((await ConnectAsync("worldpay")).ExitCode, Is.Zero);
        Assert.That((await ShowAsync()).Lines, Does.Contain("credentials.merchant_id: BOROUGH"));

        await ConnectAsync("worldpay", "merchant_id=COUNTY", "username=u", "password=p");
        var which = await ConnectAsync("worldpay");
        Assert.That(which.ExitCode, Is.EqualTo(1));
        Assert.That(which.Error, Does.Contain("merchant_id=BOROUGH or merchant_id=COUNTY"));
        Assert.That((await ConnectAsync("worldpay", "merchant_id=BOROUGH")).ExitCode, Is.Zero);
        Assert.That((await ShowAsync()).Lines, Does.Contain("credentials.merchant_id: BOROUGH").And.Contain("also stored: worldpay merchant_id=COUNTY"));
    }

    [Test]
    public async Task A_notification_user_name_belongs_to_one_account()
    {
        string[] pairs =
        [
            "merchant_id=BOROUGH", "username=ws_1@Company.Borough", "password=p", "notification_username=notifier", "notification_password=long enough to be one",
        ];
        Assert.That((await ConnectAsync("smartpay", pairs)).ExitCode, Is.Zero);
        var (other, _) = await _gateway.CreateAccountAsync();
        var taken = await RunAsync(["accounts", "credentials", other, "--provider", "smartpay", .. pairs]);
        Assert.That(taken.ExitCode, Is.EqualTo(1));
        Assert.That(taken.Error, Does.Contain("Notification username").And.Contain("another account has this one already"));
    }

    [Test]
    public async Task Credentials_that_the_provider_refuses_are_not_stored()
    {
        await using var psp = await StubAsync(401, "");
        var refused = await ConnectAsync("worldpay", [.. Worldpay, "--check", TestUrl + psp.Urls.First()]);
        Assert.That(refused.ExitCode, Is.EqualTo(1), refused.ToString());
        Assert.That(refused.Error, Does.Contain("refuses").And.Contain("401").And.Not.Contain(Password));
        Assert.That((await ShowAsync()).Lines, Does.Contain("provider: sandbox").And.None.Contains("also stored"));
    }

    [Test]
    public async Task Credentials_that_cannot_be_checked_are_stored_with_a_warning()
    {
        await using var psp = await StubAsync(500, "");
        var unsure = await ConnectAsync("worldpay", [.. Worldpay, "--check", TestUrl + psp.Urls.First()]);
        Assert.That(unsure.ExitCode, Is.Zero, unsure.ToString());
        Assert.That(unsure.Error, Does.Contain("could not say"));
        Assert.That((await ShowAsync()).Lines, Does.Contain("provider: worldpay"));
    }

    [Test]
    public async Task Credentials_that_the_provider_accepts_are_stored()
    {
        await using var psp = await StubAsync(200,
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE paymentService PUBLIC "-//WorldPay//DTD WorldPay PaymentService v1//EN" "http://dtd.worldpay.com/paymentService_v1.dtd">
            <paymentService version="1.4" merchantCode="BOROUGH"><reply><error code="5"><![CDATA[Could not find payment for order]]></error></reply></paymentService>
            """);
        var accepted = await ConnectAsync("worldpay", [.. Worldpay, "--check", TestUrl + psp.Urls.First()]);
        Assert.That(accepted.ExitCode, Is.Zero, accepted.ToString());
        Assert.That(accepted.Error, Does.Contain("worldpay accepts"));
    }

    [Test]
    public async Task A_live_account_is_told_what_real_cards_ask_for_and_gets_no_test_provider()
    {
        var live = (await RunAsync("accounts", "create", "--name", "Licences", "--type", "live", "--quiet")).Output.Trim();
        string[] words = ["accounts", "credentials", live, "--provider", "worldpay", .. Worldpay];
        var connected = await RunAsync(words);
        Assert.That(connected.ExitCode, Is.Zero, connected.ToString());
        Assert.That(connected.Error, Does.Contain("PCI DSS").And.Contain("SAQ D").And.Contain("Pay:CardPages:AcceptLiveCards=true").And.Contain("live system"));
        Assert.That((await RunAsync([.. words, "--Pay:CardPages:AcceptLiveCards=true"])).Error, Does.Not.Contain("PCI DSS"));
        Assert.That((await ConnectAsync("worldpay", Worldpay)).Error, Does.Not.Contain("PCI DSS"), "a test account");

        var sandbox = await RunAsync("accounts", "credentials", live, "--provider", "sandbox");
        Assert.That(sandbox.ExitCode, Is.EqualTo(1));
        Assert.That(sandbox.Error, Does.Contain("moves no money"));
    }

    [Test]
    public async Task A_gateway_with_live_accounts_and_no_live_cards_says_so_at_its_start()
    {
        var live = (await RunAsync("accounts", "create", "--name", "Licences", "--type", "live", "--quiet")).Output.Trim();
        await RunAsync(["accounts", "credentials", live, "--provider", "worldpay", .. Worldpay]);
        const string Says = "take no live cards";
        await using (var silent = await GatewayProcess.ServeAsync(_gateway.DataDirectory))
        {
            await Until.TrueAsync(() => Task.FromResult(silent.Log.Contains(Says, StringComparison.Ordinal)), "it warns");
        }

        await using var accepting = await GatewayProcess.ServeAsync(_gateway.DataDirectory, "--Pay:CardPages:AcceptLiveCards=true");
        using var http = accepting.Client(_key);
        await ProcessCalls.GetAsync(http, "/healthcheck");
        Assert.That(accepting.Log, Does.Not.Contain(Says));
    }

    [Test]
    public async Task A_new_account_says_how_it_is_connected()
    {
        var created = await RunAsync("accounts", "create", "--name", "Licences", "--type", "sandbox", "--provider", "worldpay");
        Assert.That(created.Lines, Has.Length.EqualTo(1));
        Assert.That(created.Error, Does.Contain("P0940").And.Contain($"accounts credentials {created.Output.Trim()} --provider worldpay merchant_id=VALUE username=VALUE password=-"));
    }

    [Test]
    public async Task Without_the_key_that_sealed_them_nothing_is_stored_or_shown()
    {
        await ConnectAsync("worldpay", Worldpay);
        await File.WriteAllTextAsync(Path.Combine(_gateway.DataDirectory, "secrets.key"), Convert.ToBase64String(new byte[32]));
        var refused = await ConnectAsync("worldpay", "password=another");
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(refused.Error, Does.Contain("secrets.key").And.Not.Contain("   at "));
        var show = await ShowAsync();
        Assert.That(show.ExitCode, Is.Zero);
        Assert.That(show.Lines, Does.Contain("provider: worldpay"));
        Assert.That(show.Error, Does.Contain("secrets.key"));
    }

    private static async Task<WebApplication> StubAsync(int status, string body)
    {
        var psp = WebApplication.CreateSlimBuilder();
        psp.WebHost.UseUrls("http://127.0.0.1:0");
        var app = psp.Build();
        app.Run(http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "text/xml";
            return http.Response.WriteAsync(body);
        });
        await app.StartAsync();
        return app;
    }

    private async Task<string?> ProviderOfNewAsync()
    {
        var reply = await _gateway.CreateAsync(key: _key);
        return reply.Status == 201 ? (string?)reply.Json["payment_provider"] : reply.Line;
    }

    private async Task<IReadOnlyDictionary<string, string>> StoredAsync(string provider) =>
        (await ((ProviderCredentials)_gateway.Services.GetService(typeof(ProviderCredentials))!).ListAsync(provider)).Single().Values;

    private Task<CommandResult> ShowAsync() => RunAsync("accounts", "show", _account);

    private Task<CommandResult> ConnectAsync(string provider, params string[] pairs) => CommandRun.RunAsync(Words(provider, pairs));

    private string[] Words(string provider, params string[] pairs) =>
        ["accounts", "credentials", _account, "--provider", provider, .. pairs, $"--Pay:DataDirectory={_gateway.DataDirectory}"];

    private Task<CommandResult> RunAsync(params string[] words) => CommandRun.RunAsync([.. words, $"--Pay:DataDirectory={_gateway.DataDirectory}"]);
}
