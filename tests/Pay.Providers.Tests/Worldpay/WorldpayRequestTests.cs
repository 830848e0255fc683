using System.Text;
using System.Xml;
using System.Xml.Linq;
using NUnit.Framework;
using Pay.Gateway.Providers.Worldpay;
using Pay.Gateway.Providers.Worldpay.ThreeDSecure;
using static Pay.Providers.Tests.Worldpay.WorldpaySamples;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>What is sent, byte by byte.</summary>
internal sealed class WorldpayRequestTests
{
    private const string Head =
        """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE paymentService PUBLIC "-//WorldPay//DTD WorldPay PaymentService v1//EN" "http://dtd.worldpay.com/paymentService_v1.dtd">"""
        + """<paymentService version="1.4" merchantCode="OTTERCOUNCIL">""";

    /// <summary>The parts of the DTD that the adapter uses, by the orders in the specification.</summary>
    private const string Sequences =
        """
        <!ELEMENT paymentService (submit|modify|inquiry)><!ATTLIST paymentService version CDATA #REQUIRED merchantCode CDATA #REQUIRED>
        <!ELEMENT submit (order)>
        <!ELEMENT order ((description, amount, paymentDetails, shopper?, dynamicInteractionType?, additional3DSData?, exemption?) | (info3DSecure, session))>
        <!ATTLIST order orderCode CDATA #REQUIRED>
        <!ELEMENT description (#PCDATA)>
        <!ELEMENT amount EMPTY><!ATTLIST amount currencyCode CDATA #REQUIRED exponent (0|2|3) #REQUIRED value NMTOKEN #REQUIRED>
        <!ELEMENT paymentDetails (CARD-SSL, storedCredentials?, session?)>
        <!ELEMENT CARD-SSL (cardNumber, expiryDate, cardHolderName, cvc?, cardAddress?)>
        <!ELEMENT cardNumber (#PCDATA)><!ELEMENT cardHolderName (#PCDATA)><!ELEMENT cvc (#PCDATA)><!ELEMENT cardAddress (address)>
        <!ELEMENT expiryDate (date)>
        <!ELEMENT date EMPTY><!ATTLIST date dayOfMonth NMTOKEN #IMPLIED month NMTOKEN #REQUIRED year NMTOKEN #REQUIRED>
        <!ELEMENT address (address1?, address2?, address3?, postalCode, city?, state?, countryCode)>
        <!ELEMENT address1 (#PCDATA)><!ELEMENT address2 (#PCDATA)><!ELEMENT postalCode (#PCDATA)><!ELEMENT city (#PCDATA)><!ELEMENT countryCode (#PCDATA)>
        <!ELEMENT session EMPTY><!ATTLIST session id NMTOKEN #REQUIRED shopperIPAddress NMTOKEN #IMPLIED>
        <!ELEMENT shopper (shopperEmailAddress?, browser?)>
        <!ELEMENT shopperEmailAddress (#PCDATA)>
        <!ELEMENT browser (acceptHeader, userAgentHeader, browserLanguage?)>
        <!ELEMENT acceptHeader (#PCDATA)><!ELEMENT userAgentHeader (#PCDATA)><!ELEMENT browserLanguage (#PCDATA)>
        <!ELEMENT dynamicInteractionType EMPTY><!ATTLIST dynamicInteractionType type (ECOMMERCE|MOTO) #REQUIRED>
        <!ELEMENT additional3DSData EMPTY><!ATTLIST additional3DSData dfReferenceId CDATA #IMPLIED javaScriptEnabled (true|false) #IMPLIED challengeWindowSize CDATA #IMPLIED challengePreference CDATA #IMPLIED>
        <!ELEMENT info3DSecure (paResponse|completedAuthentication)>
        <!ELEMENT paResponse (#PCDATA)><!ELEMENT completedAuthentication EMPTY>
        <!ELEMENT modify (orderModification)>
        <!ELEMENT orderModification (capture|cancel|refund)><!ATTLIST orderModification orderCode CDATA #REQUIRED>
        <!ELEMENT capture (date?, amount)><!ELEMENT cancel EMPTY>
        <!ELEMENT refund (amount)><!ATTLIST refund reference CDATA #IMPLIED>
        <!ELEMENT inquiry (orderInquiry)><!ELEMENT orderInquiry EMPTY><!ATTLIST orderInquiry orderCode CDATA #REQUIRED>
        """;

    private static readonly BillingAddress Leeds = new("10 Mill Lane", "Flat 2", "LS1 4AB", "Leeds", "GB");
    private static readonly PayerBrowser Browser = new("203.0.113.9", "text/html", "en-GB,en;q=0.9", "Mozilla/5.0 (X11)");
    private static readonly WorldpaySession Session = new(PaymentId, Machine: "0aa20016", IsChallenge: false, Round: 1);

