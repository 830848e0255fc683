using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using Pay.Providers.Tests.Journeys;
using Pay.Providers.Tests.Simulators;

namespace Pay.Browser.Tests.Journeys;

/// <summary>A payer pays through each provider's adapter, with a PSP that remembers behind it, and goes to their bank on the way.</summary>
[TestFixture("worldpay")]
[TestFixture("epdq")]
[TestFixture("smartpay")]
[TestFixture("stripe")]
internal sealed class ProviderTests(string provider) : BrowserFixture
{
    private readonly PspSimulator _psp = provider switch
    {
        "worldpay" => new WorldpaySimulator(),
        "epdq" => new EpdqSimulator(),
        "smartpay" => new SmartpaySimulator(),
        _ => new StripeSimulator(),
    };

    private ConnectedAccount _account = null!;

    protected override async Task<IReadOnlyList<string>> SettingsAsync()
    {
        await _psp.StartAsync();
        return _psp.Settings;
    }

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        _account = await ConnectedAccount.OpenAsync(Gateway, _psp);
        Key = _account.Key;
    }

    [OneTimeTearDown]
    public async Task DisconnectAsync() => await _psp.DisposeAsync();

    [SetUp]
    public void KnowTheBank() => Payer.Watch.Know(_psp.Address);

    [Test]
    public async Task A_payer_goes_to_their_bank_and_pays()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.With(PspSimulator.AuthenticatedCard));
        await Payer.ContinueAsync();
        if (provider is "worldpay" or "smartpay")
        {
            // The others' banks say yes by themselves, and the payer is back before anybody can look.
            await Payer.SeesAsync("Your bank is checking your details");
            await Payer.Page.FrameLocator("iframe.iframe-3ds").Locator("#yes").ClickAsync();
        }

        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");
        Assert.That((await _account.OrderAsync(payment.Id())).State, Is.EqualTo("captured"));
        Assert.That(_psp.Complaints, Is.Empty);
    }
}
