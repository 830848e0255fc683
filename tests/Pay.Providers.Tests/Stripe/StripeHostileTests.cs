using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Stripe;
using Pay.Gateway.Providers.Stripe.Documents;
using Pay.Gateway.Providers.Stripe.Webhooks;

namespace Pay.Providers.Tests.Stripe;

/// <summary>Documents that nobody at Stripe has written. None may throw, none may be a success.</summary>
internal sealed class StripeHostileTests
{
    public static IEnumerable<TestCaseData> Documents()
    {
        var good = StripeSamples.Intent("requires_capture");
        yield return Case("nothing", "");
        yield return Case("blanks", "   ");
        yield return Case("a scalar", "\"requires_capture\"");
        yield return Case("a list", $"[{good}]");
        yield return Case("two documents", good + good);
        yield return Case("truncated", good[..^20]);
        yield return Case("a comment", "/* */" + good);
        yield return Case("a trailing comma", good.Replace("}}", "},}", StringComparison.Ordinal));
        yield return Case("a field twice", good.Replace("\"object\"", "\"status\":\"requires_capture\",\"object\"", StringComparison.Ordinal));
        yield return Case("a field twice, once escaped", good.Replace("\"object\"", "\"\\u0073tatus\":\"requires_capture\",\"object\"", StringComparison.Ordinal));
        yield return Case("deep", good.Replace("\"gbp\"", new string('[', 100) + new string(']', 100), StringComparison.Ordinal));
        yield return Case("very deep", new string('[', 100_000));
        yield return Case("half a surrogate pair", good.Replace("gbp", "\\ud83c", StringComparison.Ordinal));
        yield return Case("half a surrogate pair as a name", good.Replace("\"currency\"", "\"\\ud83c\":1,\"currency\"", StringComparison.Ordinal));
        yield return Case("a raw NUL", good.Replace("gbp", "g\0p", StringComparison.Ordinal));
        yield return Case("an id with a NUL", good.Replace("pi_1Otter", "pi_1\\u0000", StringComparison.Ordinal));
        yield return Case("an id with a path", good.Replace("pi_1Otter", "pi_1/../x", StringComparison.Ordinal));
        yield return Case("an id without end", good.Replace("pi_1Otter", "pi_" + new string('1', 1000), StringComparison.Ordinal));
        yield return Case("an id that is a number", good.Replace("\"pi_1Otter\"", "1", StringComparison.Ordinal));
        yield return Case("a status that is a list", good.Replace("\"requires_capture\"", "[\"requires_capture\"]", StringComparison.Ordinal));
        yield return Case("an amount as text", good.Replace("1250", "\"1250\"", StringComparison.Ordinal));
        yield return Case("an amount as a fraction", good.Replace("1250", "1250.5", StringComparison.Ordinal));
        yield return Case("an amount beyond all bounds", good.Replace("1250", "12501250125012501250125012501250", StringComparison.Ordinal));
        yield return Case("an amount below nothing", good.Replace("1250", "-1250", StringComparison.Ordinal));
        yield return Case("a currency that is an object", good.Replace("\"gbp\"", "{}", StringComparison.Ordinal));
        yield return Case("over the limit", good + new string(' ', 1024 * 1024));
        yield return new TestCaseData(Encoding.Unicode.GetBytes(good)) { TestName = "UTF-16" };
        yield return new TestCaseData((byte[])[0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(good)]) { TestName = "A byte order mark" };
        yield return new TestCaseData(Encoding.Latin1.GetBytes(good.Replace("gbp", "\u00e9", StringComparison.Ordinal))) { TestName = "No UTF-8" };
        yield return new TestCaseData((byte[])[0x1f, 0x8b, 0x08, 0x00]) { TestName = "Compressed" };

        static TestCaseData Case(string name, string document) => new(Encoding.UTF8.GetBytes(document)) { TestName = char.ToUpperInvariant(name[0]) + name[1..] };
    }

    [TestCaseSource(nameof(Documents))]
    public void No_answer_like_this_is_a_success(byte[] body)
    {
        foreach (var status in new[] { 200, 402, 400, 404, 409, 429, 500 })
        {
            var reply = new PspReply.Answered(status, body);
            string[] results =
            [
                StripeSamples.Short(StripeAuthorise.ReadIntent(reply, StripeSamples.PaymentId, 1250)),
                StripeSamples.Short(StripeContinue.Read(reply, StripeSamples.Continue())),
                StripeSamples.Short(StripeCapture.Read(reply, StripeSamples.Capture)),
                StripeSamples.Short(StripeCancel.Read(reply, StripeSamples.IntentId, StripeSamples.Cancel)),
                StripeSamples.Short(StripeRefund.Read(reply, StripeSamples.Refund)),
                StripeSamples.Short(StripeQueryRefund.Read(reply, StripeSamples.QueryRefund)),
                StripeSamples.Short(StripeQuery.ReadBySearch(reply, StripeSamples.Query with { SentAt = StripeSamples.Now.AddDays(-1) }, StripeSamples.Now)),
                StripeSamples.Short(StripeCheckCredentials.Read(reply, StripeSamples.Access())),
            ];
            Assert.That(results, Has.None.Match("^(authorised|completed|submitted|succeeded|accepted|found|not found|already)"), $"HTTP {status}");
            Assert.That(StripeAuthorise.ReadPaymentMethod(reply).PaymentMethodId, Is.Null);
        }
    }

    [TestCaseSource(nameof(Documents))]
    public void No_notification_like_this_is_a_success(byte[] about)
    {
        byte[] whole = [.. """{"id":"evt_1","object":"event","livemode":false,"type":"payment_intent.amount_capturable_updated","data":{"object":"""u8, .. about, .. "}}"u8];
        foreach (var body in new[] { about, whole })
        {
            Assert.That(StripeEvent.Read(body)?.ToProviderEvent()?.Kind, Is.Null.Or.EqualTo(ProviderEventKind.NeedsQuery));
        }
    }

    [Test]
    public void Unknown_fields_are_left_alone() =>
        Assert.That(StripeIntent.Read(Encoding.UTF8.GetBytes(StripeSamples.Intent("requires_capture", ""","new":{"a":[1,null,true,"é\u0000"]}""")))?.Id, Is.EqualTo("pi_1Otter"));

    [TestCase("""{"error":null}""")]
    [TestCase("""{"error":"card_declined"}""")]
    [TestCase("""{"error":[]}""")]
    public void An_error_of_another_kind_is_no_document(string body) =>
        Assert.That(StripeError.Read(new PspReply.Answered(402, Encoding.UTF8.GetBytes(body))).HasDocument, Is.False);

    [Test]
    public void A_code_that_could_be_a_card_is_not_kept()
    {
        var body = """{"error":{"type":"4242424242424242","code":"code_123","decline_code":"Robert\u0027); DROP","message":"\u0000\u0000"}}""";
        var error = StripeError.Read(new PspReply.Answered(402, Encoding.UTF8.GetBytes(body)) { Headers = [KeyValuePair.Create("Request-Id", "req_4242424242424242")] });
        Assert.That(error.Reason, Is.EqualTo("Stripe says HTTP 402"));
    }
}
