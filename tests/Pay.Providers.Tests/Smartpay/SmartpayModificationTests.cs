using NUnit.Framework;
using Pay.Gateway.Providers.Smartpay;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>Capture, cancel and refund: section 5, and of section 6 what differs between them.</summary>
[TestFixture("capture")]
[TestFixture("cancel")]
[TestFixture("refund")]
internal sealed class SmartpayModificationTests(string operation)
{
    [Test]
    public async Task Is_submitted_under_its_own_reference() => Assert.That(
        await ReadAsync(SmartpaySamples.Received(operation)), Is.EqualTo(new ModificationResult.Submitted("8815000000000012")));

    [Test]
    public async Task Is_submitted_without_a_reference_where_the_answer_has_none() => Assert.That(
        await ReadAsync(SmartpaySamples.Received(operation, reference: "")), Is.EqualTo(new ModificationResult.Submitted(null)));

    [Test]
    public async Task Does_not_mind_space_around_the_answer() => Assert.That(
        await ReadAsync(SmartpaySamples.Received(operation).Replace($"[{operation}-received]", $"\r\n [{operation}-received] ", StringComparison.Ordinal)),
        Is.TypeOf<ModificationResult.Submitted>());

    [TestCase("[technical-cancel-received]")]
    [TestCase("received")]
    [TestCase("")]
    public async Task Does_not_know_other_answers(string response) => Assert.That(
        await ReadAsync(SmartpaySamples.Received(operation).Replace($"[{operation}-received]", response, StringComparison.Ordinal)),
        Is.TypeOf<ModificationResult.Unknown>());

    [Test]
    public async Task Does_not_take_another_operations_answer_for_its_own()
    {
        foreach (var other in new[] { "capture", "cancel", "refund", "cancelOrRefund" }.Except([operation], StringComparer.Ordinal))
        {
            Assert.That(await ReadAsync(SmartpaySamples.Received(other)), Is.TypeOf<ModificationResult.Unknown>(), other);
        }
    }

    [Test]
    public async Task Does_not_believe_a_good_answer_of_a_bad_status()
    {
        foreach (var status in new[] { 302, 404, 500, 503 })
        {
            Assert.That(await ReadAsync(SmartpaySamples.Received(operation), status), Is.TypeOf<ModificationResult.Unknown>(), $"{status}");
        }
    }

    [TestCase("validation 167 Original pspReference required for this operation")]
    [TestCase("validation 163 Original pspReference missing")]
    [TestCase("validation 168 Original reference not found")]
    [TestCase("validation 137 Invalid amount specified")]
    public async Task Is_refused_for_certain(string fault) =>
        Assert.That(await ReadAsync(SmartpaySamples.Fault(fault), 500), Is.EqualTo(new ModificationResult.Refused(fault)));

    [TestCase("security 901 Invalid Merchant Account")]
    [TestCase("security 010 Not allowed")]
    public async Task Fails_on_credentials(string fault) => Assert.That(
        await ReadAsync(SmartpaySamples.Fault(fault), 500), Is.EqualTo(new ModificationResult.Failed(FailureClass.Credentials, fault)));

    [TestCase("internal 702 Internal error")]
    [TestCase("internal 900 Internal error")]
    [TestCase("Something broke")]
    public async Task Does_not_know_after_trouble_at_the_psp(string fault) =>
        Assert.That(await ReadAsync(SmartpaySamples.Fault(fault), 500), Is.TypeOf<ModificationResult.Unknown>());

    [Test]
    public async Task Is_submitted_when_the_same_is_in_progress_unless_it_can_be_done_several_times() => Assert.That(
        await ReadAsync(SmartpaySamples.Fault("validation 704 Request already processed or in progress"), 500),
        string.Equals(operation, "refund", StringComparison.Ordinal)
            ? Is.TypeOf<ModificationResult.Unknown>()
            : Is.EqualTo(new ModificationResult.Submitted(null)));

    [TestCase(401)]
    [TestCase(403)]
    public async Task Fails_on_credentials_at_the_door(int status) => Assert.That(
        await ReadAsync("<html>no</html>", status), Is.TypeOf<ModificationResult.Failed>().With.Property("Class").EqualTo(FailureClass.Credentials));

    [TestCase(500)]
    [TestCase(503)]
    [TestCase(302)]
    [TestCase(404)]
    [TestCase(200)]
    public async Task Does_not_know_without_a_document(int status)
    {
        Assert.That(await ReadAsync("<html>Sorry</html>", status), Is.TypeOf<ModificationResult.Unknown>());
        Assert.That(await ReadAsync("", status), Is.TypeOf<ModificationResult.Unknown>());
    }

    [Test]
    public async Task Says_what_was_never_sent_and_what_was_lost()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                await SendAsync(new CannedTransport(new PspReply.NotSent("refused"))),
                Is.EqualTo(new ModificationResult.Failed(FailureClass.NotSent, "refused")));
            Assert.That(await SendAsync(new CannedTransport(new PspReply.Lost("reset"))), Is.EqualTo(new ModificationResult.Unknown("reset")));
        }
    }

    [TestCase(SmartpayCredentials.MerchantId)]
    [TestCase(SmartpayCredentials.Username)]
    [TestCase(SmartpayCredentials.Password)]
    public async Task Sends_nothing_without_credentials(string missing)
    {
        var credentials = SmartpaySamples.Credentials();
        credentials.Remove(missing);
        var transport = new CannedTransport(SmartpaySamples.Answer(SmartpaySamples.Received(operation)));

        Assert.That(
            await SendAsync(transport, credentials), Is.TypeOf<ModificationResult.Failed>().With.Property("Class").EqualTo(FailureClass.Credentials));
        Assert.That(transport.Sent, Is.Empty);
    }

    [Test]
    public async Task Cannot_release_what_has_no_reference()
    {
        var transport = new CannedTransport(SmartpaySamples.Answer(SmartpaySamples.Received("cancel")));
        var result = await new SmartpayAdapter().CancelAsync(SmartpaySamples.Cancel(null), SmartpaySamples.Context(transport), CancellationToken.None);

        Assert.That(result, Is.TypeOf<ModificationResult.Failed>().With.Property("Class").EqualTo(FailureClass.InvalidRequest));
        Assert.That(transport.Sent, Is.Empty);
    }

    private async Task<ModificationResult> ReadAsync(string body, int status = 200)
    {
        var transport = new CannedTransport(SmartpaySamples.Answer(body, status));
        var result = await SendAsync(transport);
        Assert.That(transport.Sent, Has.Count.EqualTo(1));
        return result;
    }

    private Task<ModificationResult> SendAsync(CannedTransport transport, Dictionary<string, string>? credentials = null)
    {
        var adapter = new SmartpayAdapter();
        var context = SmartpaySamples.Context(transport, credentials: credentials);
        return operation switch
        {
            "capture" => adapter.CaptureAsync(SmartpaySamples.Capture(), context, CancellationToken.None),
            "cancel" => adapter.CancelAsync(SmartpaySamples.Cancel(), context, CancellationToken.None),
            _ => adapter.RefundAsync(SmartpaySamples.Refund(), context, CancellationToken.None),
        };
    }
}
