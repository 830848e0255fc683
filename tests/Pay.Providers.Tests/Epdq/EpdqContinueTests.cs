using NUnit.Framework;
using Pay.Gateway.Providers.Epdq.ThreeDSecure;

namespace Pay.Providers.Tests.Epdq;

/// <summary>The completion rule of epdq.md section 5.4: of ePDQ's answer and the payer's return, the worse one counts.</summary>
internal sealed class EpdqContinueTests
{
    private const string Accepted = "";
    private const string Declined = "declined";
    private const string Error = "error";

    [TestCase("5", Accepted, typeof(AuthoriseResult.Authorised), false)]
    [TestCase("5", Declined, typeof(AuthoriseResult.Rejected), true)]
    [TestCase("5", Error, typeof(AuthoriseResult.Failed), true)]
    [TestCase("5", "anything", typeof(AuthoriseResult.Failed), true)]
    [TestCase("2", Accepted, typeof(AuthoriseResult.Rejected), false)]
    [TestCase("2", Declined, typeof(AuthoriseResult.Rejected), false)]
    [TestCase("2", Error, typeof(AuthoriseResult.Rejected), false)]
    [TestCase("46", Accepted, typeof(AuthoriseResult.Pending), false)]
    [TestCase("46", Declined, typeof(AuthoriseResult.Rejected), true)]
    [TestCase("46", Error, typeof(AuthoriseResult.Failed), true)]
    [TestCase("51", Accepted, typeof(AuthoriseResult.Pending), false)]
    [TestCase("51", Declined, typeof(AuthoriseResult.Rejected), true)]
    [TestCase("6", Accepted, typeof(AuthoriseResult.CancelledByPsp), false)]
    [TestCase("61", Accepted, typeof(AuthoriseResult.Pending), false)]
    [TestCase("0", Accepted, typeof(AuthoriseResult.Failed), false)]
    [TestCase("52", Accepted, typeof(AuthoriseResult.Unknown), false)]
    [TestCase("52", Declined, typeof(AuthoriseResult.Unknown), false)]
    [TestCase("9", Declined, typeof(AuthoriseResult.Unknown), false)]
    [TestCase("93", Accepted, typeof(AuthoriseResult.Unknown), false)]
    [TestCase("8", Accepted, typeof(AuthoriseResult.Unknown), false)]
    [TestCase("7", Accepted, typeof(AuthoriseResult.Unknown), false)]
    public void Takes_the_worse_of_both(string status, string outcome, Type expected, bool cleanUp)
    {
        var result = Read(EpdqSamples.Xml(status), outcome);

        Assert.That(result, Is.TypeOf(expected));
        Assert.That(result is AuthoriseResult.Rejected { CleanUp: true } or AuthoriseResult.Failed { CleanUp: true }, Is.EqualTo(cleanUp));
    }

    [TestCase("9")]
    [TestCase("91")]
    public void Tells_of_a_capture_that_nobody_asked_for(string status) =>
        Assert.That(Read(EpdqSamples.Xml(status), Accepted), Is.EqualTo(new AuthoriseResult.Authorised(EpdqSamples.PayId) { AlreadyCaptured = true }));

    [TestCase(Accepted)]
    [TestCase(Declined)]
    public void Lets_no_other_transaction_take_the_place_of_ours(string outcome) => Assert.That(
        Read(EpdqSamples.Xml("5", ("PAYID", "3050099999")), outcome), Is.TypeOf<AuthoriseResult.Unknown>().With.Property("TransactionId").EqualTo(EpdqSamples.PayId));

    [Test]
    public void Takes_the_worst_of_several_outcomes()
    {
        var request = EpdqSamples.Continuation(Declined, Error);

        Assert.That(EpdqContinue.Read(EpdqSamples.Reply(EpdqSamples.Xml("5")), request), Is.TypeOf<AuthoriseResult.Failed>());
    }

    [Test]
    public void Does_not_take_epdqs_own_status_for_the_outcome()
    {
        var request = new ContinueRequest
        {
            OperationId = "operation-1",
            PaymentId = EpdqSamples.PaymentId,
            TransactionId = EpdqSamples.PayId,
            Amount = EpdqSamples.Amount,
            Fields = [KeyValuePair.Create("STATUS", "5"), KeyValuePair.Create("orderID", EpdqSamples.PaymentId)],
            ReturnUrl = EpdqSamples.ReturnUrl,
        };

        Assert.That(EpdqContinue.Read(EpdqSamples.Reply(EpdqSamples.Xml("5")), request), Is.TypeOf<AuthoriseResult.Authorised>());
    }

    [Test]
    public void Cleans_up_where_another_amount_is_held()
    {
        var result = Read(EpdqSamples.Xml("5", ("amount", "1.25")), Accepted);

        Assert.That(result, Is.EqualTo(new AuthoriseResult.Failed(FailureClass.Protocol, "ePDQ holds another amount", EpdqSamples.PayId) { CleanUp = true }));
    }

    [Test]
    public void Rejected_where_3d_secure_failed() =>
        Assert.That(Read(EpdqSamples.ErrorXml("50001134", payId: EpdqSamples.PayId), Accepted), Is.TypeOf<AuthoriseResult.Rejected>());

    [Test]
    public void Unknown_where_the_question_fails()
    {
        string[] broken = [EpdqSamples.ErrorXml("50001119"), EpdqSamples.ErrorXml("50001130", status: "", payId: ""), "<html/>"];
        foreach (var xml in broken)
        {
            Assert.That(Read(xml, Accepted), Is.TypeOf<AuthoriseResult.Unknown>().With.Property("TransactionId").EqualTo(EpdqSamples.PayId));
        }

        Assert.That(EpdqContinue.Read(new PspReply.NotSent("offline"), EpdqSamples.Continuation()), Is.TypeOf<AuthoriseResult.Unknown>(),
            "the authorisation itself was sent long before");
    }

    private static AuthoriseResult Read(string xml, string outcome) =>
        EpdqContinue.Read(EpdqSamples.Reply(xml), outcome.Length == 0 ? EpdqSamples.Continuation() : EpdqSamples.Continuation(outcome));
}
