using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Worldpay;
using static Pay.Providers.Tests.Worldpay.WorldpaySamples;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>What an account has to enter, and whether Worldpay accepts it: sections 1 and 11 of the specification.</summary>
internal sealed class WorldpayCredentialTests
{
    private static readonly byte[] NoSuchOrder = Error(5, "Could not find payment for order");

    [TestCase("merchant_id", "OTTERCOUNCIL", true)]
    [TestCase("merchant_id", "OTTER-COUNCIL_2.GBP", true)]
    [TestCase("merchant_id", "", false)]
    [TestCase("merchant_id", " ", false)]
    [TestCase("merchant_id", "OTTER COUNCIL", false)]
    [TestCase("merchant_id", "OTTER\"/><x", false)]
    [TestCase("username", "OTTERXML1", true)]
    [TestCase("username", "OTTER:XML1", false)]
    [TestCase("username", "OTTER\nXML1", false)]
    [TestCase("username", "", false)]
    [TestCase("password", "with: colon and blank ", true)]
    [TestCase("password", "line\n", false)]
    [TestCase("password", "", false)]
    [TestCase("issuer", "5c0a6e5b1f2d3c4b5a697887", true)]
    [TestCase("issuer", "5C0A6E5B1F2D3C4B5A697887", false)]
    [TestCase("issuer", "5c0a6e5b1f2d3c4b5a69788", false)]
    [TestCase("organisational_unit_id", "5c0a6e5b1f2d3c4b5a697888", true)]
    [TestCase("organisational_unit_id", "5c0a6e5b1f2d3c4b5a69788g", false)]
    [TestCase("jwt_mac_key", "fa2daee2-1fbb-45ff-4444-52805d5cd9e0", true)]
    [TestCase("jwt_mac_key", "", false)]
    public void Judges_a_credential(string key, string value, bool isGood)
    {
        var field = new WorldpayAdapter().Credentials.Fields.Single(field => field.Key == key);
        Assert.That(field.Judge(value), isGood ? Is.Null : Is.Not.Null);
        Assert.That(field.Judge(new string('5', 300)), Is.Not.Null, "everything is bounded");
    }

    [Test]
    public void Asks_for_credentials_in_the_order_and_with_the_names_of_Worldpays_pages()
    {
        var fields = new WorldpayAdapter().Credentials.Fields;
        Assert.That(fields.Select(field => field.Label), Is.EqualTo(
            ["Merchant ID", "Username", "Password", "Issuer (API ID)", "Organisational unit ID", "JWT MAC key"]));
        Assert.That(fields.Where(field => field.IsSecret).Select(field => field.Key), Is.EqualTo(["password", "jwt_mac_key"]));
        Assert.That(fields.Where(field => field.IsOptional).Select(field => field.Key), Is.EqualTo(["issuer", "organisational_unit_id", "jwt_mac_key"]));
        Assert.That(fields.Where(field => field.IsIdentity).Select(field => field.Key), Is.EqualTo(["merchant_id"]));
    }

    [Test]
    public async Task Accepts_credentials_with_which_Worldpay_looks_for_an_order()
    {
        var transport = CannedTransport.Of(NoSuchOrder);
        Assert.That(await CheckAsync(transport), Is.TypeOf<CredentialCheck.Accepted>());
        Assert.That(transport.Sent, Has.Count.EqualTo(1));
        Assert.That(transport.LastText, Does.Contain("<inquiry><orderInquiry orderCode=\""));
    }

    [TestCase(1, "Inconclusive")]
    [TestCase(2, "Inconclusive")]
    [TestCase(4, "Refused")]
    [TestCase(5, "Accepted")]
    [TestCase(8, "Inconclusive")]
    public async Task Reads_the_error(int code, string expected) =>
        Assert.That((await CheckAsync(CannedTransport.Of(Error(code, "x")))).GetType().Name, Is.EqualTo(expected));

    [TestCase(401, "Refused")]
    [TestCase(403, "Refused")]
    [TestCase(404, "Inconclusive")]
    [TestCase(500, "Inconclusive")]
    public async Task Reads_the_status(int status, string expected) =>
        Assert.That((await CheckAsync(new CannedTransport(new PspReply.Answered(status, NoSuchOrder)))).GetType().Name, Is.EqualTo(expected));

    [TestCase(200, "Accepted")]
    [TestCase(400, "Refused")]
    [TestCase(403, "Inconclusive")]
    [TestCase(500, "Inconclusive")]
    public async Task Tries_the_keys_of_3D_Secure_on_a_token(int status, string expected)
    {
        var transport = new CannedTransport(CannedTransport.Answer(NoSuchOrder), new PspReply.Answered(status, ReadOnlyMemory<byte>.Empty));
        var check = await CheckAsync(transport, flex: true);
        Assert.That(check.GetType().Name, Is.EqualTo(expected));
        Assert.That(transport.Sent[^1].Uri, Is.EqualTo(new Uri("https://centinelapistag.cardinalcommerce.com/V1/Cruise/Collect")));
        Assert.That(transport.LastText, Does.Match(@"^JWT=[\w-]+\.[\w-]+\.[\w-]+$"));
        Assert.That(transport.Sent[^1].Headers, Is.Empty, "the login is Worldpay's and nobody else's");
    }

    [Test]
    public async Task Tries_the_keys_of_3D_Secure_where_the_operator_says()
    {
        var transport = new CannedTransport(CannedTransport.Answer(NoSuchOrder), CannedTransport.Answer([]));
        await CheckAsync(transport, flex: true, ("DeviceDataUrl", "https://stub.example.test/collect"));
        Assert.That(transport.Sent[^1].Uri, Is.EqualTo(new Uri("https://stub.example.test/collect")));
        Assert.That(await CheckAsync(new CannedTransport(CannedTransport.Answer(NoSuchOrder)), flex: true, ("DeviceDataUrl", "nowhere")), Is.TypeOf<CredentialCheck.Inconclusive>());
    }

    [Test]
    public async Task Tries_no_keys_after_a_refusal()
    {
        var transport = new CannedTransport(new PspReply.Answered(401, ReadOnlyMemory<byte>.Empty));
        Assert.That(await CheckAsync(transport, flex: true), Is.TypeOf<CredentialCheck.Refused>());
        Assert.That(transport.Sent, Has.Count.EqualTo(1));
    }

    [Test]
    public void Says_nothing_secret_about_itself()
    {
        var context = Context(new CannedTransport(), flex: true);
        Assert.That($"{context} {WorldpayCredentials.Flex(context)}", Does.Not.Contain(Password).And.Not.Contain(MacKey));
        Assert.That(Encoding.UTF8.GetString(Convert.FromBase64String(WorldpayCredentials.Login(context).Value[6..])), Is.EqualTo($"OTTERXML1:{Password}"));
    }

    private static Task<CredentialCheck> CheckAsync(CannedTransport transport, bool flex = false, params (string Name, string Value)[] settings) =>
        new WorldpayAdapter().CheckCredentialsAsync(Context(transport, flex, url: null, settings), CancellationToken.None);
}
