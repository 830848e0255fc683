using NUnit.Framework;
using Pay.Gateway.Reliability;
using Pay.Gateway.Tests;
using Pay.Providers.Tests.Simulators;

namespace Pay.Providers.Tests.Journeys;

/// <summary>
/// Payments from end to end through each adapter, with a PSP that remembers behind it: what the gateway's books say is compared with what
/// the PSP's say, after everything that can go wrong on the way.
/// </summary>
[TestFixture("worldpay")]
[TestFixture("epdq")]
[TestFixture("smartpay")]
[TestFixture("stripe")]
internal sealed class JourneyTests(string provider)
{
    private PspSimulator _psp = null!;
    private GatewayUnderTest _gateway = null!;
    private ConnectedAccount _account = null!;
    private Payer _payer = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _psp = provider switch
        {
            "worldpay" => new WorldpaySimulator(),
            "epdq" => new EpdqSimulator(),
            "smartpay" => new SmartpaySimulator(),
            _ => new StripeSimulator { Now = () => _gateway.Clock.GetUtcNow() },
        };
        await _psp.StartAsync();
        _gateway = await GatewayUnderTest.StartAsync([.. _psp.Settings]);
        _account = await ConnectedAccount.OpenAsync(_gateway, _psp);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _gateway.DisposeAsync();
        await _psp.DisposeAsync();
    }

    [SetUp]
    public void Arrive() => _payer = new Payer(_gateway);

    [TearDown]
    public void Leave()
    {
        _payer.Dispose();
        _psp.Faults.Clear();
        _psp.IsDown = false;
        Assert.That(_psp.Complaints, Is.Empty, "the PSP complains of what it was sent");
    }

    [Test]
    public async Task A_payment_is_held_captured_and_given_back()
    {
        var (id, submitted) = await _account.SubmitAsync(_payer, PspSimulator.GoodCard);
        Assert.That((submitted.Status, submitted.Location), Is.EqualTo((303, $"/card_details/{id}/confirm")));
        Assert.That((await _account.OrderAsync(id)).State, Is.EqualTo("held"));
        await _payer.ConfirmAsync(id);
        Assert.That((await _account.OrderAsync(id)).State, Is.EqualTo("captured"));
        Assert.That(await _account.StateAsync(id), Is.EqualTo("success"));

        await _account.TellAsync(id, "captured");
        Assert.That(await _account.RefundStatusAsync(id), Is.EqualTo("available"));
        var first = await _gateway.RefundAsync(id, "{\"amount\":300}", _account.Key);
        Assert.That(first.Status, Is.EqualTo(202), first.Body);
        await _account.TellAsync(id, "refunded");
        Assert.That(await _account.RefundStateAsync(id, (string)first.Json["refund_id"]!), Is.EqualTo("success"));
        var rest = await _gateway.RefundAsync(id, "{\"amount\":700}", _account.Key);
        await _account.TellAsync(id, "refunded", refund: 1);
        Assert.That(await _account.RefundStateAsync(id, (string)rest.Json["refund_id"]!), Is.EqualTo("success"));
        Assert.That(await _account.RefundStatusAsync(id), Is.EqualTo("full"));
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":1}", _account.Key)).Status, Is.EqualTo(400));
        Assert.That((await _account.OrderAsync(id)).Refunds.Sum(refund => refund.Amount), Is.EqualTo(1000));
    }

    [Test]
    public async Task A_payer_goes_to_their_bank()
    {
        var (id, submitted) = await _account.SubmitAsync(_payer, PspSimulator.AuthenticatedCard);
        Assert.That((submitted.Status, submitted.Location), Is.EqualTo((303, $"/card_details/{id}/3ds_required")));
        Assert.That(await _account.StateAsync(id), Is.EqualTo("started"));
        var back = await _account.VisitBankAsync(_payer, id);
        Assert.That((back.Status, back.Location), Is.EqualTo((303, $"/card_details/{id}/confirm")));
        await _payer.ConfirmAsync(id);
        Assert.That((await _account.OrderAsync(id)).State, Is.EqualTo("captured"));
        Assert.That((await _account.ReadAsync(id))["authorisation_summary"]!.ToJsonString(), Is.EqualTo("{\"three_d_secure\":{\"required\":true}}"));
    }

    [Test]
    public async Task A_payer_who_leaves_for_their_bank_and_does_not_come_back_leaves_nothing_behind()
    {
        var (id, _) = await _account.SubmitAsync(_payer, PspSimulator.AuthenticatedCard);
        _gateway.Clock.Pass(PaymentStates.PastExpiry);
        await _gateway.Clock.PassUntilAsync(async () => (await _account.OrderAsync(id)).State == "cancelled");
        Assert.That(await _account.StateAsync(id), Is.EqualTo("failed P0020"));
    }

    [Test]
    public async Task A_card_that_is_declined_ends_the_payment()
    {
        var (id, _) = await _account.SubmitAsync(_payer, PspSimulator.DeclinedCard);
        Assert.That(await _account.StateAsync(id), Is.EqualTo("failed P0010"));
    }

    [Test]
    public async Task A_held_payment_that_the_service_cancels_is_released()
    {
        var (id, _) = await _account.SubmitAsync(_payer, PspSimulator.GoodCard, ("delayed_capture", "true"));
        await _payer.ConfirmAsync(id);
        Assert.That(await _account.StateAsync(id), Is.EqualTo("capturable"));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/cancel", "", _account.Key)).Status, Is.EqualTo(204));
        await _gateway.Clock.PassUntilAsync(async () => (await _account.OrderAsync(id)).State == "cancelled");
    }

    [Test]
    public async Task A_delayed_capture_takes_the_money_when_the_service_says_so()
    {
        var (id, _) = await _account.SubmitAsync(_payer, PspSimulator.GoodCard, ("delayed_capture", "true"));
        await _payer.ConfirmAsync(id);
        Assert.That((await _account.OrderAsync(id)).State, Is.EqualTo("held"));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/capture", "", _account.Key)).Status, Is.EqualTo(204));
        Assert.That((await _account.OrderAsync(id)).State, Is.EqualTo("captured"));
    }

    [Test]
    public async Task A_refund_whose_answer_is_lost_is_given_once()
    {
        var id = await _account.PaidAsync();
        _psp.Faults["refund"] = SimulatedFault.DiesAfterActing;
        var refund = await _account.InItsTimeAsync(_gateway.RefundAsync(id, "{\"amount\":600}", _account.Key));
        Assert.That(refund.Status, Is.EqualTo(202), refund.Body);
        _psp.Faults.Clear();
        Assert.That((await _account.ReadAsync(id))["refund_summary"]!["amount_available"]!.GetValue<int>(), Is.EqualTo(400), "what may have been given back is not available");
        await _account.TellAsync(id, "refunded");
        await _gateway.Clock.PassUntilAsync(async () => await _account.RefundStateAsync(id, (string)refund.Json["refund_id"]!) == "success");
        _gateway.Clock.Pass(TimeSpan.FromHours(2));
        Assert.That((await _account.OrderAsync(id)).Refunds, Has.Count.EqualTo(1), "the PSP gave it back once");
    }

    [Test]
    public async Task A_refund_that_fails_later_gives_its_amount_back()
    {
        var id = await _account.PaidAsync();
        var refund = (string)(await _gateway.RefundAsync(id, "{\"amount\":600}", _account.Key)).Json["refund_id"]!;
        var first = await _account.RefundStateAsync(id, refund);
        await _account.TellAsync(id, "refund_failed");
        Assert.That(
            (await _account.RefundStateAsync(id, refund), await FlagsAsync(id)),
            Is.EqualTo(("error", first == "submitted" ? 0 : 1)), "where it had been told as done, a person hears of it");
    }

    [Test]
    public async Task A_capture_whose_answer_is_lost_is_taken_once()
    {
        var (id, _) = await _account.SubmitAsync(_payer, PspSimulator.GoodCard);
        _psp.Faults["capture"] = SimulatedFault.DiesAfterActing;
        await _account.InItsTimeAsync(_payer.ConfirmAsync(id));
        Assert.That(await _account.StateAsync(id), Is.EqualTo("success"));
        _psp.Faults.Clear();
        await _account.TellAsync(id, "captured");
        await _gateway.Clock.PassUntilAsync(async () => await _account.RefundStatusAsync(id) == "available");
        Assert.That((await _account.OrderAsync(id)).State, Is.EqualTo("captured"));
    }

    [Test]
    public async Task A_capture_that_never_arrived_is_sent_again()
    {
        var (id, _) = await _account.SubmitAsync(_payer, PspSimulator.GoodCard);
        _psp.Faults["capture"] = SimulatedFault.DiesBeforeActing;
        await _account.InItsTimeAsync(_payer.ConfirmAsync(id));
        _psp.Faults.Clear();
        _gateway.Clock.Pass(TimeSpan.FromMinutes(61));
        await _gateway.Clock.PassUntilAsync(async () => (await _account.OrderAsync(id)).State == "captured");
    }

    [Test]
    public async Task A_payment_whose_authorisation_is_lost_goes_on_where_the_provider_can_be_asked()
    {
        _psp.Faults["authorise"] = SimulatedFault.DiesAfterActing;
        var id = await _account.OpenedAsync(_payer);
        var submitted = await _payer.SubmitCardAsync(id, PspSimulator.GoodCard);
        Assert.That(await _account.StateAsync(id), Is.EqualTo(provider == "smartpay" ? "error P0050" : "submitted"));
        if (provider != "smartpay")
        {
            Assert.That(submitted.Location, Is.EqualTo($"/card_details/{id}/confirm"));
            _psp.Faults.Clear();
            await _account.InItsTimeAsync(_payer.ConfirmAsync(id));
            Assert.That((await _account.OrderAsync(id)).State, Is.EqualTo("captured"));
        }
    }

    [Test]
    public async Task A_payment_whose_authorisation_is_lost_for_good_fails_and_nothing_stays_held()
    {
        if (provider == "stripe")
        {
            Assert.Pass("It recognises its own key: the repetition brings the answer that was lost.");
            return;
        }

        _psp.Faults["authorise"] = SimulatedFault.DiesAfterActing;
        _psp.Faults["query"] = SimulatedFault.DiesBeforeActing;
        var (id, _) = await _account.SubmitAsync(_payer, PspSimulator.GoodCard);
        await _gateway.Clock.PassUntilAsync(async () => await _account.StateAsync(id) == "error P0050");
        Assert.That((await _account.OrderAsync(id)).State, Is.EqualTo("held"));
        _psp.Faults.Clear();
        await _account.TellAsync(id, "authorised");
        _gateway.Clock.Pass(TimeSpan.FromMinutes(2));
        await _gateway.Clock.PassUntilAsync(async () => (await _account.OrderAsync(id)).State == "cancelled");
        Assert.That(await _account.StateAsync(id), Is.EqualTo("error P0050"));
    }

    [Test]
    public async Task Notifications_that_prove_nothing_change_nothing()
    {
        var (id, _) = await _account.SubmitAsync(_payer, PspSimulator.GoodCard);
        _psp.Faults["capture"] = SimulatedFault.DiesBeforeActing;
        await _account.InItsTimeAsync(_payer.ConfirmAsync(id));
        using var forged = _psp.ForgedNotification(await _account.OrderAsync(id), "captured");
        await _gateway.SendAsync(forged);
        Assert.That(await _account.RefundStatusAsync(id), Is.EqualTo("pending"));
    }

    [Test]
    public async Task Notifications_come_twice_and_in_any_order()
    {
        var (id, _) = await _account.SubmitAsync(_payer, PspSimulator.GoodCard);
        await _payer.ConfirmAsync(id);
        for (var time = 0; time < 3; time++)
        {
            Assert.That((await _account.TellAsync(id, "captured")).Status, Is.EqualTo(200));
            Assert.That((await _account.TellAsync(id, "authorised")).Status, Is.EqualTo(200));
        }

        Assert.That(await _account.RefundStatusAsync(id), Is.EqualTo("available"));
        Assert.That(await FlagsAsync(id), Is.Zero);
    }

    [Test]
    public async Task The_books_balance()
    {
        var verification = await _gateway.Database.ReadSnapshotAsync(async session => await Verification.RunAsync(session, _ => { }));
        Assert.That(verification.Rules.Where(rule => rule.Broken > 0).Select(rule => rule.Rule), Is.Empty);
    }

    private Task<int> FlagsAsync(string id) => _gateway.Database.ReadAsync(async session => (int)await session.ScalarAsync<long>(
        "SELECT count(*) FROM work JOIN payments ON payments.payment_number = work.payment_number WHERE payment_id = @id AND kind = 'attention'", new { id })).AsTask();
}
