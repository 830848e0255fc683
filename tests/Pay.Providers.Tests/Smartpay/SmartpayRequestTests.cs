using System.Text;
using System.Xml;
using System.Xml.Linq;
using NUnit.Framework;
using Pay.Gateway.Providers.Smartpay;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>What leaves us, byte for byte: sections 2 to 5.</summary>
internal sealed class SmartpayRequestTests
{
    private const string Open =
        """<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" """
        + """xmlns:p="http://payment.services.adyen.com" xmlns:c="http://common.services.adyen.com" """
        + """xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><soap:Body>""";
    private const string Close = "</soap:Body></soap:Envelope>";

    private static readonly BillingAddress Address = new("10 Mill Lane", "Flat 2", "LS1 4AB", "Leeds", "GB");
    private static readonly PayerBrowser Browser = new("203.0.113.9", "text/html", "en-GB", "Mozilla/5.0");

    [Test]
    public void Authorises_with_an_address_and_the_payers_ip_address()
    {
        var request = SmartpaySamples.Authorise(SmartpaySamples.Card(address: Address), Browser);

        Assert.That(Text(SmartpayAuthorise.Build(request, SmartpaySamples.MerchantAccount)), Is.EqualTo(
            Open
            + "<p:authorise><p:paymentRequest><p:amount><c:currency>GBP</c:currency><c:value>1250</c:value></p:amount>"
            + "<p:card><p:cvc>737</p:cvc><p:expiryMonth>03</p:expiryMonth><p:expiryYear>2030</p:expiryYear>"
            + "<p:holderName>J Bloggs</p:holderName><p:number>4111111111111111</p:number>"
            + "<p:billingAddress><c:houseNumberOrName>10 Mill Lane</c:houseNumberOrName><c:street>Flat 2</c:street>"
            + "<c:postalCode>LS1 4AB</c:postalCode><c:stateOrProvince /><c:city>Leeds</c:city><c:country>GB</c:country></p:billingAddress></p:card>"
            + "<p:merchantAccount>OtterCouncilECOM</p:merchantAccount><p:reference>5fh3k2m9q0r7s1t4u6v8w2x4y6</p:reference>"
            + "<p:shopperIP>203.0.113.9</p:shopperIP><p:shopperReference>Fishing licence</p:shopperReference></p:paymentRequest></p:authorise>"
            + Close));
    }

    [Test]
    public void Authorises_with_3d_secure()
    {
        var request = SmartpaySamples.Authorise(browser: Browser with { IpAddress = null }, threeDSecure: true);

        Assert.That(Text(SmartpayAuthorise.Build(request, SmartpaySamples.MerchantAccount)), Is.EqualTo(
            Open
            + """<p:authorise><p:paymentRequest><p:additionalData><c:entry><c:key xsi:type="xsd:string">executeThreeD</c:key>"""
            + """<c:value xsi:type="xsd:string">true</c:value></c:entry></p:additionalData>"""
            + "<p:browserInfo><c:acceptHeader>text/html</c:acceptHeader><c:userAgent>Mozilla/5.0</c:userAgent></p:browserInfo>"
            + "<p:amount><c:currency>GBP</c:currency><c:value>1250</c:value></p:amount>"
            + "<p:card><p:cvc>737</p:cvc><p:expiryMonth>03</p:expiryMonth><p:expiryYear>2030</p:expiryYear>"
            + "<p:holderName>J Bloggs</p:holderName><p:number>4111111111111111</p:number></p:card>"
            + "<p:merchantAccount>OtterCouncilECOM</p:merchantAccount><p:reference>5fh3k2m9q0r7s1t4u6v8w2x4y6</p:reference>"
            + "<p:shopperReference>Fishing licence</p:shopperReference></p:paymentRequest></p:authorise>"
            + Close));
    }

    [Test]
    public void Says_what_a_missing_accept_header_means() => Assert.That(
        Built(SmartpaySamples.Authorise(threeDSecure: true)).Descendants(SmartpaySoap.Common + "acceptHeader").Single().Value, Is.EqualTo("*/*"));

    [Test]
    public void Goes_on_after_3d_secure() => Assert.That(
        Text(SmartpayAuthorise3d.Build("OtterCouncilECOM", "md<&>+/=", "PaRes\r\n+/=")), Is.EqualTo(
            Open
            + "<p:authorise3d><p:paymentRequest3d><p:merchantAccount>OtterCouncilECOM</p:merchantAccount><p:md>md&lt;&amp;&gt;+/=</p:md>"
            + "<p:paResponse>PaRes&#xD;\n+/=</p:paResponse></p:paymentRequest3d></p:authorise3d>"
            + Close));

