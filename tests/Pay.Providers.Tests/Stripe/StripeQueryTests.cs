using NUnit.Framework;
using Pay.Gateway.Providers.Stripe;

namespace Pay.Providers.Tests.Stripe;

/// <summary>What Stripe is asked, and what its answers mean (stripe.md section 5).</summary>
internal sealed class StripeQueryTests
{
    [TestCase("requires_capture", "Authorised pi_1Otter 1250")]
    [TestCase("requires_action", "AuthenticationRequired pi_1Otter 1250")]
    [TestCase("requires_payment_method", "Rejected pi_1Otter 1250")]
    [TestCase("requires_confirmation", "Pending pi_1Otter 1250")]
    [TestCase("processing", "Pending pi_1Otter 1250")]
    [TestCase("canceled", "Cancelled pi_1Otter 1250")]
    [TestCase("succeeded", "Captured pi_1Otter 1250")]
    [TestCase("requires_tea", "inconclusive")]
    public async Task An_intent_is(string status, string expected) =>
        Assert.That(await ByIdAsync(200, StripeSamples.Intent(status)), Is.EqualTo(expected));

    [Test]
    public async Task The_amount_is_the_one_that_is_held() =>
        Assert.That(await ByIdAsync(200, StripeSamples.Intent("requires_capture", capturable: 1000)), Is.EqualTo("Authorised pi_1Otter 1000"));

    public static IEnumerable<TestCaseData> NoAnswers()
    {
        yield return new(404, StripeSamples.Error("invalid_request_error", "resource_missing"), "not found");
        yield return new(404, "<html>", "inconclusive");
        yield return new(404, StripeSamples.Error("invalid_request_error", "url_invalid"), "inconclusive");
        yield return new(401, "", "inconclusive");
        yield return new(429, "", "inconclusive");
        yield return new(500, "", "inconclusive");
        yield return new(302, "", "inconclusive");
        yield return new(200, "{}", "inconclusive");
        yield return new(200, StripeSamples.Intent("requires_capture", id: "pi_2"), "inconclusive");
        yield return new(200, StripeSamples.Intent("requires_capture", paymentId: "other"), "inconclusive");
        yield return new(200, StripeSamples.Intent("requires_capture", currency: "eur"), "inconclusive");
    }

    [TestCaseSource(nameof(NoAnswers))]
    public async Task Anything_else_is(int status, string body, string expected) => Assert.That(await ByIdAsync(status, body), Is.EqualTo(expected));

    [Test]
    public async Task Nothing_lost_or_unsent_is_an_answer()
    {
        foreach (var reply in new PspReply[] { new PspReply.Lost("x"), new PspReply.NotSent("x") })
        {
            Assert.That(StripeSamples.Short(await QueryAsync(StripeSamples.Query, reply)), Is.EqualTo("inconclusive"));
            Assert.That(StripeSamples.Short(await QueryRefundAsync(reply)), Is.EqualTo("inconclusive"));
        }
    }

    [TestCase(3600, "not found")]
    [TestCase(3599, "inconclusive")]
    [TestCase(null, "inconclusive")]
    public async Task An_empty_search_means_something_only_after_an_hour(int? secondsAgo, string expected)
    {
        DateTimeOffset? sentAt = secondsAgo is { } seconds ? StripeSamples.Now.AddSeconds(-seconds) : null;
        var query = new QueryRequest(StripeSamples.PaymentId, TransactionId: null) { SentAt = sentAt };
        var reply = StripeSamples.Reply(200, """{"object":"search_result","data":[],"has_more":false}""");
        Assert.That(StripeSamples.Short(await QueryAsync(query, reply)), Is.EqualTo(expected));
    }

