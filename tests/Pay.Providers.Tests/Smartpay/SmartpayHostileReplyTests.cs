using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Smartpay;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>Answers that nobody honest sends, and those that were damaged on the way: never an exception, never a belief.</summary>
internal sealed class SmartpayHostileReplyTests
{
    private const string Good = $"<n:pspReference>{SmartpaySamples.PspReference}</n:pspReference><n:resultCode>Authorised</n:resultCode>";

    public static IEnumerable<TestCaseData> Documents()
    {
        var good = SmartpaySamples.Authorised();
        yield return Case("empty", "");
        yield return Case("blank", " \n");
        yield return Case("not XML", "Authorised");
        yield return Case("HTML", "<html><body>Authorised</body></html>");
        yield return Case("JSON", """{"resultCode":"Authorised","pspReference":"8815000000000009"}""");
        yield return Case("a document type", "<!DOCTYPE x>" + good);
        yield return Case("an external entity", """<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>""" + good.Replace("87802", "&e;", StringComparison.Ordinal));
        yield return Case("an entity bomb", Bomb() + good.Replace("87802", "&d;", StringComparison.Ordinal));
        yield return Case("an unknown entity", good.Replace("87802", "&nbsp;", StringComparison.Ordinal));
        yield return Case("deep nesting", good.Replace("87802", Nested(5000), StringComparison.Ordinal));
        yield return Case("a thousand attributes", good.Replace("<n:authCode>", Attributes(1000), StringComparison.Ordinal));
        yield return Case("a NUL", good.Replace("87802", "\0", StringComparison.Ordinal));
        yield return Case("a reference to NUL", good.Replace("87802", "&#0;", StringComparison.Ordinal));
        yield return Case("an unknown encoding", "<?xml version=\"1.0\" encoding=\"x-none\"?>" + good);
        yield return Case("an encoding that it is not in", "<?xml version=\"1.0\" encoding=\"utf-16\"?>" + good);
        yield return Case("XML 1.1", "<?xml version=\"1.1\"?>" + good);
        yield return Case("two documents", good + good);
        yield return Case("text behind", good + "x");
        yield return Case("SOAP 1.2", good.Replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope", StringComparison.Ordinal));
        yield return Case("no namespace", good.Replace("http://payment.services.adyen.com", "", StringComparison.Ordinal));
        yield return Case("another namespace", good.Replace("http://payment.services.adyen.com", "http://payment.services.example.org", StringComparison.Ordinal));
        yield return Case("another operation", SmartpaySamples.Authorised("authorise3d"));
        yield return Case("no envelope", "<n:authoriseResponse xmlns:n=\"http://payment.services.adyen.com\"><n:paymentResult>" + Good + "</n:paymentResult></n:authoriseResponse>");
        yield return Case("an empty body", SmartpaySamples.Envelope(""));
        yield return Case("two bodies", good.Replace("</soap:Body>", "</soap:Body><soap:Body/>", StringComparison.Ordinal));
        yield return Case("two results in a body", SmartpaySamples.Envelope(Response(Good) + Response(Good)));
        yield return Case("a fault beside a result", SmartpaySamples.Envelope(
            Response(Good) + "<soap:Fault><faultstring>validation 101 No</faultstring></soap:Fault>"));
        yield return Case("two results in a response", SmartpaySamples.Envelope(
            Response(Good + "</n:paymentResult><n:paymentResult><n:resultCode>Refused</n:resultCode>")));
        yield return Case("two result codes", SmartpaySamples.PaymentResult(Good + "<n:resultCode>Refused</n:resultCode>"));
        yield return Case("the same result code twice", SmartpaySamples.PaymentResult(Good + "<n:resultCode>Authorised</n:resultCode>"));
        yield return Case("an empty second result code", SmartpaySamples.PaymentResult(Good + "<n:resultCode/>"));
        yield return Case("two references", SmartpaySamples.PaymentResult(Good + "<n:pspReference>8815000000000010</n:pspReference>"));
        yield return Case("a result code with elements", SmartpaySamples.PaymentResult(
            Good.Replace(">Authorised<", "><b>Authorised</b><", StringComparison.Ordinal)));
        yield return Case("an enormous reference", SmartpaySamples.PaymentResult(
            Good.Replace(SmartpaySamples.PspReference, new string('8', 5000), StringComparison.Ordinal)));
        yield return Case("a result code in an attribute", SmartpaySamples.Envelope(
            "<n:authoriseResponse xmlns:n=\"http://payment.services.adyen.com\"><n:paymentResult resultCode=\"Authorised\" pspReference=\"8815000000000009\"/></n:authoriseResponse>"));
        yield return Case("a fault with two texts", SmartpaySamples.Envelope(
            "<soap:Fault><faultstring>validation 101 A</faultstring><faultstring>internal 702 B</faultstring></soap:Fault>"));
        yield return Case("a fault with an odd code", SmartpaySamples.Fault("validation 101x No"));
        yield return Case("a fault with an enormous code", SmartpaySamples.Fault("validation " + new string('1', 5000)));
    }

    [TestCaseSource(nameof(Documents))]
    public async Task Believes_nothing_of(string document)
    {
        foreach (var status in new[] { 200, 500, 400 })
        {
            Assert.That(await ReadAsync(Encoding.UTF8.GetBytes(document), status), Is.TypeOf<AuthoriseResult.Unknown>(), $"HTTP {status}");
        }
    }

    [Test]
    public async Task Believes_no_document_that_was_cut_anywhere()
    {
        var good = Encoding.UTF8.GetBytes(SmartpaySamples.Authorised().TrimEnd());
        var fault = Encoding.UTF8.GetBytes(SmartpaySamples.Fault("validation 101 Invalid card number").TrimEnd());
        for (var length = 0; length < good.Length; length++)
        {
            Assert.That(await ReadAsync(good[..length], 200), Is.TypeOf<AuthoriseResult.Unknown>(), $"{length} bytes");
        }

        for (var length = 0; length < fault.Length; length++)
        {
            Assert.That(await ReadAsync(fault[..length], 500), Is.TypeOf<AuthoriseResult.Unknown>(), $"{length} bytes of a fault");
        }
    }

    [Test]
    public async Task Believes_no_invalid_utf8() => Assert.That(
        await ReadAsync([.. Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?><a>"), 0xFF, 0xFE, .. "</a>"u8], 200),
        Is.TypeOf<AuthoriseResult.Unknown>());

    [TestCase(401, FailureClass.Credentials)]
    [TestCase(403, FailureClass.Credentials)]
    public async Task Is_turned_away_at_the_door_whatever_the_document_says(int status, FailureClass expected)
    {
        foreach (var document in new[] { "", "<html/>", SmartpaySamples.Authorised(), SmartpaySamples.Fault("internal 702 Trouble") })
        {
            Assert.That(
                await ReadAsync(Encoding.UTF8.GetBytes(document), status),
                Is.TypeOf<AuthoriseResult.Failed>().With.Property("Class").EqualTo(expected));
        }
    }

    [TestCase(301)]
    [TestCase(404)]
    [TestCase(500)]
    public async Task Does_not_believe_a_good_answer_of_a_bad_status(int status) =>
        Assert.That(await ReadAsync(Encoding.UTF8.GetBytes(SmartpaySamples.Authorised()), status), Is.TypeOf<AuthoriseResult.Unknown>());

    private static TestCaseData Case(string name, string document) => new TestCaseData(document).SetArgDisplayNames(name);

    private static string Response(string fields) =>
        $"""<n:authoriseResponse xmlns:n="http://payment.services.adyen.com"><n:paymentResult>{fields}</n:paymentResult></n:authoriseResponse>""";

    private static string Bomb() =>
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;\">]>";

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("<b>", depth)) + string.Concat(Enumerable.Repeat("</b>", depth));

    private static string Attributes(int count) =>
        "<n:authCode " + string.Join(' ', Enumerable.Range(0, count).Select(i => $"a{i}=\"{i}\"")) + ">";

    private static Task<AuthoriseResult> ReadAsync(byte[] body, int status) => new SmartpayAdapter().AuthoriseAsync(
        SmartpaySamples.Authorise(), SmartpaySamples.Context(new CannedTransport(new PspReply.Answered(status, body))), CancellationToken.None);
}
