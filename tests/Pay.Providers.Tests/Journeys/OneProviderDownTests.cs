using NUnit.Framework;
using Pay.Gateway.Tests;
using Pay.Providers.Tests.Simulators;

namespace Pay.Providers.Tests.Journeys;

/// <summary>Two accounts of one gateway at two providers, of which one is down; and an account that goes from one provider to another.</summary>
internal sealed class OneProviderDownTests
{
    /// <summary>More than four in five of all calls of the minute, with those that went well before.</summary>
    private const int UnluckyPayments = 10;

    private readonly WorldpaySimulator _worldpay = new();
    private readonly EpdqSimulator _epdq = new();
    private GatewayUnderTest _gateway = null!;
    private ConnectedAccount _atWorldpay = null!;
    private ConnectedAccount _atEpdq = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        await _worldpay.StartAsync();
        await _epdq.StartAsync();
        _gateway = await GatewayUnderTest.StartAsync([.. _worldpay.Settings, .. _epdq.Settings]);
        _atWorldpay = await ConnectedAccount.OpenAsync(_gateway, _worldpay);
        _atEpdq = await ConnectedAccount.OpenAsync(_gateway, _epdq);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _worldpay.DisposeAsync();
        await _epdq.DisposeAsync();
    }

    [Test]
    public async Task One_providers_trouble_is_not_anothers()
    {
        var before = await _atWorldpay.PaidAsync();
        _worldpay.IsDown = true;
        for (var payment = 0; payment < UnluckyPayments; payment++)
        {
            using var unlucky = new Payer(_gateway);
            var (id, _) = await _atWorldpay.SubmitAsync(unlucky, PspSimulator.GoodCard);
            await _gateway.Clock.PassUntilAsync(async () => await _atWorldpay.StateAsync(id) == "error P0050");
            var paid = await _atEpdq.PaidAsync();
            Assert.That(await _atEpdq.RefundStatusAsync(paid), Is.EqualTo("available"));
        }

        // Left alone, it is asked for nothing: what was certainly not sent fails, and gives its amount back.
        var refused = await _gateway.RefundAsync(before, "{\"amount\":100}", _atWorldpay.Key);
        Assert.That((refused.Status, (await _atWorldpay.OrderAsync(before)).Refunds.Count), Is.EqualTo((500, 0)));

        _worldpay.IsDown = false;
        _gateway.Clock.Pass(TimeSpan.FromSeconds(20));
        Assert.That(await _atWorldpay.StateAsync(await _atWorldpay.PaidAsync()), Is.EqualTo("success"));
        Assert.That((await _gateway.RefundAsync(before, "{\"amount\":1000}", _atWorldpay.Key)).Status, Is.EqualTo(202));
    }

    [Test]
    public async Task What_was_begun_at_one_provider_ends_there_after_the_account_has_gone_to_another()
    {
        using var payer = new Payer(_gateway);
        var account = await ConnectedAccount.OpenAsync(_gateway, _worldpay);
        var paid = await account.PaidAsync();
        var (held, _) = await account.SubmitAsync(payer, PspSimulator.GoodCard);

        await account.ConnectAsync(_epdq);
        await payer.ConfirmAsync(held);
        Assert.That((await account.OrderAsync(held)).State, Is.EqualTo("captured"));
        await account.TellAsync(held, "captured");
        Assert.That(await account.RefundStatusAsync(held), Is.EqualTo("available"));
        var refund = await _gateway.RefundAsync(paid, "{\"amount\":400}", account.Key);
        await account.TellAsync(paid, "refunded");
        Assert.That(await account.RefundStateAsync(paid, (string)refund.Json["refund_id"]!), Is.EqualTo("success"));

        using var next = new Payer(_gateway);
        var (created, _) = await account.SubmitAsync(next, PspSimulator.GoodCard);
        Assert.That((string?)(await account.ReadAsync(created))["payment_provider"], Is.EqualTo("epdq"));
        Assert.That(_epdq.OrderOf(created).State, Is.EqualTo("held"));
    }
}
