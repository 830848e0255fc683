using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pay.Gateway.Notifications;
using Pay.Providers;

namespace Pay.Gateway.Tests.Notifications;

/// <summary>Notifications move things forward once; what contradicts a final state goes to a person (adapter contract, section 4, rules 6 and 7).</summary>
internal sealed class ReceiveNotificationTests
{
    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCase(ProviderEventKind.Captured, "NoChange")]
    [TestCase(ProviderEventKind.PaymentAuthorised, "NoChange")]
    [TestCase(ProviderEventKind.PaymentRejected, "NoChange")]
    [TestCase(ProviderEventKind.PaymentCancelled, "NoChange")]
    [TestCase(ProviderEventKind.CaptureFailed, "Flagged")]
    [TestCase(ProviderEventKind.CancelFailed, "Flagged")]
    [TestCase(ProviderEventKind.RefundSucceeded, "Flagged")]
    public async Task A_captured_payment_stays_captured(ProviderEventKind kind, string effect)
    {
        var id = await _gateway.PaidAsync(1000);
        Assert.That(await TellAsync(id, kind), Is.EqualTo(Enum.Parse<NotificationEffect>(effect)));
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("success"));
        Assert.That((int?)(await _gateway.PaymentAsync(id))["refund_summary"]!["amount_available"], Is.EqualTo(1000));
        Assert.That(await FlagsAsync(id), Is.EqualTo(effect == "Flagged" ? 1 : 0));
    }

    [Test]
    public async Task Money_taken_for_a_payment_that_is_not_confirmed_goes_to_a_person()
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.Submitted);
        Assert.That(await TellAsync(id, ProviderEventKind.Captured), Is.EqualTo(NotificationEffect.Flagged));
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("submitted"));
        Assert.That(await FlagsAsync(id), Is.EqualTo(1));
    }

    [TestCase(ProviderEventKind.RefundSucceeded, "NoChange", 400)]
    [TestCase(ProviderEventKind.RefundFailed, "Flagged", 1000)]
    public async Task A_refund_that_succeeded_can_come_back(ProviderEventKind kind, string effect, int available)
    {
        var id = await _gateway.PaidAsync(1000);
        var refund = (string?)(await _gateway.RefundAsync(id, "{\"amount\":600}")).Json["refund_id"];
        Assert.That(await TellAsync(id, kind, refund), Is.EqualTo(Enum.Parse<NotificationEffect>(effect)));
        Assert.That((int?)(await _gateway.PaymentAsync(id))["refund_summary"]!["amount_available"], Is.EqualTo(available));
        Assert.That(await TellAsync(id, kind, refund), Is.EqualTo(NotificationEffect.NoChange), "it comes back once");
        Assert.That((int?)(await _gateway.PaymentAsync(id))["refund_summary"]!["amount_available"], Is.EqualTo(available));
    }

    [Test]
    public async Task The_refund_of_another_payment_is_not_touched()
    {
        var id = await _gateway.PaidAsync(1000);
        var other = await _gateway.PaidAsync(1000);
        var refund = (string?)(await _gateway.RefundAsync(other, "{\"amount\":600}")).Json["refund_id"];
        Assert.That(await TellAsync(id, ProviderEventKind.RefundFailed, refund), Is.EqualTo(NotificationEffect.Flagged));
        Assert.That((int?)(await _gateway.PaymentAsync(other))["refund_summary"]!["amount_available"], Is.EqualTo(400));
    }

    [Test]
    public async Task The_same_notification_counts_once_however_many_come_at_once()
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.Submitted);
        var effects = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => TellAsync(id, ProviderEventKind.Captured, key: "same" + id)));
        Assert.That(effects.Count(effect => effect == NotificationEffect.Flagged), Is.EqualTo(1));
        Assert.That(effects.Count(effect => effect == NotificationEffect.Duplicate), Is.EqualTo(15));
    }

    [Test]
    public async Task A_payment_that_nobody_knows_is_acknowledged_without_effect() =>
        Assert.That(await TellAsync("nobody", ProviderEventKind.Captured), Is.EqualTo(NotificationEffect.Unmatched));

    [Test]
    public async Task Another_providers_notification_is_not_about_our_payment()
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.Submitted);
        var effect = await _gateway.Services.GetRequiredService<ReceiveNotification>().RunAsync(
            "another", new ProviderEvent { Kind = ProviderEventKind.Captured, DedupeKey = id, PaymentId = id });
        Assert.That(effect, Is.EqualTo(NotificationEffect.Unmatched));
    }

    private Task<NotificationEffect> TellAsync(string id, ProviderEventKind kind, string? refundId = null, string? key = null) =>
        _gateway.Services.GetRequiredService<ReceiveNotification>().RunAsync("sandbox", new ProviderEvent
        {
            Kind = kind,
            DedupeKey = key ?? Guid.NewGuid().ToString("N"),
            PaymentId = id,
            RefundId = refundId,
        });

    private Task<long> FlagsAsync(string id) => _gateway.Database.ReadAsync(
        async session => await session.ScalarAsync<long>(
            "SELECT count(*) FROM work JOIN payments USING (payment_number) WHERE payment_id = @id AND kind = 'attention'", new { id })).AsTask();
}
