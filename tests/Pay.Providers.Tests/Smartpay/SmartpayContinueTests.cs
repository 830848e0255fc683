using NUnit.Framework;
using Pay.Gateway.Providers.Smartpay;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>Coming back from the bank: section 4.</summary>
internal sealed class SmartpayContinueTests
{
    [Test]
    public async Task Sends_what_the_bank_said_and_what_was_kept()
    {
        var transport = new CannedTransport(SmartpaySamples.Answer(SmartpaySamples.Authorised("authorise3d", "8815000000000010")));
        var result = await ContinueAsync(SmartpaySamples.Continue(), transport);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Is.EqualTo(new AuthoriseResult.Authorised("8815000000000010")));
            Assert.That(transport.SentText, Does.Contain($"<p:md>{SmartpaySamples.Md}</p:md><p:paResponse>{SmartpaySamples.PaRes}</p:paResponse>"));
        }
    }

    [TestCase(null, SmartpaySamples.Md)]
    [TestCase("", SmartpaySamples.Md)]
    [TestCase("  ", SmartpaySamples.Md)]
    [TestCase("a\0b", SmartpaySamples.Md)]
    [TestCase(SmartpaySamples.PaRes, null)]
    [TestCase(SmartpaySamples.PaRes, "")]
    [TestCase(SmartpaySamples.PaRes, "another")]
    [TestCase(SmartpaySamples.PaRes, SmartpaySamples.Md + "x")]
    [TestCase(SmartpaySamples.PaRes, "BWQ+c2FtcGxl/w==")]
    public async Task Sends_nothing_for_a_payer_who_brings_something_else(string? paRes, string? md)
    {
        var transport = new CannedTransport(SmartpaySamples.Answer(SmartpaySamples.Authorised("authorise3d")));
        var result = await ContinueAsync(SmartpaySamples.Continue(paRes, md), transport);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Is.TypeOf<AuthoriseResult.Rejected>()
                .With.Property("CleanUp").True.And.Property("TransactionId").EqualTo(SmartpaySamples.PspReference));
            Assert.That(transport.Sent, Is.Empty);
        }
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{\"Version\":2,\"Md\":\"bWQ+c2FtcGxl/w==\"}")]
    [TestCase("{\"Version\":1,\"Md\":7}")]
    [TestCase("{\"Version\":1,\"Md\":\"\\ud800\"}")]
    [TestCase("{\"Version\":1}")]
    public async Task Sends_nothing_where_nothing_was_kept(string? state)
    {
        var transport = new CannedTransport(SmartpaySamples.Answer(SmartpaySamples.Authorised("authorise3d")));
        var request = SmartpaySamples.Continue();
        var result = await ContinueAsync(
            new ContinueRequest
            {
                OperationId = request.OperationId,
                PaymentId = request.PaymentId,
                TransactionId = request.TransactionId,
                Amount = request.Amount,
                ProviderState = state,
                Fields = [KeyValuePair.Create("PaRes", SmartpaySamples.PaRes), KeyValuePair.Create("MD", "")],
                ReturnUrl = request.ReturnUrl,
            },
            transport);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Is.TypeOf<AuthoriseResult.Failed>().With.Property("CleanUp").True);
            Assert.That(transport.Sent, Is.Empty);
        }
    }

    [Test]
    public async Task Keeps_the_first_reference_where_the_answer_names_none() => Assert.That(
        await ContinueAsync(
            SmartpaySamples.Continue(),
            new CannedTransport(SmartpaySamples.Answer(SmartpaySamples.PaymentResult("<n:resultCode>Refused</n:resultCode>", "authorise3d")))),
        Is.EqualTo(new AuthoriseResult.Rejected("no reason given", SmartpaySamples.PspReference)));

    [Test]
    public async Task Counts_the_last_reference_of_a_refusal_too() => Assert.That(
        await ContinueAsync(
            SmartpaySamples.Continue(),
            new CannedTransport(SmartpaySamples.Answer(SmartpaySamples.PaymentResult(
                "<n:pspReference>8815000000000010</n:pspReference><n:resultCode>Refused</n:resultCode>", "authorise3d")))),
        Is.EqualTo(new AuthoriseResult.Rejected("no reason given", "8815000000000010")));

    private static Task<AuthoriseResult> ContinueAsync(ContinueRequest request, IPspTransport transport) =>
        new SmartpayAdapter().ContinueAsync(request, SmartpaySamples.Context(transport), CancellationToken.None);
}
