using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Epdq;

namespace Pay.Providers.Tests.Epdq;

/// <summary>What ePDQ's answers to an authorisation mean: every row of epdq.md section 5.2 and the codes of 5.3 that matter to it.</summary>
internal sealed class EpdqAuthoriseTests
{
    private const string Page = "<form action=\"https://acs.example.test\"><input name=\"PaReq\" value=\"é\"></form><script>document.forms[0].submit()</script>";

    [Test]
    public void Authorised_at_5() => Assert.That(Read(EpdqSamples.Xml("5")), Is.EqualTo(new AuthoriseResult.Authorised(EpdqSamples.PayId)));

    [TestCase("9")]
    [TestCase("91")]
    public void Authorised_and_captured_where_the_account_captures_by_itself(string status) =>
        Assert.That(Read(EpdqSamples.Xml(status)), Is.EqualTo(new AuthoriseResult.Authorised(EpdqSamples.PayId) { AlreadyCaptured = true }));

    [Test]
    public void Rejected_at_2() => Assert.That(
        Read(EpdqSamples.Xml("2", ("NCSTATUS", "3"), ("NCERROR", "30001001"))),
        Is.EqualTo(new AuthoriseResult.Rejected("refused (NCERROR 30001001: refused by the acquirer)", EpdqSamples.PayId)));

    [Test]
    public void Rejected_by_fraud_rules() => Assert.That(
        Read(EpdqSamples.Xml("2", ("NCSTATUS", "3"), ("NCERROR", "30331001"))),
        Is.EqualTo(new AuthoriseResult.Rejected("refused (NCERROR 30331001: stopped by the account's fraud rules)", EpdqSamples.PayId)));

    [TestCase("1")]
    [TestCase("6")]
    public void Cancelled(string status) => Assert.That(Read(EpdqSamples.Xml(status)), Is.EqualTo(new AuthoriseResult.CancelledByPsp(EpdqSamples.PayId)));

    [TestCase("41")]
    [TestCase("50")]
    [TestCase("51")]
    [TestCase("55")]
    [TestCase("99")]
    public void Pending(string status) => Assert.That(Read(EpdqSamples.Xml(status)), Is.EqualTo(new AuthoriseResult.Pending(EpdqSamples.PayId)));

    [TestCase("52")]
    [TestCase("92")]
    [TestCase("4")]
    [TestCase("40")]
    [TestCase("56")]
    [TestCase("59")]
    [TestCase("64")]
    [TestCase("93")]
    [TestCase("500")]
    [TestCase(" 5")]
    [TestCase("5\u0660")]
    public void Unknown_at_anything_else(string status)
    {
        var result = Read(EpdqSamples.Xml(status));

        Assert.That(result, Is.TypeOf<AuthoriseResult.Unknown>());
        Assert.That(((AuthoriseResult.Unknown)result).TransactionId, Is.EqualTo(EpdqSamples.PayId));
    }

    [TestCase("0")]
    [TestCase("")]
    public void Unknown_without_a_state_and_without_an_error(string status)
    {
        Assert.That(Read(EpdqSamples.Xml(status)), Is.TypeOf<AuthoriseResult.Unknown>());
        Assert.That(Read(EpdqSamples.ErrorXml("", status)), Is.TypeOf<AuthoriseResult.Unknown>());
    }

    [TestCase("50001113", TestName = "Unknown where the order was processed before")]
    [TestCase("50001127", TestName = "Unknown where the order is in another state")]
    [TestCase("50001133", TestName = "Unknown where the request came twice")]
    public void Unknown_where_something_was_there_before(string code) => Assert.That(
        Read(EpdqSamples.ErrorXml(code, payId: EpdqSamples.PayId)),
        Is.TypeOf<AuthoriseResult.Unknown>().With.Property("TransactionId").EqualTo(EpdqSamples.PayId));

    [TestCase("50001111", FailureClass.InvalidRequest)]
    [TestCase("50001116", FailureClass.Credentials)]
    [TestCase("50001118", FailureClass.Credentials)]
    [TestCase("50001119", FailureClass.Credentials)]
    [TestCase("50001122", FailureClass.InvalidRequest)]
    [TestCase("50001123", FailureClass.InvalidCardDetails)]
    [TestCase("50001183", FailureClass.InvalidCardDetails)]
    [TestCase("50001184", FailureClass.Credentials)]
    [TestCase("50009999", FailureClass.PspInternal)]
    public void Failed_for_certain_with_an_error(string code, FailureClass expected)
    {
        foreach (var status in new[] { "0", "" })
        {
            var result = Read(EpdqSamples.ErrorXml(code, status));

            Assert.That(result, Is.TypeOf<AuthoriseResult.Failed>());
            using (Assert.EnterMultipleScope())
            {
                var failed = (AuthoriseResult.Failed)result;
                Assert.That(failed.Class, Is.EqualTo(expected));
                Assert.That(failed.Reason, Does.Contain(code).And.Not.Contain("invented"));
                Assert.That(failed.CleanUp, Is.False);
                Assert.That(failed.TransactionId, Is.Null);
            }
        }
    }

