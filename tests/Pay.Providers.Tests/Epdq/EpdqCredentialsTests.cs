using NUnit.Framework;
using Pay.Gateway.Providers.Epdq;

namespace Pay.Providers.Tests.Epdq;

/// <summary>Credentials (epdq.md section 1) and what ePDQ says to them.</summary>
internal sealed class EpdqCredentialsTests
{
    [Test]
    public void Asks_for_five_things_and_shows_three_of_them_never_again()
    {
        var fields = EpdqSamples.Adapter.Credentials.Fields;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(fields.Select(field => field.Key), Is.EqualTo(new[] { "psp_id", "username", "password", "sha_in_passphrase", "sha_out_passphrase" }));
            Assert.That(fields.Select(field => field.Label), Is.EqualTo(new[] { "PSP ID", "Username", "Password", "SHA-IN passphrase", "SHA-OUT passphrase" }));
            Assert.That(fields.Where(field => field.IsSecret).Select(field => field.Key), Is.EqualTo(new[] { "password", "sha_in_passphrase", "sha_out_passphrase" }));
            Assert.That(fields.Where(field => field.IsIdentity).Select(field => field.Key), Is.EqualTo(new[] { "psp_id" }));
            Assert.That(fields[0].Aliases, Is.EqualTo(new[] { "merchant_id", "merchantId" }));
        }
    }

    [TestCase("Otter-Lantern-47!x", null)]
    [TestCase("Heron-Quartz-92?y", null)]
    [TestCase("abcdefghijklmno1", null)]
    [TestCase("äöüß-Lantern-4711", null)]
    [TestCase("abcdefghijklmn1", "at least 16 characters")]
    [TestCase("aaaaaaaaaaaaaa11", "4 different")]
    [TestCase("1234567890123456", "one letter")]
    [TestCase("abcdefghijklmnop", "one digit or symbol")]
    [TestCase("Otter^Lantern-47!x", "none of")]
    [TestCase("Otter{Lantern-47!x", "none of")]
    [TestCase("Otter}Lantern-47!x", "none of")]
    [TestCase("Otter[Lantern-47!x", "none of")]
    [TestCase("Otter]Lantern-47!x", "none of")]
    [TestCase("Otter\"Lantern-47!x", "none of")]
    [TestCase("Otter'Lantern-47!x", "none of")]
    [TestCase("Otter|Lantern-47!x", "none of")]
    [TestCase("Otter<Lantern-47!x", "none of")]
    [TestCase("Otter>Lantern-47!x", "none of")]
    [TestCase("Otter-Lantern-47!x\n", "line breaks")]
    public void Judges_a_passphrase(string value, string? complaint)
    {
        foreach (var key in new[] { "sha_in_passphrase", "sha_out_passphrase" })
        {
            Assert.That(Judge(key, value), complaint is null ? Is.Null : Does.Contain(complaint));
        }
    }

    [TestCase("psp_id", "otterbank1", true)]
    [TestCase("psp_id", "1234567890123456789012345678901", false)]
    [TestCase("psp_id", "otter\tbank", false)]
    [TestCase("psp_id", "ötter", false)]
    [TestCase("username", "12345678901234567890", true)]
    [TestCase("username", "123456789012345678901", false)]
    [TestCase("password", "Pa55-wörd€", true)]
    [TestCase("password", "Pa55-Łord", false)]
    public void Judges_the_rest(string key, string value, bool isGood) => Assert.That(Judge(key, value), isGood ? Is.Null : Is.Not.Null);

    [TestCase("50001130", typeof(CredentialCheck.Accepted), "")]
    [TestCase("50001118", typeof(CredentialCheck.Refused), "PSP ID")]
    [TestCase("50001119", typeof(CredentialCheck.Refused), "username or the password")]
    [TestCase("50001184", typeof(CredentialCheck.Refused), "SHA-IN passphrase")]
    [TestCase("50001111", typeof(CredentialCheck.Refused), "SHA-IN passphrase")]
    [TestCase("50001116", typeof(CredentialCheck.Inconclusive), "IP addresses")]
    [TestCase("50009999", typeof(CredentialCheck.Inconclusive), "50009999")]
    [TestCase("", typeof(CredentialCheck.Inconclusive), "no error code")]
    public async Task Checks_them_by_asking_about_nobodys_order(string code, Type expected, string reason)
    {
        var transport = new EpdqCannedTransport(EpdqSamples.Reply(EpdqSamples.ErrorXml(code, status: "", payId: "").Replace(EpdqSamples.PaymentId, "credentials-check", StringComparison.Ordinal)));
        var result = await EpdqSamples.Adapter.CheckCredentialsAsync(EpdqSamples.Context(transport), default);

        Assert.That(result, Is.TypeOf(expected));
        Assert.That(result.ToString(), Does.Contain(reason));
    }

    [Test]
    public void Inconclusive_where_epdq_says_nothing_of_use()
    {
        PspReply[] replies =
        [
            EpdqSamples.Reply(EpdqSamples.Xml("5")),
            EpdqSamples.Reply(EpdqSamples.Xml("5", ("NCERROR", "50001130"))),
            EpdqSamples.Reply("<html/>"),
            new PspReply.Lost("reset"),
            new PspReply.NotSent("offline"),
        ];
        Assert.That(replies.Select(EpdqCheckCredentials.Read), Is.All.TypeOf<CredentialCheck.Inconclusive>());
    }

    private static string? Judge(string key, string value) => EpdqSamples.Adapter.Credentials.Fields.Single(field => field.Key == key).Judge(value);
}
