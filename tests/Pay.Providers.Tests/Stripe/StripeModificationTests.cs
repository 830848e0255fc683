using NUnit.Framework;
using Pay.Gateway.Providers.Stripe;

namespace Pay.Providers.Tests.Stripe;

/// <summary>What Stripe's answers to a capture, a cancellation and a refund mean (stripe.md section 5).</summary>
internal sealed class StripeModificationTests
{
    private const string Charge = ""","latest_charge":"ch_1Otter" """;
    private const string OldCharge = ""","charges":{"object":"list","data":[{"id":"ch_1Old"}]}""";

    public static IEnumerable<TestCaseData> Captures()
    {
        yield return new(200, StripeSamples.Intent("succeeded", Charge), "completed ch_1Otter");
        yield return new(200, StripeSamples.Intent("succeeded", OldCharge), "completed ch_1Old");
        yield return new(200, StripeSamples.Intent("succeeded"), "completed pi_1Otter");
        yield return new(200, StripeSamples.Intent("succeeded", amount: 1249), "unknown");
        yield return new(200, StripeSamples.Intent("succeeded", currency: "eur"), "unknown");
        yield return new(200, StripeSamples.Intent("succeeded", id: "pi_2"), "unknown");
        yield return new(200, StripeSamples.Intent("succeeded", paymentId: "other"), "unknown");
        yield return new(200, """{"id":"pi_1Otter","object":"payment_intent","status":"succeeded"}""", "unknown");
        yield return new(200, StripeSamples.Intent("processing"), "submitted -");
        yield return new(200, StripeSamples.Intent("requires_capture"), "unknown");
        yield return new(200, StripeSamples.Intent("canceled"), "unknown");
        yield return new(400, State("succeeded"), "already done");
        yield return new(400, State("canceled"), "refused");
        yield return new(400, State("requires_capture"), "failed InvalidRequest");
        yield return new(400, StripeSamples.Error("invalid_request_error", "payment_intent_unexpected_state"), "failed InvalidRequest");
        yield return new(
            400, StripeSamples.Error("invalid_request_error", "payment_intent_unexpected_state", StripeSamples.WithIntent("succeeded", "other")), "failed InvalidRequest");
        yield return new(400, StripeSamples.Error("invalid_request_error", "charge_expired_for_capture"), "refused");
        yield return new(402, StripeSamples.Error("card_error", "charge_expired_for_capture"), "refused");
    }

    public static IEnumerable<TestCaseData> Cancellations()
    {
        yield return new(200, StripeSamples.Intent("canceled"), "completed pi_1Otter");
        yield return new(200, StripeSamples.Intent("canceled", id: "pi_2"), "unknown");
        yield return new(200, StripeSamples.Intent("requires_capture"), "unknown");
        yield return new(400, State("canceled"), "already done");
        yield return new(400, State("succeeded"), "refused");
        yield return new(400, StripeSamples.Error("invalid_request_error", "payment_intent_unexpected_state"), "refused");
    }

    public static IEnumerable<TestCaseData> Refunds()
    {
        yield return new(200, StripeSamples.RefundObject("succeeded"), "completed re_1Otter");
        yield return new(200, StripeSamples.RefundObject("pending"), "submitted re_1Otter");
        yield return new(200, StripeSamples.RefundObject("requires_action"), "submitted re_1Otter");
        yield return new(200, StripeSamples.RefundObject("failed", ""","failure_reason":"lost_or_stolen_card" """), "refused");
        yield return new(200, StripeSamples.RefundObject("canceled"), "refused");
        yield return new(200, StripeSamples.RefundObject("steeping"), "unknown");
        yield return new(200, StripeSamples.RefundObject("succeeded", amount: 501), "unknown");
        yield return new(200, StripeSamples.RefundObject("succeeded", currency: "eur"), "unknown");
        yield return new(200, StripeSamples.RefundObject("succeeded", refundId: "rf0002"), "unknown");
        yield return new(200, StripeSamples.RefundObject("succeeded", transactionId: "pi_2"), "unknown");
        yield return new(200, StripeSamples.Intent("succeeded"), "unknown");
        yield return new(400, StripeSamples.Error("invalid_request_error", "charge_already_refunded"), "refused");
        yield return new(400, StripeSamples.Error("invalid_request_error", "balance_insufficient"), "refused");
        yield return new(400, StripeSamples.Error("invalid_request_error", code: null, ""","message":"Refund amount is greater than charge amount" """), "failed InvalidRequest");
    }

