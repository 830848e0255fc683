using NUnit.Framework;
using Pay.Providers;

namespace Pay.Gateway.Tests.Reliability;

/// <summary>What the API says while a provider call is under way, and when the provider refuses (lifecycle.md sections 4 and 7).</summary>
internal sealed class ProviderTroubleTests
{
    private ScriptedSandbox _sandbox = null!;
    private GatewayUnderTest _gateway = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _sandbox = new ScriptedSandbox();
        _gateway = await GatewayUnderTest.StartAsync(_sandbox.Install);
    }

    [TearDown]
    public async Task StopAsync()
    {
        _sandbox.Release();
        await _gateway.DisposeAsync();
    }

    [Test]
    public async Task A_refund_under_way_is_reserved_and_its_key_is_in_progress()
    {
        var id = await _gateway.PaidAsync(1000);
        _sandbox.Hold(PspCall.Refund, after: false);
        var first = _gateway.RefundAsync(id, "{\"amount\":700}", idempotencyKey: "one");
        await _sandbox.Reached;

        Assert.That((await _gateway.PaymentAsync(id))["refund_summary"]!.ToJsonString(),
            Is.EqualTo("""{"status":"available","amount_available":300,"amount_submitted":700}"""));
        var listed = (await _gateway.GetAsync($"/v1/payments/{id}/refunds")).Json["_embedded"]!["refunds"]!.AsArray();
        Assert.That(listed.Select(refund => (string?)refund!["status"]), Is.EqualTo(new[] { "submitted" }));

        var again = await _gateway.RefundAsync(id, "{\"amount\":700}", idempotencyKey: "one");
        Assert.That(again.Status, Is.EqualTo(409), again.Body);
        Assert.That((string?)again.Json["code"], Is.EqualTo("P0191"));
        Assert.That((string?)again.Json["description"], Does.Contain("in progress"));
        var other = await _gateway.RefundAsync(id, "{\"amount\":1}", idempotencyKey: "one");
        Assert.That((string?)other.Json["description"], Does.Contain("already been used"), "another body is another conflict");
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":301}")).Body, Does.Contain("amount_not_available"));

        _sandbox.Release();
        Assert.That((await first).Status, Is.EqualTo(202));
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":700}", idempotencyKey: "one")).Line, Is.EqualTo((await first).Line));
        await Books.BalanceAsync(_gateway);
    }

    [Test]
    public async Task A_refused_refund_gives_its_reservation_back()
    {
        var id = await _gateway.PaidAsync(1000);
        _sandbox.Answer = call => call == PspCall.Refund ? new ModificationResult.Refused("no") : null;
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":1000}")).Line, Is.EqualTo(Refused.With(500, "P0698", "Downstream system error")));
        Assert.That((await _gateway.PaymentAsync(id))["refund_summary"]!.ToJsonString(),
            Is.EqualTo("""{"status":"available","amount_available":1000,"amount_submitted":0}"""));

        _sandbox.Answer = _ => null;
        Assert.That((await _gateway.RefundAsync(id, "{\"amount\":1000,\"refund_amount_available\":1000}")).Status, Is.EqualTo(202));
        await Books.BalanceAsync(_gateway);
    }

    [Test]
    public async Task A_refund_whose_outcome_is_unknown_is_neither_failed_nor_given_back()
    {
        var id = await _gateway.PaidAsync(1000);
        _sandbox.Answer = call => call == PspCall.Refund ? new ModificationResult.Unknown("lost") : null;
        var reply = await _gateway.RefundAsync(id, "{\"amount\":600}");
        Assert.That(reply.Status, Is.EqualTo(202), reply.Body);
        Assert.That((string?)reply.Json["status"], Is.EqualTo("submitted"), "an unknown refund is never shown as failed or as done");
        Assert.That((int?)(await _gateway.PaymentAsync(id))["refund_summary"]!["amount_available"], Is.EqualTo(400));
    }

    [Test]
    public async Task A_cancel_that_the_provider_refuses_is_a_cancel_all_the_same()
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.Submitted);
        _sandbox.Answer = call => call == PspCall.Cancel ? new ModificationResult.Refused("no") : null;
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/cancel")).Line, Is.EqualTo("204"));
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("cancelled P0040"));
    }

    [Test]
    public async Task While_the_authorisation_is_under_way_nothing_can_be_cancelled()
    {
        var payment = await _gateway.CreatedAsync();
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(payment);
        _sandbox.Hold(PspCall.Authorise, after: true);
        var card = payer.SubmitCardAsync(payment.Id());
        await _sandbox.Reached;
        Assert.That((await _gateway.PaymentAsync(payment.Id())).State(), Is.EqualTo("started"));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{payment.Id()}/cancel")).Line, Is.EqualTo(Refused.With(500, "P0598", "Downstream system error")));
        _sandbox.Release();
        await card;
        Assert.That((await _gateway.PaymentAsync(payment.Id())).State(), Is.EqualTo("submitted"));
        await Books.BalanceAsync(_gateway);
    }

    [Test]
    public async Task A_second_cancel_while_the_first_is_under_way()
    {
        var id = await _gateway.PaymentInAsync(PaymentStage.Submitted);
        _sandbox.Hold(PspCall.Cancel, after: false);
        var first = _gateway.PostAsync($"/v1/payments/{id}/cancel");
        await _sandbox.Reached;
        Assert.That((await _gateway.PostAsync($"/v1/payments/{id}/cancel")).Line, Is.EqualTo(Refused.With(500, "P0598", "Downstream system error")));
        _sandbox.Release();
        Assert.That((await first).Line, Is.EqualTo("204"));
        await Books.BalanceAsync(_gateway);
    }

    [Test]
    public async Task A_payment_that_expires_during_its_authorisation_holds_nothing_in_the_end()
    {
        var payment = await _gateway.CreatedAsync();
        using var payer = new Payer(_gateway);
        await payer.OpenAsync(payment);
        _sandbox.Hold(PspCall.Authorise, after: true);
        var card = payer.SubmitCardAsync(payment.Id());
        await _sandbox.Reached;
        _gateway.Clock.Advance(PaymentStates.PastExpiry);
        _sandbox.Release();
        await card;
        await Until.TrueAsync(async () => (await _gateway.PaymentAsync(payment.Id())).State() is "failed P0020" or "error P0050", "the payment ends");
        await Books.BalanceAsync(_gateway);
    }
}