    public static IEnumerable<TestCaseData> Documents() =>
    [
        Case(
            "authorisation",
            WorldpayAuthorise.Build(Order(Card(Leeds)), OrderCode, "OTTERCOUNCIL", hasFlex: false),
            $"""
            <submit><order orderCode="{OrderCode}"><description>Fishing licence</description><amount currencyCode="GBP" exponent="2" value="1250" />
            <paymentDetails><CARD-SSL><cardNumber>4444333322221111</cardNumber><expiryDate><date month="02" year="2030" /></expiryDate>
            <cardHolderName>J Bloggs</cardHolderName><cvc>123</cvc><cardAddress><address><address1>10 Mill Lane</address1><address2>Flat 2</address2>
            <postalCode>LS1 4AB</postalCode><city>Leeds</city><countryCode>GB</countryCode></address></cardAddress></CARD-SSL></paymentDetails></order></submit>
            """),
        Case(
            "authorisation by telephone",
            WorldpayAuthorise.Build(Order(moto: true), OrderCode, "OTTERCOUNCIL", hasFlex: false),
            $"""
            <submit><order orderCode="{OrderCode}"><description>Fishing licence</description><amount currencyCode="GBP" exponent="2" value="1250" />
            <paymentDetails><CARD-SSL><cardNumber>4444333322221111</cardNumber><expiryDate><date month="02" year="2030" /></expiryDate>
            <cardHolderName>J Bloggs</cardHolderName><cvc>123</cvc></CARD-SSL></paymentDetails><dynamicInteractionType type="MOTO" /></order></submit>
            """),
        Case(
            "authorisation with 3D Secure 1",
            WorldpayAuthorise.Build(Order(threeDSecure: true, browser: Browser, email: "jo@example.test"), OrderCode, "OTTERCOUNCIL", hasFlex: false),
            $"""
            <submit><order orderCode="{OrderCode}"><description>Fishing licence</description><amount currencyCode="GBP" exponent="2" value="1250" />
            <paymentDetails><CARD-SSL><cardNumber>4444333322221111</cardNumber><expiryDate><date month="02" year="2030" /></expiryDate>
            <cardHolderName>J Bloggs</cardHolderName><cvc>123</cvc></CARD-SSL><session shopperIPAddress="203.0.113.9" id="{PaymentId}" /></paymentDetails>
            <shopper><shopperEmailAddress>jo@example.test</shopperEmailAddress><browser><acceptHeader>text/html</acceptHeader>
            <userAgentHeader>Mozilla/5.0 (X11)</userAgentHeader></browser></shopper></order></submit>
            """),
        Case(
            "authorisation with 3D Secure 2",
            WorldpayAuthorise.Build(Order(threeDSecure: true, browser: Browser), OrderCode, "OTTERCOUNCIL", hasFlex: true),
            $"""
            <submit><order orderCode="{OrderCode}"><description>Fishing licence</description><amount currencyCode="GBP" exponent="2" value="1250" />
            <paymentDetails><CARD-SSL><cardNumber>4444333322221111</cardNumber><expiryDate><date month="02" year="2030" /></expiryDate>
            <cardHolderName>J Bloggs</cardHolderName><cvc>123</cvc></CARD-SSL><session shopperIPAddress="203.0.113.9" id="{PaymentId}" /></paymentDetails>
            <shopper><browser><acceptHeader>text/html</acceptHeader><userAgentHeader>Mozilla/5.0 (X11)</userAgentHeader>
            <browserLanguage>en-GB</browserLanguage></browser></shopper><additional3DSData dfReferenceId="" javaScriptEnabled="false" challengeWindowSize="390x400" challengePreference="noPreference" /></order></submit>
            """),
        Case(
            "authorisation with 3D Secure 2 and a known device",
            WorldpayAuthorise.Build(
                Order(threeDSecure: true, browser: Browser with { Script = new ScriptedBrowser { Language = "cy-GB", DeviceSessionId = "0_4f1d-9" } }), OrderCode, "OTTERCOUNCIL", hasFlex: true),
            $"""
            <submit><order orderCode="{OrderCode}"><description>Fishing licence</description><amount currencyCode="GBP" exponent="2" value="1250" />
            <paymentDetails><CARD-SSL><cardNumber>4444333322221111</cardNumber><expiryDate><date month="02" year="2030" /></expiryDate>
            <cardHolderName>J Bloggs</cardHolderName><cvc>123</cvc></CARD-SSL><session shopperIPAddress="203.0.113.9" id="{PaymentId}" /></paymentDetails>
            <shopper><browser><acceptHeader>text/html</acceptHeader><userAgentHeader>Mozilla/5.0 (X11)</userAgentHeader>
            <browserLanguage>cy-GB</browserLanguage></browser></shopper><additional3DSData dfReferenceId="0_4f1d-9" challengeWindowSize="390x400" challengePreference="noPreference" /></order></submit>
            """),
        Case(
            "return from 3D Secure 1",
            WorldpayContinue.Build(WorldpayContinue.AnswerOf(Return(null, ("PaRes", "eJzN+V1/\r\nmTos=")), Session)!, OrderCode, "OTTERCOUNCIL", Session),
            $"""
            <submit><order orderCode="{OrderCode}"><info3DSecure><paResponse>eJzN+V1/mTos=</paResponse></info3DSecure>
            <session id="{PaymentId}" /></order></submit>
            """),
        Case(
            "return from 3D Secure 2",
            WorldpayContinue.Build(WorldpayContinue.AnswerOf(Return(null), Session with { IsChallenge = true })!, OrderCode, "OTTERCOUNCIL", Session),
            $"""
            <submit><order orderCode="{OrderCode}"><info3DSecure><completedAuthentication /></info3DSecure><session id="{PaymentId}" /></order></submit>
            """),
        Case(
            "capture",
            WorldpayCapture.Build(Capture(), "OTTERCOUNCIL", new DateOnly(2025, 11, 20)),
            $"""
            <modify><orderModification orderCode="{OrderCode}"><capture><date dayOfMonth="20" month="11" year="2025" />
            <amount currencyCode="GBP" exponent="2" value="1250" /></capture></orderModification></modify>
            """),
        Case(
            "cancellation",
            WorldpayCancel.Build(OrderCode, "OTTERCOUNCIL"),
            $"""<modify><orderModification orderCode="{OrderCode}"><cancel /></orderModification></modify>"""),
        Case(
            "refund",
            WorldpayRefund.Build(Refund(), "OTTERCOUNCIL"),
            $"""
            <modify><orderModification orderCode="{OrderCode}"><refund reference="{RefundId}"><amount currencyCode="GBP" exponent="2" value="500" /></refund>
            </orderModification></modify>
            """),
        Case(
            "inquiry",
            WorldpayQuery.Build(OrderCode, "OTTERCOUNCIL"),
            $"""<inquiry><orderInquiry orderCode="{OrderCode}" /></inquiry>"""),
    ];

