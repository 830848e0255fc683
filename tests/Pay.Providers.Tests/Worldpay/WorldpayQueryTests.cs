using NUnit.Framework;
using Pay.Gateway.Providers.Worldpay;
using static Pay.Providers.Tests.Worldpay.WorldpaySamples;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>What the answer to an inquiry means: section 7 of the specification.</summary>
internal sealed class WorldpayQueryTests
{
    public static IEnumerable<TestCaseData> States() =>
    [
        .. Events(PspPaymentState.Authorised, "AUTHORISED"),
        .. Events(PspPaymentState.Captured, "CAPTURED", "SETTLED", "SETTLED_BY_MERCHANT"),
        .. Events(PspPaymentState.Rejected, "REFUSED", "REFUSED_BY_BANK"),
        .. Events(PspPaymentState.Cancelled, "CANCELLED", "EXPIRED"),
        .. Events(PspPaymentState.Pending, "SENT_FOR_AUTHORISATION"),
        .. Events(
            PspPaymentState.Captured, "SENT_FOR_REFUND", "REFUND_REQUESTED", "REFUNDED", "REFUNDED_BY_MERCHANT", "REFUND_FAILED", "CHARGED_BACK",
            "CHARGEBACK_REVERSED", "INFORMATION_REQUESTED", "INFORMATION_SUPPLIED"),
        .. Events(PspPaymentState.Error, "ERROR", "null", "", null),
    ];

    public static IEnumerable<TestCaseData> NoAnswers() =>
    [
        Body("a word in no list", Payment("SHREDDED")),
        Body("another order", OrderStatus("<payment><lastEvent>AUTHORISED</lastEvent></payment>", "another")),
        Body("no order", Reply("<orderStatus><payment><lastEvent>AUTHORISED</lastEvent></payment></orderStatus>")),
        Body("another currency", Payment("AUTHORISED", currency: "EUR")),
        Body("an amount that is no number", Payment("AUTHORISED", value: "12.50")),
        Body("error 1", Error(1, "internal")),
        Body("error 4", Error(4, "Security violation")),
        Body("error 5 with another text", Error(5, "Invalid merchant")),
        Body("another code with the text", Error(2, "Could not find payment for order")),
        Body("not found, but another order", OrderStatus(ErrorElement(5, "Could not find payment for order"), "another")),
        Body("an empty state", OrderStatus("")),
        Body("a receipt", Reply(Received("cancelReceived", null))),
        Body("a word of a proxy", "Temporary Failure, please Retry"u8.ToArray()),
        Body("nothing", []),
    ];

    [TestCaseSource(nameof(States))]
    public async Task Reads_the_state(string? lastEvent, PspPaymentState expected) =>
        Assert.That(await QueryAsync(Payment(lastEvent)), Is.EqualTo(new QueryResult.Found(expected, OrderCode, Amount)));

    [Test]
    public async Task Reads_that_the_payer_is_at_their_bank() => Assert.That(
        (await QueryAsync(PaRequest()), await QueryAsync(ChallengeRequired())),
        Is.EqualTo((
            new QueryResult.Found(PspPaymentState.AuthenticationRequired, OrderCode, null),
            new QueryResult.Found(PspPaymentState.AuthenticationRequired, OrderCode, null))));

    [TestCaseSource(nameof(NoAnswers))]
    public async Task Learns_nothing_from_anything_else(byte[] body) => Assert.That(await QueryAsync(body), Is.TypeOf<QueryResult.Inconclusive>());

    [Test]
    public async Task Tells_an_amount_only_where_it_is_the_payments()
    {
        const string GoneBack = """<payment><amount value="500" currencyCode="GBP" exponent="2" debitCreditIndicator="debit"/><lastEvent>REFUNDED</lastEvent></payment>""";
        Assert.That(await QueryAsync(OrderStatus(GoneBack)), Is.EqualTo(new QueryResult.Found(PspPaymentState.Captured, OrderCode, null)));
    }

    [TestCase("Could not find payment for order")]
    [TestCase("  could not find payment for order 7f0c ")]
    public async Task Reads_that_the_order_never_reached_Worldpay(string text)
    {
        Assert.That(await QueryAsync(Error(5, text)), Is.TypeOf<QueryResult.NotFound>());
        Assert.That(await QueryAsync(OrderStatus(ErrorElement(5, text))), Is.TypeOf<QueryResult.NotFound>());
    }

    [TestCase(0, false)]
    [TestCase(59, false)]
    [TestCase(60, true)]
    public async Task Believes_not_found_only_a_minute_after_sending(int secondsAgo, bool isBelieved)
    {
        var answer = await QueryAsync(Error(5, "Could not find payment for order"), Now.AddSeconds(-secondsAgo));
        Assert.That(answer, isBelieved ? Is.TypeOf<QueryResult.NotFound>() : Is.TypeOf<QueryResult.Inconclusive>());
    }

    [Test]
    public async Task Learns_nothing_from_another_status_than_success([Values(302, 400, 401, 403, 404, 500)] int status)
    {
        var transport = new CannedTransport(new PspReply.Answered(status, Error(5, "Could not find payment for order")));
        var answer = await new WorldpayAdapter().QueryAsync(new QueryRequest(PaymentId, OrderCode), Context(transport), CancellationToken.None);
        Assert.That(answer, Is.TypeOf<QueryResult.Inconclusive>());
    }

    [Test]
    public async Task Asks_for_no_refund()
    {
        var transport = CannedTransport.Of(Payment("REFUNDED"));
        var answer = await new WorldpayAdapter().QueryRefundAsync(
            new RefundQueryRequest(OperationId, PaymentId, OrderCode, RefundId), Context(transport), CancellationToken.None);
        Assert.That((answer, transport.Sent.Count), Is.EqualTo((new RefundQueryResult.Inconclusive("Worldpay cannot be asked for a refund"), 0)));
    }

    private static Task<QueryResult> QueryAsync(byte[] body, DateTimeOffset? sentAt = null) => new WorldpayAdapter().QueryAsync(
        new QueryRequest(PaymentId, OrderCode) { SentAt = sentAt }, Context(CannedTransport.Of(body)), CancellationToken.None);

    private static IEnumerable<TestCaseData> Events(PspPaymentState state, params string?[] events) =>
        events.Select(lastEvent => new TestCaseData(lastEvent, state));

    private static TestCaseData Body(string name, byte[] body) => new TestCaseData(body).SetArgDisplayNames(name);
}
