using System.Net;
using System.Text.RegularExpressions;

namespace Pay.Client.Tests.Gateway;

/// <summary>The sample, against the gateway, by a browser without scripts.</summary>
[Category("Gateway")]
internal sealed partial class TakeAPaymentSampleTests
{
    private GatewayUnderTest _gateway = null!;
    private ServedProcess _sample = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _sample = await ServedProcess.StartAsync(
            "samples/01-take-a-payment", "TakeAPayment", ["--Pay:BaseUrl=" + _gateway.Url.GetLeftPart(UriPartial.Authority)], ("PAY_API_KEY", _gateway.ApiKey));
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_sample is not null)
        {
            await _sample.DisposeAsync();
        }

        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    private static string Text(Payer payer, string id) =>
        WebUtility.HtmlDecode(Regex.Match(payer.Page, $"id=\"{id}\"[^>]*>(?<text>.*?)</d", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Groups["text"].Value).Trim();

    [Test]
    public async Task Pay_return_refund_and_press_again()
    {
        using var payer = new Payer();
        await payer.GoAsync(_sample.Url);
        Assert.That(payer.Status, Is.EqualTo(HttpStatusCode.OK));
        await payer.SendAsync("/pay", ("amount", "£145.00"), ("description", "Tax & \"more\""));
        Assert.That(payer.Location!.Authority, Is.EqualTo(_gateway.Url.Authority), "sent to the payment pages");
        await payer.EnterCardAsync("4444333322221111");
        await payer.SendAsync(payer.Location.AbsolutePath);

        Assert.That(payer.Location.AbsoluteUri, Is.EqualTo(new Uri(_sample.Url, "return").AbsoluteUri));
        Assert.That(Text(payer, "status"), Is.EqualTo("success"));
        Assert.That(payer.Page, Does.Contain("Payment received").And.Contain("Tax &amp; &quot;more&quot;").And.Not.Contain("<script"));
        for (var i = 0; i < 50 && !payer.Page.Contains("id=\"refund\"", StringComparison.Ordinal); i++)
        {
            await Task.Delay(100);
            await payer.GoAsync(new Uri(_sample.Url, "return"));
        }

        var before = payer.Page;
        await payer.SendAsync("/refund", ("amount", "5.00"));
        Assert.That(Text(payer, "refund-outcome"), Does.Contain("Refunded").And.Contain("£5.00"));

        // The browser's back button, and the same press once more.
        var available = AvailableField().Match(before).Groups["amount"].Value;
        await payer.SendAsync("/refund", ("amount", "5.00"), ("available", available));
        Assert.That(Text(payer, "refund-outcome"), Does.Contain("Not refunded by this request"));

        var paymentId = Text(payer, "payment-id");
        Assert.That((await _gateway.Client().Refunds.ListAsync(paymentId)).Refunds.Select(r => r.Amount), Is.EqualTo(new[] { 500L }));
    }

    [Test]
    public async Task A_declined_card_comes_back_as_declined()
    {
        using var payer = new Payer();
        await payer.GoAsync(_sample.Url);
        await payer.SendAsync("/pay", ("amount", "1"), ("description", "x"));
        await payer.EnterCardAsync("4000000000000002");
        await payer.GoAsync(new Uri(_sample.Url, "return"));
        Assert.That(Text(payer, "status"), Is.EqualTo("failed (P0010)"));
        Assert.That(payer.Page, Does.Contain("The card was declined").And.Not.Contain("id=\"refund\""));
    }

    [Test]
    public async Task What_is_wrong_with_the_form_is_told_in_place_and_encoded()
    {
        using var payer = new Payer();
        await payer.GoAsync(_sample.Url);
        await payer.SendAsync("/pay", ("amount", "1.005"), ("description", "<b>x</b>"));
        Assert.That((int)payer.Status, Is.EqualTo(422));
        Assert.That(payer.Page, Does.Contain("href=\"#amount\"").And.Contain("aria-describedby=\"amount-error\"").And.Contain("&lt;b&gt;").And.Not.Contain("<b>"));
        await payer.SendAsync("/pay", ("amount", "1"), ("description", "<b>x</b>"));
        Assert.That(payer.Page, Does.Contain("href=\"#description\""), "what only Pay refuses is told in place, too");
    }

    [Test]
    public async Task A_stranger_sees_nothing_and_a_form_without_token_does_nothing()
    {
        using var payer = new Payer();
        await payer.GoAsync(new Uri(_sample.Url, "return"));
        Assert.That(payer.Status, Is.EqualTo(HttpStatusCode.NotFound));
        await payer.SendAsync("/pay", ("amount", "1"), ("description", "x"));
        Assert.That(payer.Status, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task Without_a_key_it_says_how_to_get_one()
    {
        var (exitCode, _, error) = await ServedProcess.RunAsync("samples/01-take-a-payment", "TakeAPayment");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("dotnet run --project host/Pay.Gateway -- keys create --account sandbox --description \"sample\" --quiet"));
    }

    [GeneratedRegex("name=\"available\" value=\"(?<amount>[0-9]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AvailableField();
}