    [TestCaseSource(nameof(Documents))]
    public void Writes_each_document_to_the_byte(byte[] written, string expected) =>
        Assert.That(Encoding.UTF8.GetString(written), Is.EqualTo(Head + expected.ReplaceLineEndings("") + "</paymentService>"));

    [TestCaseSource(nameof(Documents))]
    public void Keeps_to_the_sequences_of_the_document_type(byte[] written, string expected) => Validate(written);

    [Test]
    public void Keeps_to_the_sequences_with_a_line_of_an_address_or_none([Values] bool line1, [Values] bool line2, [Values] bool city)
    {
        var address = new BillingAddress(line1 ? "10 Mill Lane" : null, line2 ? "Flat 2" : " ", " LS1 4AB ", city ? "Leeds" : "", "GB");
        Validate(WorldpayAuthorise.Build(Order(Card(address)), OrderCode, "OTTERCOUNCIL", hasFlex: false));
    }

    [TestCase(null, "GB")]
    [TestCase(" ", "GB")]
    [TestCase("LS1 4AB", null)]
    public void Leaves_out_an_address_that_lacks_what_is_mandatory(string? postcode, string? country)
    {
        var address = new BillingAddress("10 Mill Lane", null, postcode, "Leeds", country);
        Assert.That(Text(Order(Card(address))), Does.Not.Contain("cardAddress"));
    }

    [TestCase("203.0.113.9", "203.0.113.9")]
    [TestCase("2001:db8::17", "2001:db8::17")]
    [TestCase("fe80::1%eth0", null)]
    [TestCase("unknown", null)]
    [TestCase("\" id=\"x", null)]
    [TestCase(null, null)]
    public void Sends_the_payers_address_only_as_a_name_token(string? address, string? expected)
    {
        var request = Order(threeDSecure: true, browser: Browser with { IpAddress = address });
        var session = Parse(request, flex: false).Descendants("session").Single();
        Assert.That(session.Attribute("shopperIPAddress")?.Value, Is.EqualTo(expected));
        Assert.That(session.Attribute("id")?.Value, Is.EqualTo(PaymentId));
    }

