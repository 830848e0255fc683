using System.Security.Cryptography;
using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Stripe.Webhooks;

namespace Pay.Providers.Tests.Stripe;

/// <summary>The worked examples of stripe.md section 6, and what else a header can hold.</summary>
internal sealed class StripeSignatureTests
{
    public const string Secret = "whsec_otter_6b1f0c2d9e";

    public const string Body =
        """{"id":"evt_1Otter","object":"event","type":"payment_intent.amount_capturable_updated","created":1699999990,"livemode":false,"data":{"object":{"id":"pi_1Otter","object":"payment_intent","amount":1250,"amount_capturable":1250,"currency":"gbp","status":"requires_capture","metadata":{"gateway_payment_id":"5fh3k2m9q0r7s1t4u6v8w2x4y6"}}}}""";

    public const string Good = "e28154b8fe0e6db19b05cae84d670d0f9a1314b9c7ef172ae4b3589814f070bf";

    [TestCase(1_700_000_000, Good, true)]
    [TestCase(1_699_999_700, "a6effe422ce63460449098cb59069070a60e44bf04be2f6273c593b4cfc616c9", true)]
    [TestCase(1_699_999_699, "d486e5cce48da2b7c232969d1d41a866cc88390b0bd712532c92a1eb36995c80", false)]
    [TestCase(1_700_000_301, "7c2fedeff3d8bb61c9783d507def06e8a22f1325fe8224c58cec231d6a8e99e2", false)]
    public void The_worked_examples_are_signed_rightly_and_only_the_recent_ones_are_fresh(long time, string v1, bool isFresh)
    {
        var signature = StripeSignature.Read($"t={time},v1={v1}")!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Bytes(Body).Length, Is.EqualTo(334));
            Assert.That(signature.IsBy(Secret, Bytes(Body)), Is.True);
            Assert.That(signature.IsFresh(StripeSamples.Now), Is.EqualTo(isFresh));
        }
    }

    [Test]
    public void The_wrong_examples_come_out_as_they_should()
    {
        var spaced = Body.Replace("\":", "\": ", StringComparison.Ordinal).Replace(",\"", ", \"", StringComparison.Ordinal);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Sign("whsec_wrong", 1_700_000_000, Body), Does.StartWith("46fb2486"));
            Assert.That(Sign(Secret, 1_700_000_000, spaced), Does.StartWith("7261d70b"));
            Assert.That(StripeSignature.Read($"t=1700000000,v1={Good}")!.IsBy("whsec_wrong", Bytes(Body)), Is.False);
            Assert.That(StripeSignature.Read($"t=1700000000,v1={Good}")!.IsBy(Secret, Bytes(spaced)), Is.False);
            Assert.That(StripeSignature.Read($"t=1700000000,v1={Good}")!.IsBy(Secret["whsec_".Length..], Bytes(Body)), Is.False, "the prefix is part of the key");
            Assert.That(StripeSignature.Read($"t=1700000001,v1={Good}")!.IsBy(Secret, Bytes(Body)), Is.False);
        }
    }

    [TestCase($"t=1700000000,v1=00,v1={Good}", true, TestName = "One of two signatures is enough")]
    [TestCase($"t=1700000000,v0=00,v1={Good},v2=11", true, TestName = "Other schemes are left alone")]
    [TestCase($"v1={Good}, t=1700000000", true, TestName = "In any order")]
    [TestCase($"t=1700000000,v0={Good},v1=00", false, TestName = "The old scheme proves nothing")]
    [TestCase("t=1700000000,v1=", false, TestName = "An empty signature")]
    [TestCase("t=1700000000,v1=E28154B8FE0E6DB19B05CAE84D670D0F9A1314B9C7EF172AE4B3589814F070BF", false, TestName = "Upper case is not Stripe's")]
    [TestCase($"t=1700000000,v1={Good}0", false, TestName = "A signature that is too long")]
    [TestCase("t=1700000000,v1=£££", false, TestName = "No hexadecimal digits")]
    public void A_header_proves(string header, bool expected) =>
        Assert.That(StripeSignature.Read(header)!.IsBy(Secret, Bytes(Body)), Is.EqualTo(expected));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("t=1700000000")]
    [TestCase($"v1={Good}")]
    [TestCase($"t=,v1={Good}")]
    [TestCase($"t=17e8,v1={Good}")]
    [TestCase($"t=-1700000000,v1={Good}")]
    [TestCase($"t=99999999999999999999,v1={Good}")]
    [TestCase($"t=１７００００００００,v1={Good}")]
    [TestCase($"t=1700000000,t=1700000000,v1={Good}")]
    [TestCase($"t=1700000000,v0={Good}")]
    [TestCase(",,,=,==")]
    public void A_header_is_nothing(string? header) => Assert.That(StripeSignature.Read(header), Is.Null);

    [Test]
    public void A_header_is_bounded()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(StripeSignature.Read($"t=1700000000,v1={Good}," + new string('x', 4096)), Is.Null);
            Assert.That(StripeSignature.Read("t=1700000000" + string.Concat(Enumerable.Repeat(",v1=00", 17))), Is.Null);
        }
    }

    [Test]
    public void A_body_of_any_bytes_can_be_signed()
    {
        byte[] body = [0xff, 0x00, 0xc3, 0x28];
        Assert.That(StripeSignature.Read(Header(body))!.IsBy(Secret, body), Is.True);
    }

    /// <summary>The header that Stripe would send.</summary>
    public static string Header(string body, string secret = Secret, long time = 1_700_000_000) => Header(Bytes(body), secret, time);

    public static string Header(byte[] body, string secret = Secret, long time = 1_700_000_000) => $"t={time},v1={Sign(secret, time, body)}";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Sign(string secret, long time, string body) => Sign(secret, time, Bytes(body));

    private static string Sign(string secret, long time, byte[] body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Bytes(secret), (byte[])[.. Bytes($"{time}."), .. body]));
}