    [TestCase("unknown order/1/s")]
    [TestCase("unknown order/0/s")]
    public void Failed_by_credentials_where_a_data_error_is_about_the_signature(string text) => Assert.That(
        Read(EpdqSamples.ErrorXml("50001111", text: text)),
        Is.TypeOf<AuthoriseResult.Failed>().With.Property("Class").EqualTo(FailureClass.Credentials));

    [TestCase("50001119", "2", TestName = "Unknown where the class of the error is uncertain")]
    [TestCase("50001119", "", TestName = "Unknown where the class of the error is missing")]
    [TestCase("20001001", "2", TestName = "Unknown where ePDQ is uncertain")]
    [TestCase("50001119x", "5", TestName = "Unknown where the code is no code")]
    [TestCase("600", "5", TestName = "Unknown where the code is of no class that is listed")]
    public void Unknown_where_an_error_is_not_certain(string code, string ncStatus) =>
        Assert.That(Read(EpdqSamples.ErrorXml(code, ncStatus: ncStatus)), Is.TypeOf<AuthoriseResult.Unknown>());

    [TestCase("50001134", "5", false)]
    [TestCase("50001134", "3", false)]
    [TestCase("40001134", "4", true)]
    [TestCase("30001001", "3", false)]
    public void Rejected_without_a_state(string code, string ncStatus, bool cleanUp) => Assert.That(
        Read(EpdqSamples.ErrorXml(code, ncStatus: ncStatus)),
        Is.TypeOf<AuthoriseResult.Rejected>().With.Property("CleanUp").EqualTo(cleanUp));

