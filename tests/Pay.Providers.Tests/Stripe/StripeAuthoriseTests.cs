using NUnit.Framework;
using Pay.Gateway.Providers.Stripe;

namespace Pay.Providers.Tests.Stripe;

/// <summary>What Stripe's answers to an authorisation mean: each row of the table in stripe.md section 3, and section 4.</summary>
internal sealed class StripeAuthoriseTests
{
    private static readonly PspReply Made = StripeSamples.Reply(200, StripeSamples.PaymentMethod);

    public static IEnumerable<TestCaseData> Intents()
    {
        yield return new("requires_capture", "", "authorised pi_1Otter");
        yield return new("requires_action", StripeSamples.NextAction, $"authentication pi_1Otter {StripeSamples.BankUrl}");
        yield return new("requires_source_action", StripeSamples.NextAction, $"authentication pi_1Otter {StripeSamples.BankUrl}");
        yield return new("requires_action", ""","next_action":{"type":"use_stripe_sdk","use_stripe_sdk":{}}""", "failed Protocol pi_1Otter clean-up");
        yield return new("requires_action", "", "failed Protocol pi_1Otter clean-up");
        yield return new("requires_action", StripeSamples.NextAction.Replace("https://hooks", "javascript://hooks", StringComparison.Ordinal), "failed Protocol pi_1Otter clean-up");
        yield return new("requires_payment_method", "", "rejected pi_1Otter clean-up");
        yield return new("requires_source", "", "rejected pi_1Otter clean-up");
        yield return new("canceled", "", "cancelled pi_1Otter");
        yield return new("processing", "", "pending pi_1Otter");
        yield return new("requires_confirmation", "", "pending pi_1Otter");
        yield return new("succeeded", "", "authorised pi_1Otter captured");
        yield return new("requires_tea", "", "unknown pi_1Otter");
    }

    public static IEnumerable<TestCaseData> Refusals()
    {
        var open = StripeSamples.WithIntent("requires_payment_method");
        yield return new(402, StripeSamples.Error("card_error", "card_declined", ""","decline_code":"insufficient_funds" """ + open), "rejected pi_1Otter clean-up");
        yield return new(402, StripeSamples.Error("card_error", "card_declined"), "rejected -");
        yield return new(402, StripeSamples.Error("card_error", "card_declined", StripeSamples.WithIntent("canceled")), "rejected pi_1Otter");
        yield return new(400, StripeSamples.Error("invalid_request_error", "card_decline_rate_limit_exceeded"), "rejected -");
        yield return new(400, StripeSamples.Error("invalid_request_error", "parameter_invalid_integer"), "failed InvalidRequest -");
        yield return new(400, StripeSamples.Error("invalid_request_error"), "failed InvalidRequest -");
        yield return new(404, StripeSamples.Error("invalid_request_error", "resource_missing"), "failed InvalidRequest -");
        yield return new(401, StripeSamples.Error("invalid_request_error"), "failed Credentials -");
        yield return new(403, StripeSamples.Error("invalid_request_error"), "failed Credentials -");
        yield return new(429, StripeSamples.Error("invalid_request_error", "rate_limit"), "failed Throttled -");
        yield return new(429, StripeSamples.Error("invalid_request_error", "lock_timeout"), "failed Throttled -");
        yield return new(429, "<html>slow down</html>", "failed Throttled -");
    }

    /// <summary>Where the second call differs from the first: by then money may have moved.</summary>
    public static IEnumerable<TestCaseData> Doubts()
    {
        yield return new(409, StripeSamples.Error("invalid_request_error", "idempotency_key_in_use"), "unknown -", "failed InvalidRequest -");
        yield return new(400, StripeSamples.Error("idempotency_error"), "failed Protocol - clean-up", "failed InvalidRequest -");
        yield return new(400, "<html>a proxy's</html>", "unknown -", "failed Protocol -");
        yield return new(402, "", "unknown -", "failed Protocol -");
        yield return new(302, "", "unknown -", "failed PspInternal -");
        yield return new(500, StripeSamples.Error("api_error"), "unknown -", "failed PspInternal -");
        yield return new(502, "", "unknown -", "failed PspInternal -");
        yield return new(503, "<html>", "unknown -", "failed PspInternal -");
        yield return new(504, "", "unknown -", "failed PspInternal -");
        yield return new(200, "", "unknown -", "failed Protocol -");
        yield return new(200, """{"id":"pi_1Otter","object":"payment_int""", "unknown -", "failed Protocol -");
        yield return new(200, """["pi_1Otter"]""", "unknown -", "failed Protocol -");
        yield return new(200, """{"id":"ch_1","object":"charge","status":"requires_capture"}""", "unknown -", "failed Protocol -");
        yield return new(200, """{"id":"pi_1 \u0000","object":"payment_intent","status":"requires_capture"}""", "unknown -", "failed Protocol -");
    }

