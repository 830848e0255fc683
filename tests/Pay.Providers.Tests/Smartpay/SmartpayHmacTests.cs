using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Smartpay;
using static Pay.Providers.Tests.Smartpay.SmartpayNotificationSamples;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>The signature of the items, with the worked examples of section 8.</summary>
internal sealed class SmartpayHmacTests
{
    private const string RefundSignature = "1RSxGgxYwOtsubzO5lFJjid/tIQfjpDVE3a0Nfc0MTY=";
    private const string AuthorisationSignature = "0rkCt64J2m899EzqIbuQ4k/fYgZP9GCRPAbdsDGh1Kc=";

    [TestCase("8815000000000017:8815000000000009:OtterCouncilECOM:rf0001:500:GBP:REFUND:true", RefundSignature)]
    [TestCase("8815000000000009::OtterCouncilECOM:5fh3k2m9q0r7s1t4u6v8w2x4y6:1250:GBP:AUTHORISATION:true", AuthorisationSignature)]
    public void Signs(string signed, string expected)
    {
        var key = SmartpayHmac.Key(SmartpaySamples.HmacKey)!;

        Assert.That(Convert.ToBase64String(SmartpayHmac.Sign(key, signed)), Is.EqualTo(expected));
    }

    [Test]
    public void Believes_signed_items()
    {
        var verdict = Verify(Raw(Batch(Refund(RefundSignature), Authorisation("\"true\""), Authorisation("true"))), Candidate(hmacKey: SmartpaySamples.HmacKey));

        Assert.That(verdict.Events.Select(told => told.Event.Kind), Is.EqualTo(new[]
        {
            ProviderEventKind.RefundSucceeded, ProviderEventKind.PaymentAuthorised, ProviderEventKind.PaymentAuthorised,
        }));
    }

    [TestCase("1RSxGgxYwOtsubzO5lFJjid/tIQfjpDVE3a0Nfc0MTY", TestName = "A signature that is cut")]
    [TestCase("2RSxGgxYwOtsubzO5lFJjid/tIQfjpDVE3a0Nfc0MTY=", TestName = "Another signature")]
    [TestCase(AuthorisationSignature, TestName = "The signature of another item")]
    [TestCase("", TestName = "An empty signature")]
    [TestCase("!!!", TestName = "A signature that is not base64")]
    [TestCase("1RSxGgxYwOtsubzO5lFJjid/tIQfjpDVE3a0Nfc0MTY=AAAA", TestName = "A signature that is too long")]
    public void Leaves_out_the_item_but_accepts_the_batch(string signature)
    {
        var verdict = Verify(Raw(Batch(Refund(signature), Authorisation("\"true\""))), Candidate(hmacKey: SmartpaySamples.HmacKey));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(verdict.Answer, Is.EqualTo(new NotificationAnswer(200, "[accepted]")));
            Assert.That(verdict.Events.Single().Event.Kind, Is.EqualTo(ProviderEventKind.PaymentAuthorised));
            Assert.That(verdict.Remark, Does.Contain("HMAC"));
        }
    }

    [TestCase("\"value\":500", "\"value\":50")]
    [TestCase("rf0001", "rf0002")]
    [TestCase("8815000000000017", "8815000000000018")]
    [TestCase("\"success\":\"true\"", "\"success\":\"false\"")]
    [TestCase("\"originalReference\":\"8815000000000009\",", "")]
    public void Leaves_out_an_item_that_was_changed(string signed, string changed) => Assert.That(
        Verify(Raw(Batch(Refund(RefundSignature).Replace(signed, changed, StringComparison.Ordinal))), Candidate(hmacKey: SmartpaySamples.HmacKey)).Events,
        Is.Empty);

    [Test]
    public void Leaves_out_an_unsigned_item_where_there_is_a_key() => Assert.That(
        Verify(Raw(Batch(Capture)), Candidate(hmacKey: SmartpaySamples.HmacKey)).Events, Is.Empty);

    [TestCase("not a key")]
    [TestCase("4321BFD122F76D703986659A5325D523E7B20120D633EF07B46737E45DED6BC")]
    public void Believes_nothing_with_a_key_that_is_none(string key) =>
        Assert.That(Verify(Raw(Batch(Refund(RefundSignature))), Candidate(hmacKey: key)).Events, Is.Empty);

    [Test]
    public void Needs_no_signature_where_there_is_no_key() =>
        Assert.That(Verify(Raw(Encoding.UTF8.GetBytes(Batch(Refund("nonsense")))), Candidate()).Events, Has.Count.EqualTo(1));

    private static string Refund(string signature) =>
        $$$$"""
        {"NotificationRequestItem":{"eventCode":"REFUND","success":"true","eventDate":"2025-11-20T10:16:00+01:00",
         "merchantAccountCode":"OtterCouncilECOM","merchantReference":"rf0001","originalReference":"8815000000000009",
         "pspReference":"8815000000000017","amount":{"currency":"GBP","value":500},"additionalData":{"hmacSignature":"{{{{signature}}}}"}}}
        """;

    private static string Authorisation(string success) =>
        $$$$"""
        {"NotificationRequestItem":{"eventCode":"AUTHORISATION","success":{{{{success}}}},"eventDate":"2025-11-20T10:16:00+01:00",
         "merchantAccountCode":"OtterCouncilECOM","merchantReference":"5fh3k2m9q0r7s1t4u6v8w2x4y6","originalReference":null,
         "pspReference":"8815000000000009","amount":{"currency":"GBP","value":1250},"additionalData":{"hmacSignature":"{{{{AuthorisationSignature}}}}"}}}
        """;
}
