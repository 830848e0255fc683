using System.Net.Sockets;
using System.Text;
using NUnit.Framework;
using Pay.Gateway.Tests.Providers;

namespace Pay.Gateway.Tests.PaymentPages;

/// <summary>
/// Real card numbers are taken over https only, and only when the operator has said that the duties that come with them are met. Until
/// then nothing of a card is shown, asked for or read.
/// </summary>
[Category(TestEngine.One)]
internal sealed class LiveCardsTests
{
    private const string Https = "--Pay:PublicUrl=https://pay.example.org";
    private const string Accepted = "--Pay:CardPages:AcceptLiveCards=true";

    private RecordingProvider _provider = null!;
    private GatewayUnderTest _gateway = null!;
    private string _key = "";

    [TearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [Test]
    public async Task Without_the_operators_word_the_card_page_is_refused_and_says_why()
    {
        await StartAsync(Https);
        using var payer = Tests.Payer.BehindProxy(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(key: _key));
        var page = await payer.GetAsync($"/card_details/{id}");

        Assert.That(page.Status, Is.EqualTo(403));
        Assert.That(page.Body, Does.Not.Contain("<form").And.Not.Contain("cardNo"));
        Assert.That(page.Body, Does.Contain("No money has been taken").And.Contain("PCI DSS").And.Contain("SAQ D").And.Contain("Pay:CardPages:AcceptLiveCards=true"));
        Assert.That(page.Body, Does.Not.Contain("plain http"), "https is not what is missing");
        Assert.That(await StateAsync(id), Is.EqualTo("created"), "looking at it has not begun the payment");
    }

    [Test]
    public async Task Without_the_operators_word_no_card_is_taken_or_looked_up()
    {
        await StartAsync(Https);
        using var payer = Tests.Payer.BehindProxy(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(key: _key));

        Assert.That((await payer.SendCardAsync(id, "any token")).Status, Is.EqualTo(403));
        Assert.That((await payer.PostAsync($"/check_card/{id}", [new("cardNo", Tests.Payer.GoodCard)])).Status, Is.EqualTo(403));
        Assert.That(_provider.Calls, Is.Empty);
        Assert.That(await StateAsync(id), Is.EqualTo("created"));
    }

    [TestCase("/card_details/")]
    [TestCase("/check_card/")]
    public async Task A_card_is_refused_before_it_is_read(string path)
    {
        await StartAsync(Https);
        var (id, cookie) = await OpenByHandAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port);
        var stream = client.GetStream();
        var head = $"POST {path}{id} HTTP/1.1\r\nHost: pay.example.org\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head));

        // The body never comes: whoever waits for it does not answer.
        var answer = new byte[64];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var read = await stream.ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false, patience.Token);
        Assert.That(Encoding.Latin1.GetString(answer, 0, read), Does.StartWith("HTTP/1.1 403"));
    }

    [Test]
    public async Task Plain_http_is_refused_on_the_gateways_own_machine_as_well()
    {
        await StartAsync(Accepted);
        using var payer = new Tests.Payer(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(key: _key));
        var page = await payer.GetAsync($"/card_details/{id}");
        Assert.That(page.Status, Is.EqualTo(403));
        Assert.That(page.Body, Does.Contain("plain http").And.Contain("Pay:PublicUrl"));
        Assert.That((await payer.SendCardAsync(id, "any token")).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Over_https_and_with_the_operators_word_the_card_is_taken()
    {
        await StartAsync(Https, Accepted);
        using var payer = Tests.Payer.BehindProxy(_gateway);
        var id = await payer.PayAsync(await _gateway.CreatedAsync(key: _key));
        Assert.That(await StateAsync(id), Is.EqualTo("success"));
        Assert.That(_provider.Calls.Select(call => call.Context.IsLive), Has.All.True);
        Assert.That((await payer.GetAsync($"/card_details/{id}")).Body, Does.Contain("Your payment was successful"));
    }

    [Test]
    public async Task The_refused_payer_gets_back_to_the_service()
    {
        await StartAsync(Https);
        using var payer = Tests.Payer.BehindProxy(_gateway);
        var id = await payer.OpenAsync(await _gateway.CreatedAsync(key: _key));
        Assert.That((await payer.GetAsync($"/card_details/{id}")).Body, Does.Contain($"href=\"/return/{id}\""));
        Assert.That((await payer.ReturnAsync(id)).Location, Is.EqualTo(PaymentBody.ReturnUrl));
        Assert.That(await StateAsync(id), Is.EqualTo("failed P0030"));
    }

    [Test]
    public async Task Test_accounts_are_never_asked([Values] bool isHttps)
    {
        await StartAsync(isHttps ? [Https] : []);
        using var payer = isHttps ? Tests.Payer.BehindProxy(_gateway) : new Tests.Payer(_gateway);
        await payer.PayAsync(await _gateway.CreatedAsync());

        // The same provider with a test account: its test system takes no real cards.
        var (account, key) = await _gateway.CreateAccountAsync();
        await _provider.ConnectAsync(_gateway, account, "TEST", "p");
        await payer.PayAsync(await _gateway.CreatedAsync(key: key));
        Assert.That(_provider.Calls.Select(call => call.Context.IsLive), Has.All.False);
    }

    private async Task StartAsync(params string[] settings)
    {
        _provider = new RecordingProvider("recording");
        _gateway = await GatewayUnderTest.StartAsync(_provider.Install, settings);
        (var account, _key) = await _gateway.CreateAccountAsync(live: true);
        await _provider.ConnectAsync(_gateway, account, "LIVE", "p");
    }

    private async Task<(string PaymentId, string Cookie)> OpenByHandAsync()
    {
        var payment = await _gateway.CreatedAsync(key: _key);
        using var answer = await _gateway.Http.GetAsync(new Uri(new Uri(payment.NextUrl()).PathAndQuery, UriKind.Relative));
        return (payment.Id(), string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0])));
    }

    private async Task<string> StateAsync(string paymentId) => (await _gateway.PaymentAsync(paymentId, _key)).State();
}
