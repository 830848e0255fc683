using NUnit.Framework;
using Pay.Gateway.Providers.Smartpay;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>What an account has to give (section 1), and whether SmartPay takes it (section 11).</summary>
internal sealed class SmartpayCredentialsTests
{
    [TestCase(SmartpayCredentials.MerchantId, "OtterCouncilECOM", true)]
    [TestCase(SmartpayCredentials.MerchantId, "Otter Council", false)]
    [TestCase(SmartpayCredentials.Username, "ws_448211@Company.OtterCouncil", true)]
    [TestCase(SmartpayCredentials.Username, "ws_448211", false)]
    [TestCase(SmartpayCredentials.Username, "ws:448211@Company.OtterCouncil", false)]
    [TestCase(SmartpayCredentials.Password, " spaces: and colons ", true)]
    [TestCase(SmartpayCredentials.Password, "line\nbreak", false)]
    [TestCase(SmartpayCredentials.NotificationUsername, "otter-notify", true)]
    [TestCase(SmartpayCredentials.NotificationUsername, "otter:notify", false)]
    [TestCase(SmartpayCredentials.NotificationPassword, "12345678901", true)]
    [TestCase(SmartpayCredentials.NotificationPassword, "1234567890", false)]
    [TestCase(SmartpayCredentials.HmacKey, SmartpaySamples.HmacKey, true)]
    [TestCase(SmartpayCredentials.HmacKey, "4321BFD122F76D703986659A5325D52", false)]
    [TestCase(SmartpayCredentials.HmacKey, "4321BFD122F76D703986659A5325D523E7B20120D633EF07B46737E45DED6BCG", false)]
    [TestCase(SmartpayCredentials.HmacKey, "4321", false)]
    public void Judges(string key, string value, bool isGood) =>
        Assert.That(Field(key).Judge(value), isGood ? Is.Null : Is.Not.Null.And.EndsWith("."));

    [Test]
    public void Keeps_passwords_and_keys_secret() => Assert.That(
        SmartpayCredentials.Schema.Fields.Where(field => field.IsSecret).Select(field => field.Key),
        Is.EqualTo(new[] { SmartpayCredentials.Password, SmartpayCredentials.NotificationPassword, SmartpayCredentials.HmacKey }));

    [Test]
    public void Finds_the_sender_of_a_notification_by_a_user_name_that_only_one_account_has()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(SmartpayCredentials.Schema.Fields.Single(field => field.IsUnique).Key, Is.EqualTo(SmartpayCredentials.NotificationUsername));
            Assert.That(SmartpayCredentials.Schema.Fields.Single(field => field.IsIdentity).Key, Is.EqualTo(SmartpayCredentials.MerchantId));
            Assert.That(SmartpayCredentials.Schema.Fields.Single(field => field.IsOptional).Key, Is.EqualTo(SmartpayCredentials.HmacKey));
        }
    }

    [Test]
    public async Task Asks_with_a_cancellation_of_nothing()
    {
        var transport = new CannedTransport(SmartpaySamples.Answer(SmartpaySamples.Received("cancel")));
        var check = await CheckAsync(transport);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(check, Is.TypeOf<CredentialCheck.Accepted>());
            Assert.That(transport.SentText, Does.Contain("<p:cancel>").And.Contain("<p:originalReference>0000000000000000</p:originalReference>"));
        }
    }

    [TestCase("validation 167 Original pspReference required for this operation", typeof(CredentialCheck.Accepted))]
    [TestCase("validation 704 Request already processed", typeof(CredentialCheck.Accepted))]
    [TestCase("security 901 Invalid Merchant Account", typeof(CredentialCheck.Refused))]
    [TestCase("security 010 Not allowed", typeof(CredentialCheck.Refused))]
    [TestCase("internal 702 Internal error", typeof(CredentialCheck.Inconclusive))]
    [TestCase("Something broke", typeof(CredentialCheck.Inconclusive))]
    public async Task Understands_a_fault(string fault, Type expected) =>
        Assert.That(await CheckAsync(new CannedTransport(SmartpaySamples.Answer(SmartpaySamples.Fault(fault), 500))), Is.TypeOf(expected));

    [TestCase(401, typeof(CredentialCheck.Refused))]
    [TestCase(403, typeof(CredentialCheck.Refused))]
    [TestCase(200, typeof(CredentialCheck.Inconclusive))]
    [TestCase(302, typeof(CredentialCheck.Inconclusive))]
    [TestCase(404, typeof(CredentialCheck.Inconclusive))]
    [TestCase(500, typeof(CredentialCheck.Inconclusive))]
    public async Task Understands_an_answer_without_a_document(int status, Type expected) =>
        Assert.That(await CheckAsync(new CannedTransport(SmartpaySamples.Answer("<html/>", status))), Is.TypeOf(expected));

    [Test]
    public async Task Cannot_tell_without_an_answer()
    {
        Assert.That(await CheckAsync(new CannedTransport(new PspReply.Lost("reset"))), Is.TypeOf<CredentialCheck.Inconclusive>());
        Assert.That(await CheckAsync(new CannedTransport(new PspReply.NotSent("refused"))), Is.TypeOf<CredentialCheck.Inconclusive>());
    }

    [Test]
    public async Task Refuses_what_is_not_there() => Assert.That(
        await new SmartpayAdapter().CheckCredentialsAsync(
            SmartpaySamples.Context(credentials: new Dictionary<string, string>(StringComparer.Ordinal)), CancellationToken.None),
        Is.TypeOf<CredentialCheck.Refused>());

    private static CredentialField Field(string key) =>
        SmartpayCredentials.Schema.Fields.Single(field => string.Equals(field.Key, key, StringComparison.Ordinal));

    private static Task<CredentialCheck> CheckAsync(IPspTransport transport) =>
        new SmartpayAdapter().CheckCredentialsAsync(SmartpaySamples.Context(transport), CancellationToken.None);
}
