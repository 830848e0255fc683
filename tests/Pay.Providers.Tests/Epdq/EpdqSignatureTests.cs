using NUnit.Framework;
using Pay.Gateway.Providers.Epdq.Messages;

namespace Pay.Providers.Tests.Epdq;

/// <summary>The worked examples of epdq.md section 3, through the messages that carry them.</summary>
internal sealed class EpdqSignatureTests
{
    private const string Authorise = "43339FFD2C3202ED1DCB3CC7B6FE531BA0E7F70A94F8A794C4A730422F09BBF6F6D343EA4AC8A9FE07BBB225535D377986442440CD622733D109803FA0F962E6";
    private const string AuthoriseWithMarks = "47E9A0AD07D3CBFB4ED631AFEA23E23BE7E1FBA69A589D2C3795D6C3851E047A8232419A0DFD5DA414739DA231952C19710025F4B39B2D4F84BFADB7B2C50B00";
    private const string AuthoriseMapped = "F98B7770DD73DF666B7891415AF81E2D479A1C59879F5ED3CE0994437B9C409FD806858F8B220E3200D99E2AA10889AA8CAC2ABCDD97E9FBAA1477147A887318";
    private const string ThreeDSecure = "E3E829A42383E9D93E7826F5A0C79795826586862B3BE60800A661EBABAF38DC8B58C7E874F046B5F05939BD0FD9C2DB3AE60FB6BC7324F20B838C7801E935F3";
    private const string Capture = "2649741BEFC3028F0B2B4416666E0E77A1B915C5C1DC7784432E996199D769B2812F9ED5462ADD396F8FAD4C75C3224C74B6865C2D1D2E7D3552EFCE26F9E22A";
    private const string CancelByPayId = "EF584465F0D4C1A3BF64B153116F233F47ED0E539CE7F9AB8E1B4410DB8DAB87DB9DB4D7148DB5A3C3A0DA8890363A7A39CCFE88877C813FAFC15F90551AEBD7";
    private const string CancelByOrderId = "49964607577658FC73CC711874451E968C09A37080191A9FCF94188B4E9EAD6C2FBB80F0E260FF8CB89E1B142DA5C58BC5FBBCA457BBBFF7BE1EABC2DDAEE2AF";
    private const string Refund = "8F03838A7DF37930F004B4C2A3D1B462442A191FF31EFF67A9761A74B22CCFAD0F3B84F6FF1DDF9ADF5649E6625086B4C094E2B0BE4184343925D6DA0BD0FE85";
    private const string Query = "E59D6FFAB0DA0B4D801DE0A4061E4DD8BFBE3C66E119232D66E153F4F470783785A210EC55C8DE69DECEE57A39A466989E15CCEC2B1CF0DCEFEEE126FEFB88E0";

    // Computed apart from this program, for the browser's defaults.
    private const string ThreeDSecureOfUnknownScreen = "BABA6CB2B311DAEFA334F7594D3E1AB5571C7CB3C114CE77217C966C287D97F5E084FE54B22C8086D7C1CF0514843704834AEF285B556988C63F7F65011C5DE3";

    [TestCase("J Bloggs", Authorise)]
    [TestCase("Zoë O’Hara", AuthoriseWithMarks)]
    [TestCase("Łukasz Nowak", AuthoriseMapped)]
    public async Task Signs_an_authorisation_as_the_specification_does(string holder, string expected) =>
        Assert.That(await SignatureAsync((adapter, context) => adapter.AuthoriseAsync(EpdqSamples.Authorisation(holder), context, default)), Is.EqualTo(expected));

    [Test]
    public async Task Signs_a_capture() =>
        Assert.That(await SignatureAsync((adapter, context) => adapter.CaptureAsync(EpdqSamples.Capture, context, default)), Is.EqualTo(Capture));