    public static IEnumerable<TestCaseData> Anything()
    {
        yield return new(200, "", "unknown");
        yield return new(200, "not json", "unknown");
        yield return new(302, "", "unknown");
        yield return new(400, "<html>", "unknown");
        yield return new(400, StripeSamples.Error("idempotency_error"), "unknown");
        yield return new(400, StripeSamples.Error("invalid_request_error", "parameter_unknown"), "failed InvalidRequest");
        yield return new(401, StripeSamples.Error("invalid_request_error"), "failed Credentials");
        yield return new(402, StripeSamples.Error("card_error", "card_declined"), "refused");
        yield return new(403, "", "failed Credentials");
        yield return new(404, StripeSamples.Error("invalid_request_error", "resource_missing"), "not found");
        yield return new(404, StripeSamples.Error("invalid_request_error"), "failed InvalidRequest");
        yield return new(404, "", "unknown");
        yield return new(409, StripeSamples.Error("invalid_request_error", "idempotency_key_in_use"), "unknown");
        yield return new(429, StripeSamples.Error("invalid_request_error", "lock_timeout"), "failed Throttled");
        yield return new(500, StripeSamples.Error("api_error"), "unknown");
        yield return new(503, "", "unknown");
    }

    [TestCaseSource(nameof(Captures))]
    [TestCaseSource(nameof(Anything))]
    public async Task A_capture_ends(int status, string body, string expected) =>
        Assert.That(StripeSamples.Short(await CaptureAsync(StripeSamples.Reply(status, body))), Is.EqualTo(expected));

    [TestCaseSource(nameof(Cancellations))]
    [TestCaseSource(nameof(Anything))]
    public async Task A_cancellation_ends(int status, string body, string expected) =>
        Assert.That(StripeSamples.Short(await CancelAsync(StripeSamples.Cancel, StripeSamples.Reply(status, body))), Is.EqualTo(expected));

    [TestCaseSource(nameof(Refunds))]
    [TestCaseSource(nameof(Anything))]
    public async Task A_refund_ends(int status, string body, string expected) =>
        Assert.That(StripeSamples.Short(await RefundAsync(StripeSamples.Reply(status, body))), Is.EqualTo(expected));

    [Test]
    public async Task What_is_lost_is_unknown_and_what_was_not_sent_is_certain()
    {
        PspReply lost = new PspReply.Lost("gone"), notSent = new PspReply.NotSent("no connection");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StripeSamples.Short(await CaptureAsync(lost)), Is.EqualTo("unknown"));
            Assert.That(StripeSamples.Short(await CancelAsync(StripeSamples.Cancel, lost)), Is.EqualTo("unknown"));
            Assert.That(StripeSamples.Short(await RefundAsync(lost)), Is.EqualTo("unknown"));
            Assert.That(StripeSamples.Short(await CaptureAsync(notSent)), Is.EqualTo("failed NotSent"));
            Assert.That(StripeSamples.Short(await CancelAsync(StripeSamples.Cancel, notSent)), Is.EqualTo("failed NotSent"));
            Assert.That(StripeSamples.Short(await RefundAsync(notSent)), Is.EqualTo("failed NotSent"));
        }
    }

    [Test]
    public async Task An_intent_whose_id_never_reached_us_is_searched_and_cancelled()
    {
        var transport = new ScriptedTransport(
            StripeSamples.Reply(200, $$"""{"object":"search_result","data":[{{StripeSamples.Intent("requires_capture", id: "pi_7")}}],"has_more":false}"""),
            StripeSamples.Reply(200, StripeSamples.Intent("canceled", id: "pi_7")));
        var result = await new StripeAdapter().CancelAsync(StripeSamples.Cancel with { TransactionId = null }, StripeSamples.Context(transport), CancellationToken.None);
        Assert.That(StripeSamples.Short(result), Is.EqualTo("completed pi_7"));
        Assert.That(transport.Messages[1].Uri.AbsolutePath, Is.EqualTo("/v1/payment_intents/pi_7/cancel"));
    }

    [Test]
    public async Task An_empty_search_is_no_proof_that_there_is_nothing_to_cancel()
    {
        var nobody = StripeSamples.Reply(200, """{"object":"search_result","data":[],"has_more":false}""");
        var foreign = StripeSamples.Reply(200, $$"""{"object":"search_result","data":[{{StripeSamples.Intent("requires_capture", paymentId: "other")}}]}""");
        var request = StripeSamples.Cancel with { TransactionId = null };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StripeSamples.Short(await CancelAsync(request, nobody)), Is.EqualTo("unknown"));
            Assert.That(StripeSamples.Short(await CancelAsync(request, foreign)), Is.EqualTo("unknown"));
            Assert.That(StripeSamples.Short(await CancelAsync(request, new PspReply.NotSent("x"))), Is.EqualTo("failed NotSent"));
        }
    }

    private static string State(string status) =>
        StripeSamples.Error("invalid_request_error", "payment_intent_unexpected_state", StripeSamples.WithIntent(status));

    private static Task<ModificationResult> CaptureAsync(PspReply reply) =>
        new StripeAdapter().CaptureAsync(StripeSamples.Capture, StripeSamples.Context(new ScriptedTransport(reply)), CancellationToken.None);

    private static Task<ModificationResult> CancelAsync(CancelRequest request, PspReply reply) =>
        new StripeAdapter().CancelAsync(request, StripeSamples.Context(new ScriptedTransport(reply)), CancellationToken.None);

    private static Task<ModificationResult> RefundAsync(PspReply reply) =>
        new StripeAdapter().RefundAsync(StripeSamples.Refund, StripeSamples.Context(new ScriptedTransport(reply)), CancellationToken.None);
}
