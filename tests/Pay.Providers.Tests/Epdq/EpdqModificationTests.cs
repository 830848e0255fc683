using NUnit.Framework;
using Pay.Gateway.Providers.Epdq;

namespace Pay.Providers.Tests.Epdq;

/// <summary>Captures, cancellations and refunds: every row of epdq.md section 6.</summary>
internal sealed class EpdqModificationTests
{
    public static IEnumerable<Func<PspReply, ModificationResult>> Operations() =>
    [
        reply => EpdqCapture.Read(reply, EpdqSamples.Capture),
        reply => EpdqCancel.Read(reply, EpdqSamples.Cancellation),
        reply => EpdqRefund.Read(reply, EpdqSamples.Refund),
    ];

    [TestCase("9", typeof(ModificationResult.Completed))]
    [TestCase("91", typeof(ModificationResult.Submitted))]
    [TestCase("92", typeof(ModificationResult.Unknown))]
    [TestCase("93", typeof(ModificationResult.Refused))]
    [TestCase("5", typeof(ModificationResult.Unknown))]
    [TestCase("6", typeof(ModificationResult.Unknown))]
    [TestCase("99", typeof(ModificationResult.Unknown))]
    public void Reads_a_capture(string status, Type expected) =>
        Assert.That(EpdqCapture.Read(Reply(EpdqSamples.Xml(status, ("PAYIDSUB", "1"))), EpdqSamples.Capture), Is.TypeOf(expected));

    [TestCase("6", typeof(ModificationResult.Completed))]
    [TestCase("64", typeof(ModificationResult.Completed))]
    [TestCase("7", typeof(ModificationResult.Completed))]
    [TestCase("61", typeof(ModificationResult.Submitted))]
    [TestCase("71", typeof(ModificationResult.Submitted))]
    [TestCase("62", typeof(ModificationResult.Unknown))]
    [TestCase("63", typeof(ModificationResult.Refused))]
    [TestCase("5", typeof(ModificationResult.Unknown))]
    [TestCase("9", typeof(ModificationResult.Unknown))]
    public void Reads_a_cancellation(string status, Type expected) =>
        Assert.That(EpdqCancel.Read(Reply(EpdqSamples.Xml(status, ("PAYIDSUB", "1"))), EpdqSamples.Cancellation), Is.TypeOf(expected));

    [TestCase("8", typeof(ModificationResult.Completed))]
    [TestCase("7", typeof(ModificationResult.Completed))]
    [TestCase("81", typeof(ModificationResult.Submitted))]
    [TestCase("71", typeof(ModificationResult.Submitted))]
    [TestCase("82", typeof(ModificationResult.Unknown))]
    [TestCase("72", typeof(ModificationResult.Unknown))]
    [TestCase("83", typeof(ModificationResult.Refused))]
    [TestCase("73", typeof(ModificationResult.Refused))]
    [TestCase("84", typeof(ModificationResult.Refused))]
    [TestCase("94", typeof(ModificationResult.Refused))]
    [TestCase("9", typeof(ModificationResult.Unknown))]
    public void Reads_a_refund(string status, Type expected) =>
        Assert.That(EpdqRefund.Read(Reply(RefundXml(status)), EpdqSamples.Refund), Is.TypeOf(expected));

