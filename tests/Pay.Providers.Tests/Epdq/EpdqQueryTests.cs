using NUnit.Framework;
using Pay.Gateway.Providers.Epdq;

namespace Pay.Providers.Tests.Epdq;

/// <summary>What ePDQ says when it is asked: every row of epdq.md section 7.</summary>
internal sealed class EpdqQueryTests
{
    [TestCase("5", PspPaymentState.Authorised, true)]
    [TestCase("2", PspPaymentState.Rejected, true)]
    [TestCase("46", PspPaymentState.AuthenticationRequired, true)]
    [TestCase("41", PspPaymentState.Pending, true)]
    [TestCase("50", PspPaymentState.Pending, true)]
    [TestCase("51", PspPaymentState.Pending, true)]
    [TestCase("99", PspPaymentState.Pending, true)]
    [TestCase("1", PspPaymentState.Cancelled, true)]
    [TestCase("6", PspPaymentState.Cancelled, true)]
    [TestCase("64", PspPaymentState.Cancelled, true)]
    [TestCase("61", PspPaymentState.Pending, true)]
    [TestCase("91", PspPaymentState.CaptureSubmitted, true)]
    [TestCase("9", PspPaymentState.Captured, true)]
    [TestCase("95", PspPaymentState.Captured, true)]
    [TestCase("8", PspPaymentState.Captured, false)]
    [TestCase("81", PspPaymentState.Captured, false)]
    [TestCase("82", PspPaymentState.Captured, false)]
    [TestCase("83", PspPaymentState.Captured, false)]
    [TestCase("84", PspPaymentState.Captured, false)]
    [TestCase("85", PspPaymentState.Captured, false)]
    [TestCase("94", PspPaymentState.Captured, false)]
    [TestCase("7", PspPaymentState.Captured, false)]
    [TestCase("71", PspPaymentState.Captured, false)]
    [TestCase("73", PspPaymentState.Captured, false)]
    [TestCase("93", PspPaymentState.CaptureFailed, true)]
    [TestCase("0", PspPaymentState.Error, true)]
    public void Finds_a_payment(string status, PspPaymentState expected, bool isItsAmount) => Assert.That(
        Read(EpdqSamples.Xml(status)),
        Is.EqualTo(new QueryResult.Found(expected, EpdqSamples.PayId, isItsAmount ? EpdqSamples.Amount : null)),
        "the amount of a refund is not the payment's");

    [TestCase("52")]
    [TestCase("92")]
    [TestCase("62")]
    [TestCase("63")]
    [TestCase("4")]
    [TestCase("40")]
    [TestCase("nonsense")]
    public void Inconclusive_while_undetermined(string status) => Assert.That(Read(EpdqSamples.Xml(status)), Is.TypeOf<QueryResult.Inconclusive>());

    [Test]
    public void Another_transaction_under_our_order_is_not_believed() =>
        Assert.That(Read(EpdqSamples.Xml("5", ("PAYID", "3050099999"))), Is.TypeOf<QueryResult.Inconclusive>());

    [TestCase("")]
    [TestCase("0")]
    public void Not_found(string status) => Assert.That(Read(EpdqSamples.ErrorXml("50001130", status, payId: "")), Is.TypeOf<QueryResult.NotFound>());

    [Test]
    public void Not_found_only_where_there_is_no_transaction()
    {
        Assert.That(Read(EpdqSamples.ErrorXml("50001130", payId: EpdqSamples.PayId)), Is.TypeOf<QueryResult.Inconclusive>());
        Assert.That(Read(EpdqSamples.Xml("5", ("NCERROR", "50001130"))), Is.TypeOf<QueryResult.Found>(), "the state goes first");
    }

    [TestCase("50001111")]
    [TestCase("50001119")]
    [TestCase("50001184")]
    [TestCase("")]
    public void Inconclusive_where_the_question_failed(string code)
    {
        Assert.That(Read(EpdqSamples.ErrorXml(code, status: "", payId: "")), Is.TypeOf<QueryResult.Inconclusive>());
        Assert.That(Read(EpdqSamples.ErrorXml(code, status: "0")), Is.TypeOf<QueryResult.Inconclusive>());
    }

    [Test]
    public void Inconclusive_where_an_error_comes_with_a_transaction() =>
        Assert.That(Read(EpdqSamples.ErrorXml("50001119", payId: EpdqSamples.PayId)), Is.TypeOf<QueryResult.Inconclusive>());