    [TestCase(1, "5fh3k2m9q0r7s1t4u6v8w2x4y6", "Authorised pi_1Otter 1250")]
    [TestCase(1, "other", "inconclusive")]
    [TestCase(2, "5fh3k2m9q0r7s1t4u6v8w2x4y6", "inconclusive")]
    public async Task A_search_has_to_find_one_intent_and_ours(int hits, string paymentId, string expected)
    {
        var data = string.Join(',', Enumerable.Repeat(StripeSamples.Intent("requires_capture", paymentId: paymentId), hits));
        var query = new QueryRequest(StripeSamples.PaymentId, TransactionId: null) { SentAt = StripeSamples.Now.AddDays(-1) };
        Assert.That(
            StripeSamples.Short(await QueryAsync(query, StripeSamples.Reply(200, $$"""{"object":"search_result","data":[{{data}}]}"""))), Is.EqualTo(expected));
    }

    [TestCase(400, "{}")]
    [TestCase(200, "{}")]
    [TestCase(200, """{"data":{}}""")]
    [TestCase(200, """{"data":[1]}""")]
    [TestCase(200, """{"data":[{}]}""")]
    public async Task A_search_without_a_proper_answer_finds_nothing_out(int status, string body)
    {
        var query = new QueryRequest(StripeSamples.PaymentId, TransactionId: null) { SentAt = StripeSamples.Now.AddDays(-1) };
        Assert.That(StripeSamples.Short(await QueryAsync(query, StripeSamples.Reply(status, body))), Is.EqualTo("inconclusive"));
    }

    public static IEnumerable<TestCaseData> RefundLists()
    {
        var other = StripeSamples.RefundObject("succeeded", id: "re_2", refundId: "rf0002");
        yield return new(List(other, StripeSamples.RefundObject("succeeded")), "succeeded re_1Otter");
        yield return new(List(StripeSamples.RefundObject("pending")), "pending");
        yield return new(List(StripeSamples.RefundObject("requires_action")), "pending");
        yield return new(List(StripeSamples.RefundObject("failed")), "failed");
        yield return new(List(StripeSamples.RefundObject("canceled")), "failed");
        yield return new(List(StripeSamples.RefundObject("steeping")), "inconclusive");
        yield return new(List(), "not found");
        yield return new(List(other), "not found");
        yield return new(List(other).Replace("false", "true", StringComparison.Ordinal), "inconclusive");
        yield return new(List(StripeSamples.RefundObject("succeeded"), StripeSamples.RefundObject("succeeded", id: "re_2")), "inconclusive");
        yield return new(List(StripeSamples.RefundObject("succeeded", transactionId: "pi_2")), "inconclusive");
        yield return new(List("{}"), "inconclusive");
        yield return new("""{"object":"list","data":[]}""", "inconclusive");
        yield return new("{", "inconclusive");
    }

    [TestCaseSource(nameof(RefundLists))]
    public async Task A_list_of_refunds_tells(string body, string expected) =>
        Assert.That(StripeSamples.Short(await QueryRefundAsync(StripeSamples.Reply(200, body))), Is.EqualTo(expected));

    [TestCase(401)]
    [TestCase(404)]
    [TestCase(500)]
    public async Task A_refused_list_of_refunds_tells_nothing(int status) =>
        Assert.That(
            StripeSamples.Short(await QueryRefundAsync(StripeSamples.Reply(status, StripeSamples.Error("invalid_request_error", "resource_missing")))),
            Is.EqualTo("inconclusive"));

    private static string List(params string[] items) => $$"""{"object":"list","data":[{{string.Join(',', items)}}],"has_more":false}""";

    private static async Task<string> ByIdAsync(int status, string body) =>
        StripeSamples.Short(await QueryAsync(StripeSamples.Query, StripeSamples.Reply(status, body)));

    private static Task<QueryResult> QueryAsync(QueryRequest request, PspReply reply) =>
        new StripeAdapter().QueryAsync(request, StripeSamples.Context(new ScriptedTransport(reply)), CancellationToken.None);

    private static Task<RefundQueryResult> QueryRefundAsync(PspReply reply) =>
        new StripeAdapter().QueryRefundAsync(StripeSamples.QueryRefund, StripeSamples.Context(new ScriptedTransport(reply)), CancellationToken.None);
}
