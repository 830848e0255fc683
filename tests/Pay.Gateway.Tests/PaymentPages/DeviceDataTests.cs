using NUnit.Framework;
using Pay.Gateway.Tests.Providers;
using Pay.Providers;

namespace Pay.Gateway.Tests.PaymentPages;

/// <summary>What 3D Secure 2 wants to know of the payer's browser before the card is sent, and what a browser cannot do with it.</summary>
internal sealed class DeviceDataTests
{
    private const string Said =
        """{"language":"cy-GB","colorDepth":30,"screenWidth":1280,"screenHeight":720,"timezoneMinutes":-60,"deviceSessionId":"0_abc"}""";

    private ScriptedPsp _psp = null!;
    private GatewayUnderTest _gateway = null!;
    private Tests.Payer _payer = null!;
    private string _accountId = "";
    private string _key = "";
    private AuthoriseRequest? _told;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _psp = new ScriptedPsp();
        (_gateway, _accountId, _key) = await _psp.StartAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [SetUp]
    public async Task ArriveAsync()
    {
        _payer = new Tests.Payer(_gateway);
        _psp.BeginAnew();
        _psp.DeviceCollection = () => new DeviceCollection(new Uri("https://device.example.test/look?at=it"), [new("JWT", "a.b.c")], "SessionId") { CardPrefixField = "Bin" };
        _psp.Authorise = request =>
        {
            _told = request;
            return new AuthoriseResult.Authorised("tx-" + request.PaymentId);
        };
        await Requires3dsAsync(true);
    }

    [TearDown]
    public void Leave() => _payer.Dispose();

    [Test]
    public async Task The_frame_goes_on_to_the_providers_page_with_six_digits_of_the_card()
    {
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        var page = await _payer.GetAsync($"/card_details/{id}");
        Assert.That(page.Policy, Does.Contain("frame-src 'self' https://device.example.test;").And.Contain("form-action 'self';"));
        Assert.That(page.Body, Does.Contain("id=\"browser-data\"").And.Contain($"/card_details/{id}/device_data"));

        var frame = await LookAsync(id, "444433");
        Assert.That(frame.Status, Is.EqualTo(200));
        Assert.That(frame.Policy, Does.Contain("form-action 'self' https://device.example.test;"));
        var form = PageForm.Of(frame.Body);
        Assert.That(form.Action, Is.EqualTo("https://device.example.test/look?at=it"));
        Assert.That(form.Fields, Is.EqualTo(new KeyValuePair<string, string>[] { new("Bin", "444433"), new("JWT", "a.b.c") }));
    }

    [TestCase("4444333322221111")]
    [TestCase("44443")]
    [TestCase("44443٣")]
    [TestCase("444433\n")]
    [TestCase("<scrip")]
    [TestCase("")]
    public async Task More_of_a_card_than_that_goes_nowhere(string prefix)
    {
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        var frame = await LookAsync(id, prefix);
        Assert.That((frame.Status, frame.Body), Is.EqualTo((204, "")));
    }

    [Test]
    public async Task Who_has_no_part_in_3d_secure_is_not_looked_at()
    {
        await Requires3dsAsync(false);
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        var page = await _payer.GetAsync($"/card_details/{id}");
        Assert.That(page.Body, Does.Not.Contain("browser-data").And.Not.Contain("device_data"));
        Assert.That(page.Policy, Does.Contain("frame-src 'self';"));
        Assert.That((await LookAsync(id, "444433")).Status, Is.EqualTo(204));
        await _payer.SubmitCardAsync(id, browserData: Said);
        Assert.That(_told!.Browser!.Script, Is.Null);
    }

    [Test]
    public async Task A_provider_that_cannot_say_where_keeps_nobody_from_paying()
    {
        _psp.DeviceCollection = () => throw new InvalidOperationException("no key");
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        Assert.That((await LookAsync(id, "444433")).Status, Is.EqualTo(204));
        Assert.That((await _payer.SubmitCardAsync(id)).Location, Is.EqualTo($"/card_details/{id}/confirm"));
    }

    [Test]
    public async Task A_payment_that_has_gone_on_is_not_looked_at()
    {
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        var page = await _payer.GetAsync($"/card_details/{id}");
        await _payer.SubmitCardAsync(id);
        var late = await _payer.PostAsync($"/card_details/{id}/device_data", [new("cardPrefix", "444433"), new("csrfToken", Tests.Payer.FormToken(page.Body))]);
        Assert.That(late.Status, Is.EqualTo(204));
    }

    [Test]
    public async Task The_provider_is_told_what_the_script_said()
    {
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        await _payer.SubmitCardAsync(id, browserData: Said);
        Assert.That(_told!.Browser!.Script, Is.EqualTo(new ScriptedBrowser
        {
            Language = "cy-GB", ColorDepth = 30, ScreenWidth = 1280, ScreenHeight = 720, TimezoneMinutes = -60, DeviceSessionId = "0_abc",
        }));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{\"colorDepth\":\"many\"}")]
    [TestCase("{\"screenWidth\":99999999999}")]
    [TestCase("{\"deviceSessionId\":{}}")]
    [TestCase("not JSON")]
    public async Task What_cannot_be_read_counts_as_no_script(string said)
    {
        var id = await _payer.OpenAsync(await _gateway.CreatedAsync(PaymentBody.Valid, _key));
        Assert.That((await _payer.SubmitCardAsync(id, browserData: said)).Location, Is.EqualTo($"/card_details/{id}/confirm"));
        Assert.That(_told!.Browser!.Script, Is.Null);
    }

    private async Task<PageReply> LookAsync(string id, string prefix)
    {
        var page = await _payer.GetAsync($"/card_details/{id}");
        return await _payer.PostAsync($"/card_details/{id}/device_data", [new("cardPrefix", prefix), new("csrfToken", Tests.Payer.FormToken(page.Body))]);
    }

    private Task Requires3dsAsync(bool required) => _gateway.Database.WriteAsync(session => session.ExecuteAsync(
        "UPDATE accounts SET requires_3ds = @required WHERE account_id = @accountId", new { required = required ? 1 : 0, accountId = _accountId }));
}