    [TestCase(EpdqSamples.PayId, CancelByPayId)]
    [TestCase(null, CancelByOrderId)]
    public async Task Signs_a_cancellation(string? transactionId, string expected) => Assert.That(
        await SignatureAsync((adapter, context) => adapter.CancelAsync(EpdqSamples.Cancellation with { TransactionId = transactionId }, context, default)),
        Is.EqualTo(expected));

    [Test]
    public async Task Signs_a_refund() =>
        Assert.That(await SignatureAsync((adapter, context) => adapter.RefundAsync(EpdqSamples.Refund, context, default)), Is.EqualTo(Refund));

    [Test]
    public async Task Signs_a_query() =>
        Assert.That(await SignatureAsync((adapter, context) => adapter.QueryAsync(EpdqSamples.Query, context, default)), Is.EqualTo(Query));

    [Test]
    public async Task Signs_mixed_case_names_by_their_upper_case()
    {
        var browser = new PayerBrowser(IpAddress: null, "text/html", AcceptLanguage: null, "Mozilla/5.0");
        var signature = await SignatureAsync((adapter, context) =>
            adapter.AuthoriseAsync(EpdqSamples.Authorisation(threeDSecure: true, browser: browser), context, default));

        Assert.That(signature, Is.EqualTo(ThreeDSecureOfUnknownScreen));
    }

    [Test]
    public async Task Signs_the_example_with_a_known_screen()
    {
        var browser = new PayerBrowser(IpAddress: null, "text/html", AcceptLanguage: null, "Mozilla/5.0")
        {
            Script = new ScriptedBrowser { Language = "en-GB", ColorDepth = 24, ScreenHeight = 768, ScreenWidth = 1024, TimezoneMinutes = -60 },
        };
        var signature = await SignatureAsync((adapter, context) =>
            adapter.AuthoriseAsync(EpdqSamples.Authorisation(threeDSecure: true, browser: browser), context, default));

        Assert.That(signature, Is.EqualTo(ThreeDSecure));
    }

    [Test]
    public void Leaves_empty_values_out() => Assert.That(
        EpdqSignature.Of([KeyValuePair.Create("A", "1"), KeyValuePair.Create("B", "")], EpdqSamples.ShaIn),
        Is.EqualTo(EpdqSignature.Of([KeyValuePair.Create("A", "1")], EpdqSamples.ShaIn)));

    [Test]
    public void Takes_either_case_of_a_claim() => Assert.That(IsRight(SampleSignature.ToLowerInvariant()), Is.True);

    [TestCase("")]
    [TestCase("0")]
    [TestCase("ZZ")]
    public void Takes_no_claim_that_is_not_a_hash(string claim) => Assert.That(IsRight(claim), Is.False);

    [Test]
    public void Takes_no_claim_that_differs_in_one_digit() =>
        Assert.That(IsRight((SampleSignature[0] == '0' ? '1' : '0') + SampleSignature[1..]), Is.False);

    [Test]
    public void Takes_no_claim_with_something_after_it() => Assert.That(IsRight(SampleSignature + "00"), Is.False);

    [TestCase(null)]
    [TestCase("")]
    public void Takes_no_claim_where_the_account_has_no_passphrase(string? passphrase) =>
        Assert.That(EpdqSignature.IsRight(EpdqSignature.Of(SampleFields, ""), SampleFields, passphrase), Is.False);

    private static readonly KeyValuePair<string, string>[] SampleFields = [KeyValuePair.Create("ORDERID", "abc"), KeyValuePair.Create("STATUS", "9")];

    private static string SampleSignature => EpdqSignature.Of(SampleFields, EpdqSamples.ShaOut);

    private static bool IsRight(string claim) => EpdqSignature.IsRight(claim, SampleFields, EpdqSamples.ShaOut);

    private static async Task<string> SignatureAsync(Func<IPspAdapter, PspContext, Task> act)
    {
        var transport = new EpdqCannedTransport(new PspReply.NotSent("offline"));
        await act(EpdqSamples.Adapter, EpdqSamples.Context(transport));
        return EpdqSamples.Form(transport.Messages.Single())["SHASIGN"];
    }
}