    [TestCase(null, null)]
    [TestCase("*", null)]
    [TestCase("cy", "cy")]
    [TestCase("zh-Hant-TW;q=0.8, en", "zh-Hant-TW")]
    public void Sends_the_first_language_of_the_browser(string? header, string? expected)
    {
        var request = Order(threeDSecure: true, browser: Browser with { AcceptLanguage = header });
        Assert.That(Parse(request, flex: true).Descendants("browserLanguage").SingleOrDefault()?.Value, Is.EqualTo(expected));
    }

    [Test]
    public void Says_something_for_a_browser_that_says_nothing()
    {
        var browser = Parse(Order(threeDSecure: true), flex: true).Descendants("browser").Single();
        Assert.That(browser.Elements().Select(element => $"{element.Name}={element.Value}"), Is.EqualTo(["acceptHeader=text/html", "userAgentHeader=Mozilla/5.0"]));
    }

    [Test]
    public void Says_nothing_of_the_browser_without_3D_Secure([Values] bool flex)
    {
        var text = Encoding.UTF8.GetString(WorldpayAuthorise.Build(Order(browser: Browser, email: "jo@example.test"), OrderCode, "OTTERCOUNCIL", flex));
        Assert.That(text, Does.Not.Contain("session").And.Not.Contain("shopper").And.Not.Contain("additional3DSData"));
    }

    [TestCase("</description><amount value=\"1\"/>", "</description><amount value=\"1\"/>")]
    [TestCase("Tom & \"Jerry\" <b>", "Tom & \"Jerry\" <b>")]
    [TestCase("a\0b\u0001c", "abc")]
    [TestCase("one\r\ntwo\tthree", "one two three")]
    [TestCase("]]>", "]]>")]
    [TestCase("Caf\u00E9 \U0001F41F", "Caf\u00E9 \U0001F41F")]
    [TestCase("\u0001", PaymentId)]
    public void Carries_any_description_as_text(string description, string expected) =>
        Assert.That(Parse(Order(description: description), flex: false).Descendants("description").Single().Value, Is.EqualTo(expected));

    [Test]
    public void Leaves_out_of_a_description_what_XML_has_not() =>
        Assert.That(Parse(Order(description: "a\0b\u0001c\uFFFEd\uD800e"), flex: false).Descendants("description").Single().Value, Is.EqualTo("abcde"));

    [Test]
    public void Cuts_a_description_without_halving_a_character()
    {
        var description = new string('x', 49) + "\U0001F41F" + "y";
        Assert.That(Parse(Order(description: description), flex: false).Descendants("description").Single().Value, Is.EqualTo(new string('x', 49)));
    }

    [Test]
    public void Carries_a_name_with_markup_and_control_characters_as_text()
    {
        var card = Card(holder: "A </cardHolderName><cvc>999</cvc>\u0000 & Co");
        var written = Parse(Order(card), flex: false);
        Assert.That(written.Descendants("cardHolderName").Single().Value, Is.EqualTo("A </cardHolderName><cvc>999</cvc> & Co"));
        Assert.That(written.Descendants("cvc").Single().Value, Is.EqualTo("123"));
    }

    [Test]
    public async Task Posts_to_the_address_as_it_stands_with_the_login_of_the_specification()
    {
        var transport = CannedTransport.Of(Payment("AUTHORISED"));
        var url = new Uri("https://stub.example.test/some/where.jsp");
        await new WorldpayAdapter().AuthoriseAsync(Order(), Context(transport, url: url), CancellationToken.None);

        var sent = transport.Sent.Single();
        Assert.That((sent.Method, sent.Uri, sent.ContentType), Is.EqualTo((HttpMethod.Post, url, "text/xml; charset=utf-8")));
        Assert.That(sent.Headers, Is.EqualTo([KeyValuePair.Create("Authorization", "Basic T1RURVJYTUwxOkJsdWUtSGVyb24tMzE=")]));
    }

    [Test]
    public async Task Marks_nothing_but_questions_as_repeatable()
    {
        var transport = CannedTransport.Of(Error(1, "internal"));
        var (adapter, context, state) = (new WorldpayAdapter(), Context(transport, settings: ("IdempotencyKeys", "true")), Session.ToProviderState());
        await adapter.AuthoriseAsync(Order(), context, CancellationToken.None);
        await adapter.ContinueAsync(Return(state, ("PaRes", "x")), context, CancellationToken.None);
        await adapter.CaptureAsync(Capture(), context, CancellationToken.None);
        await adapter.CancelAsync(Cancel(), context, CancellationToken.None);
        await adapter.RefundAsync(Refund(), context, CancellationToken.None);
        Assert.That(transport.Sent.Select(message => message.IsRepeatable), Is.All.False);

        await adapter.QueryAsync(new QueryRequest(PaymentId, OrderCode), context, CancellationToken.None);
        await adapter.CheckCredentialsAsync(context, CancellationToken.None);
        Assert.That(transport.Sent.Skip(5).Select(message => message.IsRepeatable), Is.EqualTo([true, true]));
    }

