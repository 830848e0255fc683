using NUnit.Framework;
using Pay.Gateway.Providers.Smartpay;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>Every row of the table of section 3, for <c>authorise</c> and <c>authorise3d</c> alike, and of section 6 where nothing else is said.</summary>
[TestFixture("authorise")]
[TestFixture("authorise3d")]
internal sealed class SmartpayAuthoriseTests(string operation)
{
    private const string Reference = SmartpaySamples.PspReference;

    [Test]
    public async Task Holds_the_amount_under_the_last_reference() => Assert.That(
        await ReadAsync(SmartpaySamples.Authorised(operation, "8815000000000077")), Is.EqualTo(new AuthoriseResult.Authorised("8815000000000077")));

    [TestCase("<n:resultCode>Authorised</n:resultCode>")]
    [TestCase("<n:pspReference> </n:pspReference><n:resultCode>Authorised</n:resultCode>")]
    [TestCase("<n:pspReference xsi:nil=\"true\"/><n:resultCode>Authorised</n:resultCode>")]
    [TestCase("<n:pspReference>88 15</n:pspReference><n:resultCode>Authorised</n:resultCode>")]
    public async Task Does_not_know_what_to_do_with_an_authorisation_without_a_reference(string fields) =>
        Assert.That(await ReadAsync(SmartpaySamples.PaymentResult(fields, operation)), Is.TypeOf<AuthoriseResult.Unknown>());

    [TestCase("Refused")]
    [TestCase("CVC Declined")]
    [TestCase("3d-secure: Authentication failed")]
    [TestCase("FRAUD")]
    public async Task Is_refused(string reason) => Assert.That(
        await ReadAsync(Result("Refused", $"<n:refusalReason>{reason}</n:refusalReason>")), Is.EqualTo(new AuthoriseResult.Rejected(reason, Reference)));

    [Test]
    public async Task Is_cancelled_for_fraud() =>
        Assert.That(await ReadAsync(Result("Cancelled")), Is.EqualTo(new AuthoriseResult.CancelledByPsp(Reference)));

    [Test]
    public async Task Fails_for_certain_on_an_error() => Assert.That(
        await ReadAsync(Result("Error", "<n:refusalReason>Acquirer Error</n:refusalReason>")),
        Is.EqualTo(new AuthoriseResult.Failed(FailureClass.PspInternal, "Acquirer Error", Reference)));

    [TestCase("Received")]
    [TestCase("Pending")]
    [TestCase("PresentToShopper")]
    public async Task Waits_for_the_notification(string code) =>
        Assert.That(await ReadAsync(Result(code)), Is.EqualTo(new AuthoriseResult.Pending(Reference)));

    [TestCase("IdentifyShopper")]
    [TestCase("ChallengeShopper")]
    public async Task Gives_up_where_3d_secure_2_is_asked_for(string code) => Assert.That(
        await ReadAsync(Result(code)),
        Is.TypeOf<AuthoriseResult.Failed>().With.Property("CleanUp").True.And.Property("TransactionId").EqualTo(Reference));

    [TestCase("authorised")]
    [TestCase("Confirmed")]
    [TestCase("")]
    public async Task Does_not_know_other_results(string code) =>
        Assert.That(await ReadAsync(Result(code)), Is.TypeOf<AuthoriseResult.Unknown>().With.Property("TransactionId").EqualTo(Reference));