    [TestCase("50001134")]
    [TestCase("40001134")]
    public void Rejected_where_3d_secure_failed(string code) => Assert.That(
        Read(EpdqSamples.ErrorXml(code, payId: EpdqSamples.PayId)), Is.TypeOf<QueryResult.Found>().With.Property("Payment").EqualTo(PspPaymentState.Rejected));

    [TestCase("orderID", "6fh3k2m9q0r7s1t4u6v8w2x4y6")]
    [TestCase("orderID", null)]
    [TestCase("PAYID", "0")]
    [TestCase("amount", "x")]
    [TestCase("currency", "EUR")]
    public void Inconclusive_where_the_answer_is_not_about_this_payment(string attribute, string? value) =>
        Assert.That(Read(EpdqSamples.Xml("5", (attribute, value))), Is.TypeOf<QueryResult.Inconclusive>());

    [Test]
    public void Inconclusive_where_nobody_answers()
    {
        foreach (var reply in new PspReply[] { new PspReply.NotSent("offline"), new PspReply.Lost("reset"), EpdqSamples.Reply("", 401), EpdqSamples.Reply("<html/>") })
        {
            Assert.That(EpdqQuery.Read(reply, EpdqSamples.Query), Is.TypeOf<QueryResult.Inconclusive>());
            Assert.That(EpdqQueryRefund.Read(reply, EpdqSamples.RefundQuery), Is.TypeOf<RefundQueryResult.Inconclusive>());
        }
    }

    [TestCase("8", typeof(RefundQueryResult.Succeeded))]
    [TestCase("7", typeof(RefundQueryResult.Succeeded))]
    [TestCase("81", typeof(RefundQueryResult.Pending))]
    [TestCase("71", typeof(RefundQueryResult.Pending))]
    [TestCase("83", typeof(RefundQueryResult.Failed))]
    [TestCase("73", typeof(RefundQueryResult.Failed))]
    [TestCase("84", typeof(RefundQueryResult.Failed))]
    [TestCase("94", typeof(RefundQueryResult.Failed))]
    [TestCase("82", typeof(RefundQueryResult.Inconclusive))]
    [TestCase("72", typeof(RefundQueryResult.Inconclusive))]
    [TestCase("85", typeof(RefundQueryResult.Inconclusive))]
    [TestCase("9", typeof(RefundQueryResult.Inconclusive))]
    [TestCase("0", typeof(RefundQueryResult.Inconclusive))]
    public void Finds_a_refund(string status, Type expected) =>
        Assert.That(EpdqQueryRefund.Read(EpdqSamples.Reply(EpdqSamples.Xml(status, ("PAYIDSUB", "2"), ("amount", "5"))), EpdqSamples.RefundQuery), Is.TypeOf(expected));

    [TestCase("PAYIDSUB", "1")]
    [TestCase("PAYIDSUB", null)]
    [TestCase("PAYID", "3050012346")]
    [TestCase("orderID", "6fh3k2m9q0r7s1t4u6v8w2x4y6")]
    public void Inconclusive_where_the_answer_is_about_another_operation(string attribute, string? value) => Assert.That(
        EpdqQueryRefund.Read(EpdqSamples.Reply(EpdqSamples.Xml("8", ("PAYIDSUB", "2"), (attribute, value))), EpdqSamples.RefundQuery),
        Is.TypeOf<RefundQueryResult.Inconclusive>());

    [Test]
    public void Never_says_that_a_refund_with_a_number_was_not_seen() => Assert.That(
        EpdqQueryRefund.Read(EpdqSamples.Reply(EpdqSamples.ErrorXml("50001130", status: "", payId: "")), EpdqSamples.RefundQuery),
        Is.TypeOf<RefundQueryResult.Inconclusive>());

    [TestCase(null)]
    [TestCase("")]
    [TestCase("3050012345")]
    [TestCase("3050012345/")]
    [TestCase("/2")]
    [TestCase("1/2/3")]
    public async Task Asks_nothing_about_a_refund_without_a_reference(string? reference)
    {
        var transport = new EpdqCannedTransport(EpdqSamples.Reply(EpdqSamples.Xml("8", ("PAYIDSUB", "2"))));
        var result = await EpdqSamples.Adapter.QueryRefundAsync(EpdqSamples.RefundQuery with { Reference = reference }, EpdqSamples.Context(transport), default);

        Assert.That(result, Is.TypeOf<RefundQueryResult.Inconclusive>());
        Assert.That(transport.Messages, Is.Empty);
    }

    private static QueryResult Read(string xml) => EpdqQuery.Read(EpdqSamples.Reply(xml), EpdqSamples.Query);
}
