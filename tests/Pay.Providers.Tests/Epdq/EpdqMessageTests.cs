using System.Text;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Pay.Gateway.Providers.Epdq.Messages;

namespace Pay.Providers.Tests.Epdq;

/// <summary>The forms, whole (epdq.md sections 2 to 4, 6 and 7).</summary>
internal sealed class EpdqMessageTests
{
    private const string Login = "PSPID=otterbank1&PSWD=Pa55-word%21&USERID=apiuser";

    [Test]
    public async Task Writes_an_authorisation()
    {
        var message = await SentAsync((adapter, context) => adapter.AuthoriseAsync(EpdqSamples.Authorisation("Zoë O’Hara"), context, default));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Method, Is.EqualTo(HttpMethod.Post));
            Assert.That(message.Uri.AbsoluteUri, Is.EqualTo("https://mdepayments.epdq.co.uk/ncol/test/orderdirect.asp"));
            Assert.That(message.ContentType, Is.EqualTo("application/x-www-form-urlencoded"));
            Assert.That(message.IsRepeatable, Is.False);
            Assert.That(BodyOf(message), Does.StartWith(
                "AMOUNT=1250&CARDNO=4111111111111111&CN=Zo%EB+O%92Hara&CURRENCY=GBP&CVC=123&ED=12%2F30&OPERATION=RES&ORDERID=5fh3k2m9q0r7s1t4u6v8w2x4y6"
                + "&OWNERADDRESS=10+Mill+Lane%2C+Flat+2&OWNERCTY=GB&OWNERTOWN=Leeds&OWNERZIP=LS1+4AB&" + Login + "&SHASIGN=47E9A0AD07D3CBFB"));
        }
    }

    [Test]
    public async Task Writes_an_authorisation_without_an_address()
    {
        var message = await SentAsync((adapter, context) => adapter.AuthoriseAsync(EpdqSamples.Authorisation(withoutAddress: true), context, default));

        Assert.That(EpdqSamples.Form(message).Keys, Is.EqualTo(
            new[] { "AMOUNT", "CARDNO", "CN", "CURRENCY", "CVC", "ED", "OPERATION", "ORDERID", "PSPID", "PSWD", "USERID", "SHASIGN" }));
    }

    [Test]
    public async Task Cuts_what_is_too_long_and_leaves_out_what_may_not_be_cut()
    {
        var address = new BillingAddress(new string('s', 40), new string('t', 40), "LS1 4AB LS1 4AB", new string('c', 41), "GBR");
        var form = EpdqSamples.Form(await SentAsync((adapter, context) =>
            adapter.AuthoriseAsync(EpdqSamples.Authorisation(new string('n', 36), address, threeDSecure: true), context, default)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(form["CN"], Is.EqualTo(new string('n', 35)));
            Assert.That(form["OWNERADDRESS"], Is.EqualTo(new string('s', 35)));
            Assert.That(form["OWNERZIP"], Is.EqualTo("LS1+4AB+LS"));
            Assert.That(form["OWNERTOWN"], Is.EqualTo(new string('c', 40)));
            Assert.That(form.Keys, Has.None.EqualTo("OWNERCTY"));
            Assert.That(form.Keys.Where(name => name.StartsWith("ECOM_BILLTO_POSTAL_", StringComparison.Ordinal)), Is.EqualTo(new[] { "ECOM_BILLTO_POSTAL_POSTALCODE" }));
        }
    }

    [Test]
    public async Task Sends_of_the_payer_what_it_is_given_and_the_description_where_the_operator_asks_for_it()
    {
        var request = EpdqSamples.Authorisation(email: "payer@example.test", browser: new PayerBrowser("192.0.2.7", Accept: null, AcceptLanguage: null, UserAgent: null));
        var without = EpdqSamples.Form(await SentAsync((adapter, context) => adapter.AuthoriseAsync(EpdqSamples.Authorisation(), context, default)));
        var with = EpdqSamples.Form(await SentAsync(
            (adapter, context) => adapter.AuthoriseAsync(request, context, default), EpdqSamples.Context(settings: [("SendDescription", "True")])));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(without.Keys, Has.None.AnyOf("COM", "EMAIL", "REMOTE_ADDR"));
            Assert.That(with["COM"], Is.EqualTo("A+fishing+licence"));
            Assert.That(with["EMAIL"], Is.EqualTo("payer%40example.test"));
            Assert.That(with["REMOTE_ADDR"], Is.EqualTo("192.0.2.7"));
        }
    }

    [Test]
    public async Task Writes_what_3d_secure_needs()
    {
        var browser = new PayerBrowser("192.0.2.7", "text/html", "cy-GB,cy;q=0.9", "Otter/1.0");
        var form = EpdqSamples.Form(await SentAsync((adapter, context) =>
            adapter.AuthoriseAsync(EpdqSamples.Authorisation(threeDSecure: true, browser: browser), context, default)));

        const string back = "https%3A%2F%2Fpay.example.test%2Fcard_details%2F5fh3k2m9q0r7s1t4u6v8w2x4y6%2F3ds_required_in%2Fepdq";
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["FLAG3D"] = "Y",
            ["WIN3DS"] = "MAINW",
            ["LANGUAGE"] = "en_GB",
            ["HTTP_ACCEPT"] = "text%2Fhtml",
            ["HTTP_USER_AGENT"] = "Otter%2F1.0",
            ["ACCEPTURL"] = back,
            ["DECLINEURL"] = back + "%3Fstatus%3Ddeclined",
            ["EXCEPTIONURL"] = back + "%3Fstatus%3Derror",
            ["browserAcceptHeader"] = "text%2Fhtml",
            ["browserUserAgent"] = "Otter%2F1.0",
            ["browserLanguage"] = "cy-GB",
            ["browserColorDepth"] = "24",
            ["browserJavaEnabled"] = "false",
            ["browserScreenHeight"] = "480",
            ["browserScreenWidth"] = "320",
            ["browserTimezone"] = "0",
            ["ECOM_BILLTO_POSTAL_CITY"] = "Leeds",
            ["ECOM_BILLTO_POSTAL_COUNTRYCODE"] = "GB",
            ["ECOM_BILLTO_POSTAL_STREET_LINE1"] = "10+Mill+Lane",
            ["ECOM_BILLTO_POSTAL_STREET_LINE2"] = "Flat+2",
            ["ECOM_BILLTO_POSTAL_POSTALCODE"] = "LS1+4AB",
        };
        Assert.That(form.Where(field => expected.ContainsKey(field.Key)), Is.EquivalentTo(expected));
    }

    [Test]
    public async Task Says_nothing_of_3d_secure_where_the_account_does_not_want_it() => Assert.That(
        EpdqSamples.Form(await SentAsync((adapter, context) => adapter.AuthoriseAsync(EpdqSamples.Authorisation(), context, default))).Keys,
        Has.None.AnyOf("FLAG3D", "ACCEPTURL", "browserLanguage", "ECOM_BILLTO_POSTAL_CITY"));

    [TestCase(null, "en-GB")]
    [TestCase("*", "en-GB")]
    [TestCase("en-US-x-private", "en-GB")]
    [TestCase("de;q=0.5", "de")]
    [TestCase("<script>", "en-GB")]
    public async Task Takes_the_browsers_first_language_or_a_default(string? acceptLanguage, string expected)
    {
        var browser = new PayerBrowser(IpAddress: null, new string('a', 2049), acceptLanguage, UserAgent: null);
        var form = EpdqSamples.Form(await SentAsync((adapter, context) =>
            adapter.AuthoriseAsync(EpdqSamples.Authorisation(threeDSecure: true, browser: browser), context, default)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(form["browserLanguage"], Is.EqualTo(expected));
            Assert.That(form["browserAcceptHeader"], Is.EqualTo("*%2F*"), "a header that is too long has the default");
            Assert.That(form["HTTP_USER_AGENT"], Is.EqualTo("Mozilla%2F5.0"));
        }
    }

    [TestCase(768, 1024, -60, 32, "768", "1024", "-60", "32")]
    [TestCase(0, 999_999, 720, 1, "0", "999999", "720", "1")]
    [TestCase(-1, 1_000_000, 721, 30, "480", "320", "0", "24")]
    [TestCase(1_000_000, -1, -841, 0, "480", "320", "0", "24")]
    [TestCase(null, null, null, null, "480", "320", "0", "24")]
    public async Task Takes_what_a_script_said_or_a_default(
        int? height, int? width, int? timezone, int? depth, string expectedHeight, string expectedWidth, string expectedTimezone, string expectedDepth)
    {
        var browser = new PayerBrowser(null, null, "de", null)
        {
            Script = new ScriptedBrowser { Language = "cy-GB", ScreenHeight = height, ScreenWidth = width, TimezoneMinutes = timezone, ColorDepth = depth },
        };
        var form = EpdqSamples.Form(await SentAsync((adapter, context) =>
            adapter.AuthoriseAsync(EpdqSamples.Authorisation(threeDSecure: true, browser: browser), context, default)));
        Assert.That(
            (form["browserScreenHeight"], form["browserScreenWidth"], form["browserTimezone"], form["browserColorDepth"], form["browserLanguage"]),
            Is.EqualTo((expectedHeight, expectedWidth, expectedTimezone, expectedDepth, "cy-GB")));
    }

    [Test]
    public async Task Keeps_the_query_of_a_return_address()
    {
        var request = EpdqSamples.Authorisation(threeDSecure: true, returnUrl: new Uri("https://pay.example.test:8443/back/?round=1"));
        var form = EpdqSamples.Form(await SentAsync((adapter, context) => adapter.AuthoriseAsync(request, context, default)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Uri.UnescapeDataString(form["ACCEPTURL"]), Is.EqualTo("https://pay.example.test:8443/back/epdq?round=1"));
            Assert.That(Uri.UnescapeDataString(form["DECLINEURL"]), Is.EqualTo("https://pay.example.test:8443/back/epdq?round=1&status=declined"));
        }
    }

    [Test]
    public async Task Writes_a_capture() => await IsSentAsync(
        (adapter, context) => adapter.CaptureAsync(EpdqSamples.Capture, context, default),
        "maintenancedirect.asp", "OPERATION=SAS&PAYID=3050012345&" + Login, isRepeatable: false);

    [Test]
    public async Task Writes_a_cancellation() => await IsSentAsync(
        (adapter, context) => adapter.CancelAsync(EpdqSamples.Cancellation, context, default),
        "maintenancedirect.asp", "OPERATION=DES&PAYID=3050012345&" + Login, isRepeatable: false);

    [Test]
    public async Task Writes_a_cancellation_of_an_order_whose_transaction_never_came() => await IsSentAsync(
        (adapter, context) => adapter.CancelAsync(EpdqSamples.Cancellation with { TransactionId = null }, context, default),
        "maintenancedirect.asp", "OPERATION=DES&ORDERID=5fh3k2m9q0r7s1t4u6v8w2x4y6&" + Login, isRepeatable: false);

    [Test]
    public async Task Writes_a_refund() => await IsSentAsync(
        (adapter, context) => adapter.RefundAsync(EpdqSamples.Refund, context, default),
        "maintenancedirect.asp", "AMOUNT=500&OPERATION=RFD&PAYID=3050012345&" + Login, isRepeatable: false);

    [Test]
    public async Task Writes_a_query() => await IsSentAsync(
        (adapter, context) => adapter.QueryAsync(EpdqSamples.Query, context, default),
        "querydirect.asp", "ORDERID=5fh3k2m9q0r7s1t4u6v8w2x4y6&" + Login, isRepeatable: true);

    [Test]
    public async Task Writes_a_query_after_3d_secure() => await IsSentAsync(
        (adapter, context) => adapter.ContinueAsync(EpdqSamples.Continuation(), context, default),
        "querydirect.asp", "ORDERID=5fh3k2m9q0r7s1t4u6v8w2x4y6&" + Login, isRepeatable: true);

    [Test]
    public async Task Writes_a_query_of_a_refund() => await IsSentAsync(
        (adapter, context) => adapter.QueryRefundAsync(EpdqSamples.RefundQuery, context, default),
        "querydirect.asp", "PAYID=3050012345&PAYIDSUB=2&" + Login, isRepeatable: true);

    [Test]
    public async Task Writes_a_query_that_checks_credentials() => await IsSentAsync(
        (adapter, context) => adapter.CheckCredentialsAsync(context, default),
        "querydirect.asp", "ORDERID=credentials-check&" + Login, isRepeatable: true);

    [TestCase("http://127.0.0.1:8089/epdq", "http://127.0.0.1:8089/epdq/querydirect.asp")]
    [TestCase("http://127.0.0.1:8089/epdq/", "http://127.0.0.1:8089/epdq/querydirect.asp")]
    [TestCase("http://127.0.0.1:8089", "http://127.0.0.1:8089/querydirect.asp")]
    public async Task Goes_below_the_operators_address(string baseUrl, string expected)
    {
        var message = await SentAsync(
            (adapter, context) => adapter.QueryAsync(EpdqSamples.Query, context, default), EpdqSamples.Context(baseUrl: new Uri(baseUrl)));

        Assert.That(message.Uri.AbsoluteUri, Is.EqualTo(expected));
    }

    [Test]
    public async Task Signs_what_it_sends_even_of_a_password_that_cannot_be_sent()
    {
        var context = EpdqSamples.Context();
        var credentials = new Dictionary<string, string>(context.Credentials, StringComparer.Ordinal) { ["password"] = "Pa55-Łord 李" };
        var message = await SentAsync((adapter, given) => adapter.QueryAsync(EpdqSamples.Query, given, default), context with { Credentials = credentials });
        var form = EpdqForm.Read(message.Body.Span)!.ToDictionary(StringComparer.Ordinal);

        Assert.That(form["PSWD"], Is.EqualTo("Pa55-Lord ?"));
        Assert.That(EpdqSignature.Of(form.Where(field => field.Key != "SHASIGN"), EpdqSamples.ShaIn), Is.EqualTo(form["SHASIGN"]));
    }

    [Test]
    public void Has_the_psps_addresses_by_default()
    {
        Assert.That(EpdqSamples.Adapter.Urls.Test.AbsoluteUri, Is.EqualTo("https://mdepayments.epdq.co.uk/ncol/test/"));
        Assert.That(EpdqSamples.Adapter.Urls.Live.AbsoluteUri, Is.EqualTo("https://payments.epdq.co.uk/ncol/prod/"));
    }

    private static async Task IsSentAsync(Func<IPspAdapter, PspContext, Task> act, string page, string body, bool isRepeatable)
    {
        var message = await SentAsync(act);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Uri.AbsoluteUri, Is.EqualTo("https://mdepayments.epdq.co.uk/ncol/test/" + page));
            Assert.That(BodyOf(message), Does.Match($"^{Regex.Escape(body)}&SHASIGN=[0-9A-F]{{128}}$"));
            Assert.That(message.IsRepeatable, Is.EqualTo(isRepeatable));
        }
    }

    private static async Task<PspMessage> SentAsync(Func<IPspAdapter, PspContext, Task> act, PspContext? context = null)
    {
        var transport = new EpdqCannedTransport(new PspReply.NotSent("offline"));
        await act(EpdqSamples.Adapter, (context ?? EpdqSamples.Context()) with { Transport = transport });
        return transport.Messages.Single();
    }

    private static string BodyOf(PspMessage message) => Encoding.ASCII.GetString(message.Body.Span);
}
