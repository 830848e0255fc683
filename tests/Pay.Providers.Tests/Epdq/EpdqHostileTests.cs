using System.Text;
using NUnit.Framework;

namespace Pay.Providers.Tests.Epdq;

/// <summary>Whatever a network or a stranger sends: no exception, nothing done that is believed, and no secret in what people read.</summary>
internal sealed class EpdqHostileTests
{
    private const string Hash = "769580E597E7E4E21EB84A66F6F36679E2A5D3DDB6261B75BFBCB5855836655A95A4B74C4AA1F24287792F5336BCFC089975F3478B520F80A21A082C40938EBB";

    public static IEnumerable<TestCaseData> Documents()
    {
        var good = EpdqSamples.Xml("5");
        yield return Case("empty", "");
        yield return Case("blank", "   ");
        yield return Case("not XML", "OK");
        yield return Case("another root", "<answer orderID=\"5fh3k2m9q0r7s1t4u6v8w2x4y6\" PAYID=\"3050012345\" STATUS=\"5\"/>");
        yield return Case("a root of a namespace", good.Replace("<ncresponse", "<ncresponse xmlns=\"urn:x\"", StringComparison.Ordinal));
        yield return Case("cut short", good[..^5]);
        yield return Case("two documents", good + good);
        yield return Case("an attribute twice", good.Replace(" STATUS=", " STATUS=\"2\" STATUS=", StringComparison.Ordinal));
        yield return Case("an attribute twice in another case", good.Replace(" STATUS=", " status=\"2\" STATUS=", StringComparison.Ordinal));
        yield return Case("an external entity", "<!DOCTYPE ncresponse [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>" + Body(good.Replace("test123", "&x;", StringComparison.Ordinal)));
        yield return Case("an entity bomb", Bomb(good));
        yield return Case("a document type", "<!DOCTYPE ncresponse SYSTEM \"http://192.0.2.1/x.dtd\">" + Body(good));
        yield return Case("an undefined entity", good.Replace("test123", "&x;", StringComparison.Ordinal));
        yield return Case("a NUL", good.Replace("test123", "\0", StringComparison.Ordinal));
        yield return Case("a NUL as a reference", good.Replace("test123", "&#0;", StringComparison.Ordinal));
        yield return Case("deep nesting", good.Replace("</ncresponse>", Nested(5000) + "</ncresponse>", StringComparison.Ordinal));
        yield return Case("many attributes", good.Replace(" STATUS=", string.Concat(Enumerable.Range(0, 500).Select(number => $" a{number}=\"\"")) + " STATUS=", StringComparison.Ordinal));
        yield return Case("more than a megabyte", good.Replace("test123", new string('x', 1024 * 1024), StringComparison.Ordinal));
        yield return Bytes("bytes of no kind", [0xFF, 0xFE, 0x00, 0x80, 0xC0]);
        yield return Bytes("zeros", new byte[1000]);
    }

    public static IEnumerable<string> Forms() =>
    [
        "",
        "&",
        "=",
        "%",
        "%00=%00",
        "SHASIGN",
        "SHASIGN=",
        "SHASIGN=" + Hash,
        "PAYID=%00&STATUS=9&SHASIGN=" + Hash,
        "PAYID=3050012345&STATUS=9&SHASIGN=" + Hash[..^1],
        "PAYID=3050012345&STATUS=9&SHASIGN=" + Hash[..^1] + "G",
        "PAYID=3050012345&STATUS=9&SHASIGN=" + Hash + "&SHASIGN=" + Hash,
        "orderID=" + new string('a', 60000) + "&SHASIGN=" + Hash,
        "\u00FF\u00FE%FF%FE",
        string.Join('&', Enumerable.Range(0, 10000).Select(number => $"a{number}=1")),
        "<?xml version=\"1.0\"?><ncresponse/>",
        "{\"PAYID\":\"3050012345\"}",
    ];

    [TestCaseSource(nameof(Documents))]
    public async Task Makes_nothing_of_a_document_that_is_none(byte[] body)
    {
        foreach (var contentType in new[] { "text/XML; charset=iso-8859-1", "text/xml", "text/xml; charset=\"nonsense\"", "" })
        {
            var context = EpdqSamples.Context(new EpdqCannedTransport(EpdqSamples.Reply(body, contentType: contentType)));
            var adapter = EpdqSamples.Adapter;
            using (Assert.EnterMultipleScope())
            {
                Assert.That(await adapter.AuthoriseAsync(EpdqSamples.Authorisation(), context, default), Is.TypeOf<AuthoriseResult.Unknown>());
                Assert.That(await adapter.ContinueAsync(EpdqSamples.Continuation(), context, default), Is.TypeOf<AuthoriseResult.Unknown>());
                Assert.That(await adapter.CaptureAsync(EpdqSamples.Capture, context, default), Is.TypeOf<ModificationResult.Unknown>());
                Assert.That(await adapter.CancelAsync(EpdqSamples.Cancellation, context, default), Is.TypeOf<ModificationResult.Unknown>());
                Assert.That(await adapter.RefundAsync(EpdqSamples.Refund, context, default), Is.TypeOf<ModificationResult.Unknown>());
                Assert.That(await adapter.QueryAsync(EpdqSamples.Query, context, default), Is.TypeOf<QueryResult.Inconclusive>());
                Assert.That(await adapter.QueryRefundAsync(EpdqSamples.RefundQuery, context, default), Is.TypeOf<RefundQueryResult.Inconclusive>());
                Assert.That(await adapter.CheckCredentialsAsync(context, default), Is.TypeOf<CredentialCheck.Inconclusive>());
            }
        }
    }