    [Test]
    public void Captures() => Assert.That(
        Text(SmartpayCapture.Build(SmartpaySamples.Capture(), "OtterCouncilECOM")), Is.EqualTo(
            Open
            + "<p:capture><p:modificationRequest><p:merchantAccount>OtterCouncilECOM</p:merchantAccount>"
            + "<p:modificationAmount><c:currency>GBP</c:currency><c:value>1250</c:value></p:modificationAmount>"
            + "<p:originalReference>8815000000000009</p:originalReference><p:reference>5fh3k2m9q0r7s1t4u6v8w2x4y6</p:reference>"
            + "</p:modificationRequest></p:capture>"
            + Close));

    [Test]
    public void Cancels_without_an_amount() => Assert.That(
        Text(SmartpayCancel.Build(SmartpaySamples.PspReference, SmartpaySamples.PaymentId, "OtterCouncilECOM")), Is.EqualTo(
            Open
            + "<p:cancel><p:modificationRequest><p:merchantAccount>OtterCouncilECOM</p:merchantAccount>"
            + "<p:originalReference>8815000000000009</p:originalReference><p:reference>5fh3k2m9q0r7s1t4u6v8w2x4y6</p:reference>"
            + "</p:modificationRequest></p:cancel>"
            + Close));

    [Test]
    public void Refunds_the_authorisation_under_the_refunds_own_id() => Assert.That(
        Text(SmartpayRefund.Build(SmartpaySamples.Refund(), "OtterCouncilECOM")), Is.EqualTo(
            Open
            + "<p:refund><p:modificationRequest><p:merchantAccount>OtterCouncilECOM</p:merchantAccount>"
            + "<p:modificationAmount><c:currency>GBP</c:currency><c:value>500</c:value></p:modificationAmount>"
            + "<p:originalReference>8815000000000009</p:originalReference><p:reference>rf0001</p:reference>"
            + "</p:modificationRequest></p:refund>"
            + Close));

    [TestCase(null, "Flat 2", "N/A", "Flat 2")]
    [TestCase("10 Mill Lane", null, "10 Mill Lane", "N/A")]
    [TestCase("10 Mill Lane", " ", "10 Mill Lane", "N/A")]
    public void Leaves_no_line_of_an_address_empty(string? line1, string? line2, string house, string street)
    {
        var built = Built(SmartpaySamples.Authorise(SmartpaySamples.Card(address: new BillingAddress(line1, line2, "LS1 4AB", "Leeds", "GB"))));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(built.Descendants(SmartpaySoap.Common + "houseNumberOrName").Single().Value, Is.EqualTo(house));
            Assert.That(built.Descendants(SmartpaySoap.Common + "street").Single().Value, Is.EqualTo(street));
        }
    }

    [Test]
    public void Leaves_out_an_address_that_says_nothing() => Assert.That(
        Built(SmartpaySamples.Authorise(SmartpaySamples.Card(address: new BillingAddress(null, null, null, null, null))))
            .Descendants(SmartpaySoap.Payment + "billingAddress"),
        Is.Empty);

    [Test]
    public void Sends_a_text_that_xml_cannot_hold_without_those_characters()
    {
        var built = Built(SmartpaySamples.Authorise(
            SmartpaySamples.Card(holder: "Zo\u00EB \0<O'Neill> & \uD83D\uDE00\uD800 \uFFFE"), description: "\u0001"));

        Assert.That(built.Descendants(SmartpaySoap.Payment + "holderName").Single().Value, Is.EqualTo("Zo\u00EB <O'Neill> & \uD83D\uDE00 "));
    }

    [Test]
    public async Task Posts_to_the_address_itself_with_the_login_at_once()
    {
        var transport = new CannedTransport(SmartpaySamples.Answer(SmartpaySamples.Authorised()));
        await new SmartpayAdapter().AuthoriseAsync(
            SmartpaySamples.Authorise(), SmartpaySamples.Context(transport, new Uri("https://psp.example.org/soap?x=1")), CancellationToken.None);

        var sent = transport.Sent.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(sent.Method, Is.EqualTo(HttpMethod.Post));
            Assert.That(sent.Uri.AbsoluteUri, Is.EqualTo("https://psp.example.org/soap?x=1"));
            Assert.That(sent.ContentType, Is.EqualTo("text/xml; charset=utf-8"));
            Assert.That(sent.IsRepeatable, Is.False);
            Assert.That(sent.Headers, Is.EquivalentTo(new[]
            {
                KeyValuePair.Create("Authorization", "Basic d3NfNDQ4MjExQENvbXBhbnkuT3R0ZXJDb3VuY2lsOlNwcmluZy1UaWRlLTg4"),
                KeyValuePair.Create("SOAPAction", "\"\""),
            }));
        }
    }

    private static XElement Built(AuthoriseRequest request) => XElement.Load(
        XmlReader.Create(new MemoryStream(SmartpayAuthorise.Build(request, SmartpaySamples.MerchantAccount))));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