    [TestCase("50001130", typeof(ModificationResult.NotFound), typeof(ModificationResult.NotFound), typeof(ModificationResult.NotFound))]
    [TestCase("50001127", typeof(ModificationResult.Unknown), typeof(ModificationResult.Refused), typeof(ModificationResult.Refused))]
    [TestCase("50001133", typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown))]
    [TestCase("50001126", typeof(ModificationResult.Failed), typeof(ModificationResult.Failed), typeof(ModificationResult.Failed))]
    [TestCase("50001129", typeof(ModificationResult.Failed), typeof(ModificationResult.Failed), typeof(ModificationResult.Failed))]
    [TestCase("50001119", typeof(ModificationResult.Failed), typeof(ModificationResult.Failed), typeof(ModificationResult.Failed))]
    [TestCase("20001001", typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown))]
    [TestCase("0", typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown))]
    [TestCase("", typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown), typeof(ModificationResult.Unknown))]
    public void Reads_an_error(string code, Type capture, Type cancellation, Type refund)
    {
        foreach (var (operation, expected) in Operations().Zip([capture, cancellation, refund]))
        {
            Assert.That(operation(Reply(EpdqSamples.ErrorXml(code, payId: EpdqSamples.PayId))), Is.TypeOf(expected));
            Assert.That(operation(Reply(EpdqSamples.ErrorXml(code, status: "", payId: ""))), Is.TypeOf(expected));
        }
    }

    [TestCase("50001127")]
    [TestCase("50001130")]
    [TestCase("50001119")]
    public void Unknown_where_an_error_is_not_certain(string code)
    {
        foreach (var operation in Operations())
        {
            Assert.That(operation(Reply(EpdqSamples.ErrorXml(code, ncStatus: "2"))), Is.TypeOf<ModificationResult.Unknown>());
        }
    }

    [TestCase("50001119", FailureClass.Credentials)]
    [TestCase("50001126", FailureClass.InvalidRequest)]
    [TestCase("50009999", FailureClass.PspInternal)]
    public void Says_why_it_failed(string code, FailureClass expected) => Assert.That(
        EpdqCapture.Read(Reply(EpdqSamples.ErrorXml(code)), EpdqSamples.Capture), Is.TypeOf<ModificationResult.Failed>().With.Property("Class").EqualTo(expected));

    [Test]
    public void Knows_a_refund_by_the_transaction_and_the_operations_number()
    {
        Assert.That(EpdqRefund.Read(Reply(RefundXml("81")), EpdqSamples.Refund), Is.EqualTo(new ModificationResult.Submitted("3050012345/2")));
        Assert.That(EpdqRefund.Read(Reply(RefundXml("81", ("PAYIDSUB", null))), EpdqSamples.Refund), Is.EqualTo(new ModificationResult.Submitted(null)));
    }

    [TestCase("orderID", "6fh3k2m9q0r7s1t4u6v8w2x4y6")]
    [TestCase("PAYID", "3050012346")]
    public void Unknown_where_the_answer_is_about_another_order(string attribute, string value)
    {
        foreach (var (operation, status) in Operations().Zip(["9", "6", "81"]))
        {
            Assert.That(operation(Reply(EpdqSamples.Xml(status, ("amount", ""), (attribute, value)))), Is.TypeOf<ModificationResult.Unknown>());
        }
    }

    [Test]
    public void Unknown_where_the_answer_names_no_order_at_all()
    {
        foreach (var (operation, status) in Operations().Zip(["9", "6", "81"]))
        {
            Assert.That(operation(Reply(EpdqSamples.Xml(status, ("amount", ""), ("orderID", null), ("PAYID", null)))), Is.TypeOf<ModificationResult.Unknown>());
        }
    }

    [TestCase("amount", "12.51")]
    [TestCase("amount", "x")]
    [TestCase("currency", "EUR")]
    public void Unknown_where_the_amount_is_another(string attribute, string value)
    {
        Assert.That(EpdqCapture.Read(Reply(EpdqSamples.Xml("9", (attribute, value))), EpdqSamples.Capture), Is.TypeOf<ModificationResult.Unknown>());
        Assert.That(EpdqRefund.Read(Reply(RefundXml("81", (attribute, value))), EpdqSamples.Refund), Is.TypeOf<ModificationResult.Unknown>());
    }

    [Test]
    public void Believes_a_cancellation_by_our_order_id() => Assert.That(
        EpdqCancel.Read(Reply(EpdqSamples.Xml("6")), EpdqSamples.Cancellation with { TransactionId = null }), Is.TypeOf<ModificationResult.Completed>());

    [Test]
    public void Follows_the_transport_where_there_is_no_document()
    {
        foreach (var operation in Operations())
        {
            using (Assert.EnterMultipleScope())
            {
                Assert.That(operation(new PspReply.NotSent("offline")), Is.TypeOf<ModificationResult.Failed>().With.Property("Class").EqualTo(FailureClass.NotSent));
                Assert.That(operation(new PspReply.Lost("reset")), Is.TypeOf<ModificationResult.Unknown>());
                Assert.That(operation(EpdqSamples.Reply("", 403)), Is.TypeOf<ModificationResult.Failed>().With.Property("Class").EqualTo(FailureClass.Credentials));
                Assert.That(operation(EpdqSamples.Reply(EpdqSamples.Xml("9"), 500)), Is.TypeOf<ModificationResult.Unknown>());
                Assert.That(operation(EpdqSamples.Reply("<html/>", 404)), Is.TypeOf<ModificationResult.Unknown>());
            }
        }
    }

    private static string RefundXml(string status, params (string Name, string? Value)[] others) =>
        EpdqSamples.Xml(status, [("amount", "5"), ("PAYIDSUB", "2"), .. others]);

    private static PspReply.Answered Reply(string xml) => EpdqSamples.Reply(xml);
}