    [TestCaseSource(nameof(Intents))]
    public async Task An_intent_means(string status, string more, string expected) =>
        Assert.That(StripeSamples.Short(await AuthoriseAsync(200, StripeSamples.Intent(status, more))), Is.EqualTo(expected));

    [TestCaseSource(nameof(Refusals))]
    public async Task A_refusal_of_the_intent_means(int status, string body, string expected) =>
        Assert.That(StripeSamples.Short(await AuthoriseAsync(status, body)), Is.EqualTo(expected));

    [TestCaseSource(nameof(Refusals))]
    public async Task A_refusal_of_the_card_means_the_same_and_ends_it(int status, string body, string expected)
    {
        var transport = new ScriptedTransport(StripeSamples.Reply(status, body));
        var result = await new StripeAdapter().AuthoriseAsync(StripeSamples.Authorise(), StripeSamples.Context(transport), CancellationToken.None);
        Assert.That(StripeSamples.Short(result), Is.EqualTo(expected.Replace("pi_1Otter", "-", StringComparison.Ordinal).Replace(" clean-up", "", StringComparison.Ordinal)));
        Assert.That(transport.Messages, Has.Count.EqualTo(1));
    }

    [TestCaseSource(nameof(Doubts))]
    public async Task A_doubtful_answer_means(int status, string body, string ofIntent, string ofCard)
    {
        var card = await new StripeAdapter().AuthoriseAsync(
            StripeSamples.Authorise(), StripeSamples.Context(new ScriptedTransport(StripeSamples.Reply(status, body))), CancellationToken.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StripeSamples.Short(await AuthoriseAsync(status, body)), Is.EqualTo(ofIntent));
            Assert.That(StripeSamples.Short(card), Is.EqualTo(ofCard));
        }
    }

    [Test]
    public async Task A_lost_answer_is_definite_before_the_intent_and_unknown_with_it()
    {
        var card = await new StripeAdapter().AuthoriseAsync(
            StripeSamples.Authorise(), StripeSamples.Context(new ScriptedTransport(new PspReply.Lost("gone"))), CancellationToken.None);
        var intent = await RunAsync(new PspReply.Lost("gone"));
        var notSent = await RunAsync(new PspReply.NotSent("no connection"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StripeSamples.Short(card), Is.EqualTo("failed PspInternal -"));
            Assert.That(StripeSamples.Short(intent), Is.EqualTo("unknown -"));
            Assert.That(StripeSamples.Short(notSent), Is.EqualTo("failed NotSent -"));
        }
    }

    [TestCase(1251, 1251, "gbp", "failed Protocol pi_1Otter clean-up", TestName = "Another amount is not used")]
    [TestCase(1250, 1249, "gbp", "failed Protocol pi_1Otter clean-up", TestName = "A part of the amount is not used")]
    [TestCase(1300, 1250, "gbp", "failed Protocol pi_1Otter clean-up", TestName = "Our amount as a part of another is not used")]
    [TestCase(1250, 1250, "eur", "failed Protocol pi_1Otter clean-up", TestName = "Another currency is not used")]
    [TestCase(1250, 1250, "GBP", "authorised pi_1Otter", TestName = "The currency's case does not matter")]
    public async Task The_amount_is_compared(long amount, long capturable, string currency, string expected) =>
        Assert.That(
            StripeSamples.Short(await AuthoriseAsync(200, StripeSamples.Intent("requires_capture", amount: amount, capturable: capturable, currency: currency))),
            Is.EqualTo(expected));

    [TestCase("succeeded")]
    [TestCase("requires_capture")]
    public async Task No_success_without_its_amount(string status) =>
        Assert.That(
            StripeSamples.Short(await AuthoriseAsync(200, $$"""{"id":"pi_1Otter","object":"payment_intent","currency":"gbp","status":"{{status}}"}""")),
            Is.EqualTo("unknown pi_1Otter"));

    [Test]
    public async Task Another_payments_intent_is_neither_used_nor_cancelled()
    {
        var foreign = await AuthoriseAsync(200, StripeSamples.Intent("requires_capture", paymentId: "other"));
        var refused = await AuthoriseAsync(402, StripeSamples.Error("card_error", "card_declined", StripeSamples.WithIntent("requires_capture", paymentId: "other")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StripeSamples.Short(foreign), Is.EqualTo("failed Protocol - clean-up"));
            Assert.That(StripeSamples.Short(refused), Is.EqualTo("failed Protocol - clean-up"));
        }
    }

    [Test]
    public async Task Reasons_name_the_codes_and_the_request()
    {
        var declined = await AuthoriseAsync(402, StripeSamples.Error("card_error", "card_declined", ""","decline_code":"insufficient_funds","message":"Your card 4242 was declined." """));
        var invalid = await AuthoriseAsync(400, StripeSamples.Error("invalid_request_error", code: null, ""","message":"Sending card numbers is unsafe." """));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(((AuthoriseResult.Rejected)declined).Reason, Is.EqualTo("Stripe says card_declined, insufficient_funds (req_1Otter)"));
            Assert.That(((AuthoriseResult.Failed)invalid).Reason, Is.EqualTo("Stripe says invalid_request_error: Sending card numbers is unsafe. (req_1Otter)"));
        }
    }

    [TestCase("Invalid number 4242424242424242 here")]
    [TestCase("Invalid number 4242 4242 4242 4242 here")]
    [TestCase("Invalid number 4242-4242.4242 4242 here")]
    [TestCase("Invalid cvc 123 here")]
    [TestCase("Invalid API Key sk_test_otter here")]
    [TestCase("No such thing pi_1_secret_2 here")]
    public async Task A_reason_holds_nothing_secret(string message)
    {
        var result = await AuthoriseAsync(400, StripeSamples.Error("invalid_request_error", code: null, $$""","message":"{{message}}" """));
        Assert.That(
            ((AuthoriseResult.Failed)result).Reason,
            Does.Match("^Stripe says invalid_request_error: (Invalid|No such) [A-Za-z ]+ \\*{3,4} here \\(req_1Otter\\)$"));
    }

    [TestCase("requires_capture", "", "authorised pi_1Otter")]
    [TestCase("requires_payment_method", "", "rejected pi_1Otter clean-up")]
    [TestCase("canceled", "", "cancelled pi_1Otter")]
    [TestCase("processing", "", "pending pi_1Otter")]
    [TestCase("requires_action", "next", "pending pi_1Otter")]
    [TestCase("requires_action", "", "failed Protocol pi_1Otter clean-up")]
    [TestCase("requires_tea", "", "unknown pi_1Otter")]
    public async Task After_the_bank_the_intent_means(string status, string next, string expected)
    {
        var transport = new ScriptedTransport(StripeSamples.Reply(200, StripeSamples.Intent(status, next.Length == 0 ? "" : StripeSamples.NextAction)));
        var result = await new StripeAdapter().ContinueAsync(
            StripeSamples.Continue(StripeSamples.IntentId, KeyValuePair.Create("payment_intent", "pi_1Forged")), StripeSamples.Context(transport), CancellationToken.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StripeSamples.Short(result), Is.EqualTo(expected));
            Assert.That(transport.Messages.Single().Uri.AbsolutePath, Is.EqualTo("/v1/payment_intents/pi_1Otter"), "our own id counts");
        }
    }

    [Test]
    public async Task After_the_bank_no_answer_says_that_nothing_is_held(
        [Values(302, 400, 401, 403, 404, 409, 429, 500, 503)] int status)
    {
        var result = await new StripeAdapter().ContinueAsync(
            StripeSamples.Continue(),
            StripeSamples.Context(new ScriptedTransport(StripeSamples.Reply(status, StripeSamples.Error("invalid_request_error", "resource_missing")))),
            CancellationToken.None);
        Assert.That(StripeSamples.Short(result), Is.EqualTo("unknown pi_1Otter"));
    }

    [Test]
    public async Task After_the_bank_what_cannot_be_sent_or_read_is_unknown()
    {
        PspReply[] replies = [new PspReply.NotSent("x"), new PspReply.Lost("x"), StripeSamples.Reply(200, "{"), StripeSamples.Reply(200, StripeSamples.Intent("requires_capture", id: "pi_2"))];
        foreach (var reply in replies)
        {
            var result = await new StripeAdapter().ContinueAsync(StripeSamples.Continue(), StripeSamples.Context(new ScriptedTransport(reply)), CancellationToken.None);
            Assert.That(StripeSamples.Short(result), Is.EqualTo("unknown pi_1Otter"));
        }

        Assert.That(
            StripeSamples.Short(await new StripeAdapter().ContinueAsync(StripeSamples.Continue(), StripeSamples.Context(secretKey: null), CancellationToken.None)),
            Is.EqualTo("unknown pi_1Otter"));
        Assert.That(
            StripeSamples.Short(await new StripeAdapter().ContinueAsync(StripeSamples.Continue(transactionId: null), StripeSamples.Context(), CancellationToken.None)),
            Is.EqualTo("unknown -"));
    }

    private static Task<AuthoriseResult> AuthoriseAsync(int status, string body) => RunAsync(StripeSamples.Reply(status, body));

    private static Task<AuthoriseResult> RunAsync(PspReply ofIntent) =>
        new StripeAdapter().AuthoriseAsync(StripeSamples.Authorise(), StripeSamples.Context(new ScriptedTransport(Made, ofIntent)), CancellationToken.None);
}