    [Test]
    public void Sends_the_payer_to_the_bank_at_46()
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(Page), Base64FormattingOptions.InsertLineBreaks);
        var result = Read(EpdqSamples.Xml("46", ("NCSTATUS", "5"), ($"<HTML_ANSWER>\n{encoded}\n</HTML_ANSWER>", null)), threeDSecure: true);

        Assert.That(result, Is.EqualTo(new AuthoriseResult.AuthenticationRequired(new Challenge.Html(Page), EpdqSamples.PayId)));
    }

    [TestCase("", TestName = "Cleans up where there is no page")]
    [TestCase("<HTML_ANSWER/>", TestName = "Cleans up where the page is empty")]
    [TestCase("<HTML_ANSWER>%%%%</HTML_ANSWER>", TestName = "Cleans up where the page is not base64")]
    [TestCase("<HTML_ANSWER>PGZvcm0</HTML_ANSWER>", TestName = "Cleans up where the page is cut short")]
    [TestCase("<HTML_ANSWER>bm8gcGFnZQ==</HTML_ANSWER>", TestName = "Cleans up where the page is not HTML")]
    [TestCase("<HTML_ANSWER>PGI+</HTML_ANSWER><html_answer>PGI+</html_answer>", TestName = "Cleans up where there are two pages")]
    public void Cleans_up_where_the_page_cannot_be_read(string inside) => IsFailedWithCleanUp(
        Read(inside.Length > 0 ? EpdqSamples.Xml("46", (inside, null)) : EpdqSamples.Xml("46"), threeDSecure: true), EpdqSamples.PayId);

    [Test]
    public void Cleans_up_where_3d_secure_was_not_offered() =>
        IsFailedWithCleanUp(Read(EpdqSamples.Xml("46", ("<HTML_ANSWER>PGI+</HTML_ANSWER>", null))), EpdqSamples.PayId);

    [Test]
    public void Does_not_name_a_transaction_that_belongs_to_another_order() =>
        IsFailedWithCleanUp(Read(EpdqSamples.Xml("5", ("orderID", "6fh3k2m9q0r7s1t4u6v8w2x4y6"))), transactionId: null);

    [TestCase("5", "12.51", "GBP")]
    [TestCase("5", "1250", "GBP")]
    [TestCase("5", "0.125", "GBP")]
    [TestCase("5", "-12.5", "GBP")]
    [TestCase("5", "12,5", "GBP")]
    [TestCase("5", "1.25e1", "GBP")]
    [TestCase("5", " 12.5", "GBP")]
    [TestCase("5", "79228162514264337593543950335", "GBP")]
    [TestCase("5", "12.5", "EUR")]
    [TestCase("5", "12.5", "gbp")]
    [TestCase("9", "12.51", "GBP")]
    [TestCase("46", "12.51", "GBP")]
    public void Cleans_up_where_the_amount_is_another(string status, string amount, string currency) =>
        IsFailedWithCleanUp(Read(EpdqSamples.Xml(status, ("amount", amount), ("currency", currency)), threeDSecure: true), transactionId: null);

    [TestCase(1250, "12.5")]
    [TestCase(500, "5")]
    [TestCase(2, "0.02")]
    [TestCase(10, ".1")]
    [TestCase(900000, "9000.00")]
    [TestCase(100000000, "1000000")]
    public void Reads_pounds(long pence, string amount) =>
        Assert.That(Read(EpdqSamples.Xml("5", ("amount", amount)), amount: pence), Is.TypeOf<AuthoriseResult.Authorised>());

    [Test]
    public void Compares_only_what_is_told() =>
        Assert.That(Read(EpdqSamples.Xml("5", ("amount", ""), ("currency", null))), Is.TypeOf<AuthoriseResult.Authorised>());

    [TestCase("PAYID", "0")]
    [TestCase("PAYID", "")]
    [TestCase("PAYID", null)]
    [TestCase("PAYID", "30500123/45")]
    [TestCase("PAYID", "123456789012345678901")]
    [TestCase("orderID", "")]
    [TestCase("orderID", null)]
    public void Unknown_where_an_authorisation_names_no_order_or_transaction(string attribute, string? value) =>
        Assert.That(Read(EpdqSamples.Xml("5", (attribute, value))), Is.TypeOf<AuthoriseResult.Unknown>());

    [Test]
    public void Reads_names_of_attributes_in_any_case() => Assert.That(
        Read(EpdqSamples.Xml("5", ("orderID", null), ("ORDERID", EpdqSamples.PaymentId), ("amount", null), ("AMOUNT", "12.5"))),
        Is.TypeOf<AuthoriseResult.Authorised>());

    [TestCase("200", typeof(AuthoriseResult.Authorised))]
    [TestCase("400", typeof(AuthoriseResult.Authorised))]
    [TestCase("500", typeof(AuthoriseResult.Unknown))]
    [TestCase("302", typeof(AuthoriseResult.Unknown))]
    public void Reads_the_document_unless_the_transport_says_otherwise(string status, Type expected) => Assert.That(
        EpdqAuthorise.Read(EpdqSamples.Reply(EpdqSamples.Xml("5"), int.Parse(status, System.Globalization.CultureInfo.InvariantCulture)), EpdqSamples.Authorisation()),
        Is.TypeOf(expected));

    [Test]
    public void Follows_the_transport_where_there_is_no_document()
    {
        var request = EpdqSamples.Authorisation();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(EpdqAuthorise.Read(new PspReply.NotSent("offline"), request), Is.TypeOf<AuthoriseResult.Failed>().With.Property("Class").EqualTo(FailureClass.NotSent));
            Assert.That(EpdqAuthorise.Read(new PspReply.Lost("reset"), request), Is.TypeOf<AuthoriseResult.Unknown>());
            Assert.That(EpdqAuthorise.Read(EpdqSamples.Reply("", 401), request), Is.TypeOf<AuthoriseResult.Failed>().With.Property("Class").EqualTo(FailureClass.Credentials));
            Assert.That(EpdqAuthorise.Read(EpdqSamples.Reply("<html>Not found</html>", 404), request), Is.TypeOf<AuthoriseResult.Unknown>());
        }
    }

    private static void IsFailedWithCleanUp(AuthoriseResult result, string? transactionId)
    {
        Assert.That(result, Is.TypeOf<AuthoriseResult.Failed>());
        var failed = (AuthoriseResult.Failed)result;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failed.Class, Is.EqualTo(FailureClass.Protocol));
            Assert.That(failed.CleanUp, Is.True);
            Assert.That(failed.TransactionId, Is.EqualTo(transactionId));
        }
    }

    private static AuthoriseResult Read(string xml, bool threeDSecure = false, long amount = EpdqSamples.Amount) =>
        EpdqAuthorise.Read(EpdqSamples.Reply(xml), EpdqSamples.Authorisation(threeDSecure: threeDSecure, amount: amount));
}