    [Test]
    public async Task Sends_the_payer_to_their_bank()
    {
        var result = await ReadAsync(SmartpaySamples.Redirect().Replace("authoriseResponse", operation + "Response", StringComparison.Ordinal));

        Assert.That(result, Is.TypeOf<AuthoriseResult.AuthenticationRequired>());
        var required = (AuthoriseResult.AuthenticationRequired)result;
        var form = (Challenge.PostForm)required.Challenge;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(required.TransactionId, Is.EqualTo(Reference));
            Assert.That(required.ProviderState, Is.EqualTo(SmartpayAuthorise3d.State(SmartpaySamples.Md)));
            Assert.That(form.Uri.AbsoluteUri, Is.EqualTo("https://acs.example.org/pareq?a=1&b=2"));
            Assert.That(form.Fields, Is.EqualTo(new[]
            {
                KeyValuePair.Create("PaReq", "cGFSZXE+/w=="),
                KeyValuePair.Create("MD", SmartpaySamples.Md),
                KeyValuePair.Create("TermUrl", SmartpaySamples.ReturnUrl.AbsoluteUri),
            }));
        }
    }

    [TestCase("", "<n:md>m</n:md>", "<n:paRequest>p</n:paRequest>")]
    [TestCase("<n:issuerUrl>https://acs.example.org/</n:issuerUrl>", "", "<n:paRequest>p</n:paRequest>")]
    [TestCase("<n:issuerUrl>https://acs.example.org/</n:issuerUrl>", "<n:md>m</n:md>", "<n:paRequest/>")]
    [TestCase("<n:issuerUrl>javascript:alert(1)</n:issuerUrl>", "<n:md>m</n:md>", "<n:paRequest>p</n:paRequest>")]
    [TestCase("<n:issuerUrl>/pareq</n:issuerUrl>", "<n:md>m</n:md>", "<n:paRequest>p</n:paRequest>")]
    public async Task Gives_up_where_3d_secure_lacks_something(string issuer, string md, string paRequest) => Assert.That(
        await ReadAsync(Result("RedirectShopper", issuer + md + paRequest)),
        Is.TypeOf<AuthoriseResult.Failed>().With.Property("CleanUp").True.And.Property("Class").EqualTo(FailureClass.Protocol));

    [Test]
    public async Task Reads_a_text_that_claims_to_be_nil() => Assert.That(
        await ReadAsync(Result("Refused", "<n:refusalReason xsi:nil=\"true\">FRAUD</n:refusalReason>")),
        Is.EqualTo(new AuthoriseResult.Rejected("FRAUD", Reference)));

    [TestCase("ns0", "ns1")]
    [TestCase("S", "payment")]
    public async Task Reads_any_prefix(string envelope, string payment) => Assert.That(
        await ReadAsync($"""
            <?xml version='1.0' encoding='UTF-8'?>
            <{envelope}:Envelope xmlns:{envelope}="http://schemas.xmlsoap.org/soap/envelope/" xmlns:{payment}="http://payment.services.adyen.com">
            <{envelope}:Header><x/></{envelope}:Header><{envelope}:Body><{payment}:{operation}Response><{payment}:paymentResult>
            <{payment}:pspReference> {Reference}
            </{payment}:pspReference><{payment}:resultCode>
            Authorised</{payment}:resultCode></{payment}:paymentResult></{payment}:{operation}Response></{envelope}:Body></{envelope}:Envelope>
            """.TrimStart()),
        Is.EqualTo(new AuthoriseResult.Authorised(Reference)));

    [TestCase("validation 101 Invalid card number", FailureClass.InvalidCardDetails)]
    [TestCase("validation 103 CVC is not the right length", FailureClass.InvalidCardDetails)]
    [TestCase("validation 105 Invalid paRes from issuer", FailureClass.InvalidCardDetails)]
    [TestCase("validation 129 Expiry Date Invalid", FailureClass.InvalidCardDetails)]
    [TestCase("validation 100 No amount specified", FailureClass.InvalidRequest)]
    [TestCase("validation 137 Invalid amount specified", FailureClass.InvalidRequest)]
    [TestCase("validation 130 Reference Missing", FailureClass.InvalidRequest)]
    [TestCase("security 901 Invalid Merchant Account", FailureClass.Credentials)]
    [TestCase("configuration 905 Payment details are not supported", FailureClass.Credentials)]
    [TestCase("security 010 Not allowed", FailureClass.Credentials)]
    public async Task Believes_a_fault_of_any_status(string fault, FailureClass expected)
    {
        foreach (var status in new[] { 500, 422, 200 })
        {
            Assert.That(
                await ReadAsync(SmartpaySamples.Fault(fault), status),
                Is.TypeOf<AuthoriseResult.Failed>().With.Property("Class").EqualTo(expected).And.Property("Reason").EqualTo(fault));
        }
    }

    [TestCase("internal 702 Internal error")]
    [TestCase("internal 901 Internal error")]
    [TestCase("internal 999 Internal error")]
    [TestCase("validation 702 Internal error")]
    [TestCase("validation 704 Already processed")]
    [TestCase("other 1 Something new")]
    [TestCase("java.lang.NullPointerException")]
    [TestCase("Internal Server Error")]
    [TestCase("")]
    public async Task Does_not_know_what_such_a_fault_leaves(string fault) =>
        Assert.That(await ReadAsync(SmartpaySamples.Fault(fault), 500), Is.TypeOf<AuthoriseResult.Unknown>());

    [Test]
    public async Task Hides_what_could_be_a_card_number_in_a_text_of_the_psp() => Assert.That(
        ((AuthoriseResult.Failed)await ReadAsync(SmartpaySamples.Fault("validation 101 Invalid card 4111 1111-1111.1111\r\ngiven"), 500)).Reason,
        Is.EqualTo("validation 101 Invalid card **** given"));

    private string Result(string code, string more = "") => SmartpaySamples.PaymentResult(
        $"{more}<n:pspReference>{Reference}</n:pspReference><n:resultCode>{code}</n:resultCode>", operation);

    private async Task<AuthoriseResult> ReadAsync(string body, int status = 200)
    {
        var transport = new CannedTransport(SmartpaySamples.Answer(body, status));
        var adapter = new SmartpayAdapter();
        var result = string.Equals(operation, SmartpayAuthorise.Operation, StringComparison.Ordinal)
            ? await adapter.AuthoriseAsync(SmartpaySamples.Authorise(), SmartpaySamples.Context(transport), CancellationToken.None)
            : await adapter.ContinueAsync(SmartpaySamples.Continue(), SmartpaySamples.Context(transport), CancellationToken.None);
        Assert.That(transport.Sent, Has.Count.EqualTo(1));
        return result;
    }
}