    [TestCase("text/XML; charset=iso-8859-1")]
    [TestCase("text/xml; charset=windows-1252")]
    [TestCase("text/xml")]
    public async Task Reads_what_epdq_writes_in_its_own_charset(string contentType)
    {
        var xml = EpdqSamples.Xml("5", ("CN", "Zoë")).Replace("?>", contentType.EndsWith("xml", StringComparison.Ordinal) ? " encoding=\"ISO-8859-1\"?>" : "?>", StringComparison.Ordinal);
        var context = EpdqSamples.Context(new EpdqCannedTransport(EpdqSamples.Reply(Encoding.Latin1.GetBytes(xml), contentType: contentType)));

        Assert.That(await EpdqSamples.Adapter.AuthoriseAsync(EpdqSamples.Authorisation(), context, default), Is.TypeOf<AuthoriseResult.Authorised>());
    }

    [TestCaseSource(nameof(Forms))]
    public void Acknowledges_a_notification_that_is_none(string form)
    {
        var notification = new RawNotification { Body = Encoding.Latin1.GetBytes(form), ReceivedAt = DateTimeOffset.UnixEpoch };
        var reading = EpdqSamples.Adapter.Notifications.Read(notification);
        var verdict = EpdqSamples.Adapter.Notifications.Verify(notification, reading, [new NotificationCandidate(EpdqSamples.Context(), reading.Subjects)]);

        Assert.That(verdict.Events, Is.Empty);
        Assert.That(verdict.Answer, Is.EqualTo(new NotificationAnswer(200, "[OK]")));
    }

    [TestCase("2")]
    [TestCase("0")]
    [TestCase("52")]
    [TestCase("93")]
    public async Task Repeats_nothing_of_what_epdq_says(string status)
    {
        const string secret = "4111111111111111 CVC 123 Pa55-word! Otter-Lantern-47!x";
        foreach (var code in new[] { "50001111", "50001119", secret, "4111111111111111" })
        {
            var xml = EpdqSamples.Xml(status, ("NCSTATUS", "5"), ("NCERROR", code), ("NCERRORPLUS", secret + "/1/s"), ("ACCEPTANCE", secret));
            await IsSilentAsync(xml);
            await IsSilentAsync(xml.Replace($"STATUS=\"{status}\"", "STATUS=\"4111111111111111\"", StringComparison.Ordinal));
        }

        async Task IsSilentAsync(string xml)
        {
            var context = EpdqSamples.Context(new EpdqCannedTransport(EpdqSamples.Reply(xml)));
            object[] results =
            [
                await EpdqSamples.Adapter.AuthoriseAsync(EpdqSamples.Authorisation(), context, default),
                await EpdqSamples.Adapter.ContinueAsync(EpdqSamples.Continuation(), context, default),
                await EpdqSamples.Adapter.CaptureAsync(EpdqSamples.Capture, context, default),
                await EpdqSamples.Adapter.CancelAsync(EpdqSamples.Cancellation, context, default),
                await EpdqSamples.Adapter.RefundAsync(EpdqSamples.Refund, context, default),
                await EpdqSamples.Adapter.QueryAsync(EpdqSamples.Query, context, default),
                await EpdqSamples.Adapter.QueryRefundAsync(EpdqSamples.RefundQuery, context, default),
                await EpdqSamples.Adapter.CheckCredentialsAsync(context, default),
            ];
            Assert.That(results.Select(result => result.ToString()), Is.All.Not.Contains("4111").And.All.Not.Contains("Pa55").And.All.Not.Contains("Otter"));
        }
    }

    private static TestCaseData Case(string name, string document) => Bytes(name, Encoding.UTF8.GetBytes(document));

    private static TestCaseData Bytes(string name, byte[] document) => new TestCaseData(document).SetArgDisplayNames(name);

    private static string Body(string document) => document[document.IndexOf('\n', StringComparison.Ordinal)..];

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("<a>", levels)) + string.Concat(Enumerable.Repeat("</a>", levels));

    private static string Bomb(string good)
    {
        var entities = "<!ENTITY a0 \"ha\">" + string.Concat(Enumerable.Range(1, 30).Select(level => $"<!ENTITY a{level} \"&a{level - 1};&a{level - 1};\">"));
        return $"<!DOCTYPE ncresponse [{entities}]>{Body(good.Replace("test123", "&a30;", StringComparison.Ordinal))}";
    }
}