    [Test]
    public async Task Sends_idempotency_keys_where_the_operator_says_so_and_shares_none_between_operations()
    {
        var transport = CannedTransport.Of(Error(1, "internal"));
        var (adapter, context) = (new WorldpayAdapter(), Context(transport, settings: ("IdempotencyKeys", "true")));
        for (var repetition = 0; repetition < 2; repetition++)
        {
            await adapter.AuthoriseAsync(Order(), context, CancellationToken.None);
            await adapter.ContinueAsync(Return(Session.ToProviderState(), ("PaRes", "x")), context, CancellationToken.None);
            await adapter.ContinueAsync(Return((Session with { Round = 2 }).ToProviderState(), ("PaRes", "x")), context, CancellationToken.None);
        }

        var keys = transport.Sent.Select(message => message.Headers.Single(header => header.Key == "Idempotency-Key").Value).ToList();
        Assert.That(keys[0], Is.EqualTo(Guid.Parse(OperationId).ToString("D")));
        Assert.That(keys.Take(3).Distinct(StringComparer.Ordinal), Has.Exactly(3).Items);
        Assert.That(keys.Skip(3), Is.EqualTo(keys.Take(3)));
        Assert.That(keys.Select(key => Guid.TryParseExact(key, "D", out _)), Is.All.True);
    }

    [Test]
    public async Task Sends_no_idempotency_key_unless_the_operator_says_so([Values(null, "", "false", "yes")] string? setting)
    {
        var transport = CannedTransport.Of(Error(1, "internal"));
        var context = setting is null ? Context(transport) : Context(transport, settings: ("IdempotencyKeys", setting));
        await new WorldpayAdapter().RefundAsync(Refund(), context, CancellationToken.None);
        Assert.That(transport.Sent.Single().Headers.Select(header => header.Key), Is.EqualTo(["Authorization"]));
    }

    [Test]
    public async Task Sends_nothing_without_an_order_code()
    {
        var transport = CannedTransport.Of(Payment("AUTHORISED"));
        var (adapter, context) = (new WorldpayAdapter(), Context(transport));
        Assert.That(await adapter.AuthoriseAsync(Order(orderCode: null), context, CancellationToken.None), Is.TypeOf<AuthoriseResult.Failed>());
        Assert.That(await adapter.CancelAsync(Cancel(orderCode: null), context, CancellationToken.None), Is.TypeOf<ModificationResult.NotFound>());
        Assert.That(await adapter.QueryAsync(new QueryRequest(PaymentId, TransactionId: null), context, CancellationToken.None), Is.TypeOf<QueryResult.NotFound>());
        Assert.That(transport.Sent, Is.Empty);
    }

    [Test]
    public void Makes_order_codes_that_are_never_the_same()
    {
        var (one, other) = (new WorldpayAdapter().PreassignTransactionId(PaymentId), new WorldpayAdapter().PreassignTransactionId(PaymentId));
        Assert.That(one, Is.Not.EqualTo(other));
        Assert.That(Guid.TryParseExact(one, "D", out _), Is.True);
    }

    private static string Text(AuthoriseRequest request) => Encoding.UTF8.GetString(WorldpayAuthorise.Build(request, OrderCode, "OTTERCOUNCIL", hasFlex: false));

    private static XDocument Parse(AuthoriseRequest request, bool flex)
    {
        var bytes = WorldpayAuthorise.Build(request, OrderCode, "OTTERCOUNCIL", flex);
        Validate(bytes);
        using var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private static void Validate(byte[] document)
    {
        var text = Encoding.UTF8.GetString(document);
        var (start, end) = (text.IndexOf("<!DOCTYPE", StringComparison.Ordinal), text.IndexOf("<paymentService", StringComparison.Ordinal));
        var closed = $"{text[..start]}<!DOCTYPE paymentService [{Sequences}]>{text[end..]}";
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, ValidationType = ValidationType.DTD, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(closed), settings);
        Assert.That(
            () =>
            {
                while (reader.Read())
                {
                    // Reading is what validates.
                }
            },
            Throws.Nothing);
    }

    private static TestCaseData Case(string name, byte[] written, string expected) => new TestCaseData(written, expected).SetArgDisplayNames(name);
}
