using System.Text.Json.Nodes;
using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using Pay.Providers.Tests.Journeys;
using Pay.Providers.Tests.Simulators;

namespace Pay.Browser.Tests.Journeys;

/// <summary>3D Secure 2 at Worldpay: the payer's device is looked at while they fill in the card page, and no bank asks them anything then.</summary>
internal sealed class DeviceDataTests : BrowserFixture
{
    private readonly CardinalSimulator _cardinal;
    private readonly WorldpaySimulator _psp;

    public DeviceDataTests() => _psp = new WorldpaySimulator(_cardinal = new CardinalSimulator());

    protected override async Task<IReadOnlyList<string>> SettingsAsync()
    {
        await _psp.StartAsync();
        return _psp.Settings;
    }

    [OneTimeSetUp]
    public async Task ConnectAsync() => Key = (await ConnectedAccount.OpenAsync(Gateway, _psp)).Key;

    [OneTimeTearDown]
    public async Task DisconnectAsync() => await _psp.DisposeAsync();

    [SetUp]
    public void Begin()
    {
        _cardinal.Looked.Clear();
        _cardinal.Said.Clear();
        _cardinal.IsSilent = false;
        Payer.Watch.Know(_psp.Address);
    }

    [Test]
    public async Task A_device_that_was_looked_at_needs_no_challenge()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.With(PspSimulator.AuthenticatedCard));
        await Payer.ContinueAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        Assert.That(_cardinal.Looked, Is.EqualTo(new[] { PspSimulator.AuthenticatedCard[..6] }), "once, and no more of the card than that");
        Assert.That(_cardinal.Said.Single()!.Attributes().Select(each => each.Name.LocalName), Does.Not.Contain("javaScriptEnabled"));
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
        Assert.That(_psp.Complaints, Is.Empty);
    }

    [Test]
    public async Task Another_card_is_looked_at_again()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.With(PspSimulator.GoodCard) with { Email = "" });
        await Until.TrueAsync(() => Task.FromResult(_cardinal.Looked.Count == 1), "the first one is looked at: leaving the page would cut that off");
        await Payer.SubmitCardFormAsync();
        await Payer.FillInAsync(CardEntry.With(PspSimulator.AuthenticatedCard));
        await Payer.ContinueAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        Assert.That(_cardinal.Looked, Is.EqualTo(new[] { PspSimulator.GoodCard[..6], PspSimulator.AuthenticatedCard[..6] }));
    }

    [Test]
    public async Task A_page_that_never_answers_holds_nobody_up_for_long()
    {
        _cardinal.IsSilent = true;
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.With(PspSimulator.AuthenticatedCard));
        await Payer.ContinueAsync();
        await AnswerTheBankAsync(payment);
        Assert.That(_cardinal.Said.Single()!.ToString(), Does.Contain("dfReferenceId=\"\"").And.Not.Contain("javaScriptEnabled"));
    }

    [Test]
    public async Task Without_scripts_the_bank_asks()
    {
        var payer = await NewPayerAsync(BrowserPayer.WithoutScripts);
        payer.Watch.Know(_psp.Address);
        var payment = await CreateAsync();
        await payer.OpenAsync(payment);
        foreach (var (id, text) in CardEntry.With(PspSimulator.AuthenticatedCard).Texts)
        {
            await payer.By(id).FillAsync(text);
        }

        await payer.ContinueAsync();
        await payer.SeesAsync("Your bank is checking your details");
        Assert.That(_cardinal.Looked, Is.Empty);
        Assert.That(_cardinal.Said.Single()!.ToString(), Does.Contain("dfReferenceId=\"\" javaScriptEnabled=\"false\""));
    }

    private async Task AnswerTheBankAsync(JsonObject payment)
    {
        await Payer.SeesAsync("Your bank is checking your details");
        await Payer.Page.FrameLocator("iframe.iframe-3ds").Locator("#yes").ClickAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        Assert.That(_psp.Complaints, Is.Empty);
    }
}
