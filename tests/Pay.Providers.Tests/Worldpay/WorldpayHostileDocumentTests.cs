using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Worldpay;
using Pay.Gateway.Providers.Worldpay.ThreeDSecure;
using static Pay.Providers.Tests.Worldpay.WorldpaySamples;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>Documents that no honest Worldpay sends. After none of them is anything believed, and nothing breaks.</summary>
internal sealed class WorldpayHostileDocumentTests
{
    private const string Doctype = "<!DOCTYPE paymentService PUBLIC \"-//WorldPay//DTD WorldPay PaymentService v1//EN\"\n  \"http://dtd.worldpay.com/paymentService_v1.dtd\">";

    private static readonly string Good = Encoding.UTF8.GetString(Payment("AUTHORISED"));

    public static IEnumerable<TestCaseData> Documents() =>
    [
        Body("nothing", ""),
        Body("blanks", " \r\n "),
        Body("a word of a proxy", "Temporary Failure, please Retry"),
        Body("a page", "<!DOCTYPE html><html><body>503</body></html>"),
        Body("JSON", """{"reply":"AUTHORISED"}"""),
        Body("another root", Good.Replace("<paymentService", "<payment.Service", StringComparison.Ordinal).Replace("</paymentService", "</payment.Service", StringComparison.Ordinal)),
        Body("another namespace", Good.Replace("<paymentService ", "<paymentService xmlns=\"urn:x\" ", StringComparison.Ordinal)),
        Body("an entity of a file", WithDoctype("""<!ENTITY e SYSTEM "file:///etc/hostname">""").Replace("AUTHORISED<", "&e;<", StringComparison.Ordinal)),
        Body("an entity of a word", WithDoctype("""<!ENTITY e "AUTHORISED">""").Replace("AUTHORISED<", "&e;<", StringComparison.Ordinal)),
        Body("entities of entities", Laughs().Replace("AUTHORISED<", "&e9;<", StringComparison.Ordinal)),
        Body("a deep nest", Good.Replace("<lastEvent>", Repeat("<a>", 5000) + Repeat("</a>", 5000) + "<lastEvent>", StringComparison.Ordinal)),
        Body("a thousand attributes", Good.Replace("<lastEvent>", $"<a {string.Concat(Enumerable.Range(0, 1000).Select(i => $"a{i}='' "))}/><lastEvent>", StringComparison.Ordinal)),
        Body("beyond the limit", Good.Replace("<lastEvent>", $"<a>{new string('x', 1024 * 1024)}</a><lastEvent>", StringComparison.Ordinal)),
        Body("an attribute beyond the limit", Good.Replace("<lastEvent>", $"<a b='{new string('x', 1024 * 1024)}'/><lastEvent>", StringComparison.Ordinal)),
        Body("an attribute twice", Good.Replace("exponent=\"2\"", "exponent=\"2\" exponent=\"2\"", StringComparison.Ordinal)),
        Body("a NUL", Good.Replace("AUTHORISED<", "AUTHORISED\0<", StringComparison.Ordinal)),
        Body("a character that XML has not", Good.Replace("AUTHORISED<", "AUTHORISED&#0;<", StringComparison.Ordinal)),
        Body("two roots", Good + "<paymentService/>"),
        Body("text behind the end", Good + "AUTHORISED"),
        Body("two replies", Good.Replace("<reply>", "<reply/><reply>", StringComparison.Ordinal)),
        Body("two orders", Good.Replace("<orderStatus ", "<orderStatus orderCode=\"x\"/><orderStatus ", StringComparison.Ordinal)),
        Bytes("an encoding that nobody has", Encoding.ASCII.GetBytes(Good.Replace("UTF-8", "KLINGON-1", StringComparison.Ordinal))),
        Bytes("UTF-16 that says UTF-8", Encoding.Unicode.GetBytes(Good)),
        Bytes("bytes that are no UTF-8", [.. Encoding.ASCII.GetBytes(Good.Replace("J Bloggs", "", StringComparison.Ordinal)[..200]), 0xFF, 0xC0, 0x80, .. Encoding.ASCII.GetBytes(Good[200..])]),
        Bytes("a compressed body", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 0x4C]),
        .. Enumerable.Range(1, 19).Select(part => Body($"cut after {part * 5} %", Good[..(Good.Length * part / 20)])),
    ];

    [TestCaseSource(nameof(Documents))]
    public async Task Leaves_unknown_what_it_cannot_read(byte[] body)
    {
        var (adapter, context) = (new WorldpayAdapter(), Context(CannedTransport.Of(body), flex: true));
        var state = new WorldpaySession(PaymentId, Machine: null, IsChallenge: true, Round: 1).ToProviderState();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await adapter.AuthoriseAsync(Order(), context, CancellationToken.None), Is.TypeOf<AuthoriseResult.Unknown>());
            Assert.That(await adapter.ContinueAsync(Return(state), context, CancellationToken.None), Is.TypeOf<AuthoriseResult.Unknown>());
            Assert.That(await adapter.CaptureAsync(Capture(), context, CancellationToken.None), Is.TypeOf<ModificationResult.Unknown>());
            Assert.That(await adapter.CancelAsync(Cancel(), context, CancellationToken.None), Is.TypeOf<ModificationResult.Unknown>());
            Assert.That(await adapter.RefundAsync(Refund(), context, CancellationToken.None), Is.TypeOf<ModificationResult.Unknown>());
            Assert.That(await adapter.QueryAsync(new QueryRequest(PaymentId, OrderCode), context, CancellationToken.None), Is.TypeOf<QueryResult.Inconclusive>());
            Assert.That(await adapter.CheckCredentialsAsync(context, CancellationToken.None), Is.TypeOf<CredentialCheck.Inconclusive>());
        }
    }

    [Test]
    public async Task Reads_a_document_type_whose_address_is_broken()
    {
        var body = Encoding.UTF8.GetBytes(Good.Replace("http://dtd.", "http:// dtd.", StringComparison.Ordinal));
        var result = await new WorldpayAdapter().AuthoriseAsync(Order(), Context(CannedTransport.Of(body)), CancellationToken.None);
        Assert.That(result, Is.EqualTo(new AuthoriseResult.Authorised(OrderCode)));
    }

    [Test]
    public async Task Reads_a_document_without_a_document_type_and_one_with_a_byte_order_mark()
    {
        foreach (var text in new[] { Good.Replace(Doctype, "", StringComparison.Ordinal), "\uFEFF" + Good })
        {
            var result = await new WorldpayAdapter().AuthoriseAsync(Order(), Context(CannedTransport.Of(Encoding.UTF8.GetBytes(text))), CancellationToken.None);
            Assert.That(result, Is.EqualTo(new AuthoriseResult.Authorised(OrderCode)));
        }
    }

    private static string WithDoctype(string subset)
    {
        Assert.That(Good, Does.Contain(Doctype), "the sample has the document type that is replaced");
        return Good.Replace(Doctype, $"<!DOCTYPE paymentService [{subset}]>", StringComparison.Ordinal);
    }

    private static string Laughs() => WithDoctype(
        "<!ENTITY e0 'ha'>" + string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY e{i} '{Repeat($"&e{i - 1};", 10)}'>")));

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static TestCaseData Body(string name, string body) => Bytes(name, Encoding.UTF8.GetBytes(body));

    private static TestCaseData Bytes(string name, byte[] body) => new TestCaseData(body).SetArgDisplayNames(name);
}
