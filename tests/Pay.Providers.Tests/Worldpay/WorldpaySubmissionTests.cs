using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Worldpay;
using static Pay.Providers.Tests.Worldpay.WorldpaySamples;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>What the answer to an authorisation means: the tables 4.5 and 4.6 of the specification, row by row.</summary>
internal sealed class WorldpaySubmissionTests
{
    public static IEnumerable<TestCaseData> Rows() =>
    [
        Row("authorised", Payment("AUTHORISED"), "Authorised"),
        Row("authorised, with blanks", Payment("\n   AUTHORISED  "), "Authorised"),
        Row("authorised, in CDATA", Payment("<![CDATA[AUTHORISED]]>"), "Authorised"),
        Row("authorised, no amount told", OrderStatus("<payment><lastEvent>AUTHORISED</lastEvent></payment>"), "Authorised"),
        Row("captured at once", Payment("CAPTURED"), "Authorised captured"),
        Row("settled at once", Payment("SETTLED"), "Authorised captured"),
        Row("refused", Payment("REFUSED"), "Rejected"),
        Row("refused with a code", Payment("REFUSED", """<ISO8583ReturnCode code="51" description="INSUFFICIENT FUNDS"/>"""), "Rejected"),
        Row("soft decline", Payment("REFUSED", """<ISO8583ReturnCode code="65" description="AUTHENTICATION REQUESTED"/>"""), "Rejected"),
        Row("cancelled by Worldpay", Payment("CANCELLED"), "CancelledByPsp"),
        Row("sent for authorisation", Payment("SENT_FOR_AUTHORISATION"), "Pending"),
        Row("error", Payment("ERROR"), "Failed PspInternal"),
        Row("expired", Payment("EXPIRED"), "Failed PspInternal"),
        Row("the text null", Payment("null"), "Failed PspInternal"),
        Row("no last event", Payment(lastEvent: null), "Failed Protocol clean-up"),
        Row("empty last event", Payment(""), "Failed Protocol clean-up"),
        Row("a word in no list", Payment("AUTHORISED_PERHAPS"), "Failed Protocol clean-up"),
        Row("lower case", Payment("authorised"), "Failed Protocol clean-up"),
        Row("another order", OrderStatus("<payment><lastEvent>AUTHORISED</lastEvent></payment>", "another"), "Failed Protocol clean-up"),
        Row("no order", Reply("<orderStatus><payment><lastEvent>AUTHORISED</lastEvent></payment></orderStatus>"), "Failed Protocol clean-up"),
        Row("another amount", Payment("AUTHORISED", value: "1251"), "Failed Protocol clean-up"),
        Row("another currency", Payment("AUTHORISED", currency: "EUR"), "Failed Protocol clean-up"),
        Row("another exponent", Payment("AUTHORISED", exponent: "3"), "Failed Protocol clean-up"),
        Row("an amount that is no number", Payment("AUTHORISED", value: "12.50"), "Failed Protocol clean-up"),
        Row("a negative amount", Payment("AUTHORISED", value: "-1250"), "Failed Protocol clean-up"),
        Row("an amount beyond any number", Payment("AUTHORISED", value: new string('9', 40)), "Failed Protocol clean-up"),
        Row("3D Secure without PaReq", PaRequest(paReq: " "), "Failed Protocol clean-up"),
        Row("3D Secure without address", PaRequest(issuer: ""), "Failed Protocol clean-up"),
        Row("3D Secure with a script as address", PaRequest(issuer: "javascript:alert(1)"), "Failed Protocol clean-up"),
        Row("3D Secure with a path as address", PaRequest(issuer: "/etc/passwd"), "Failed Protocol clean-up"),
        Row("empty 3D Secure", OrderStatus("<requestInfo><request3DSecure/></requestInfo>"), "Failed Protocol clean-up"),
        Row("empty challenge", OrderStatus("<challengeRequired/>"), "Failed Protocol clean-up"),
        .. ChallengeParts().Select(part => Row($"challenge without {part}", ChallengeWithout(part), "Failed Protocol clean-up")),
        Row("an order's state with nothing in it", OrderStatus(""), "Unknown"),
        Row("a modification's receipt", Reply(Received("captureReceived", Amount)), "Unknown"),
        Row("an empty reply", Reply(""), "Unknown"),
        Row("error and payment at once", OrderStatus(ErrorElement(5, "x") + "<payment><lastEvent>AUTHORISED</lastEvent></payment>"), "Unknown"),
        Row("error beside a payment", Reply(ErrorElement(5, "x") + $"""<orderStatus orderCode="{OrderCode}"><payment><lastEvent>AUTHORISED</lastEvent></payment></orderStatus>"""), "Unknown"),
        Row("two last events", Payment("REFUSED", "<lastEvent>AUTHORISED</lastEvent>"), "Unknown"),
        Row("two payments", OrderStatus("<payment><lastEvent>REFUSED</lastEvent></payment><payment><lastEvent>AUTHORISED</lastEvent></payment>"), "Unknown"),
        Row("two amounts", Payment("AUTHORISED", """<amount value="1" currencyCode="GBP" exponent="2"/>"""), "Unknown"),
        Row("another order's error", OrderStatus(ErrorElement(5, "x"), "another"), "Failed Protocol clean-up"),
    ];

    public static IEnumerable<TestCaseData> Errors()
    {
        foreach (var (code, text, expected) in ((int, string, string)[])
        [
            (1, "internal error", "Unknown"),
            (2, "Parse error", "Failed InvalidRequest"),
            (3, "Invalid number of transactions in batch", "Failed InvalidRequest"),
            (4, "Security violation", "Failed Credentials"),
            (5, "Could not find payment for order", "Failed InvalidRequest"),
            (5, "Order has been submitted before", "Failed InvalidRequest"),
            (6, "Invalid content in batch", "Failed InvalidRequest"),
            (7, "Invalid payment details", "Failed InvalidCardDetails"),
            (7, "Parse error with PaRes: XML not recognized", "Failed InvalidCardDetails"),
            (8, "Service not available", "Unknown"),
            (9, "Request in progress", "Unknown"),
            (9, "Idempotency key has another request", "Failed InvalidRequest"),
            (10, "prime routing", "Failed InvalidRequest"),
            (11, "level 2/3 data", "Failed InvalidRequest"),
            (12, "lodging", "Failed InvalidRequest"),
            (13, "3DS Flex communication error", "Failed PspInternal clean-up"),
            (14, "token error", "Failed InvalidRequest"),
            (15, "a code of next year", "Unknown"),
            (0, "no code", "Unknown"),
        ])
        {
            yield return Row($"error {code} {text}", Error(code, text), expected);
            yield return Row($"error {code} {text}, inside the order", OrderStatus(ErrorElement(code, text)), expected);
        }

        yield return Row("error without a code", Reply("<error>what</error>"), "Unknown");
        yield return Row("error with a word as code", Reply("""<error code="five">what</error>"""), "Unknown");
    }

    [TestCaseSource(nameof(Rows))]
    [TestCaseSource(nameof(Errors))]
    public async Task Reads_an_answer_to_an_authorisation(byte[] body, string expected) =>
        Assert.That(Name(await AuthoriseAsync(body)), Is.EqualTo(expected));

    [TestCaseSource(nameof(Rows))]
    [TestCaseSource(nameof(Errors))]
    public async Task Reads_an_answer_after_3D_Secure_alike(byte[] body, string expected)
    {
        var asked = await AuthoriseAsync(PaRequest());
        var state = ((AuthoriseResult.AuthenticationRequired)asked).ProviderState;
        var result = await new WorldpayAdapter().ContinueAsync(Return(state, ("PaRes", "eJzN")), Context(CannedTransport.Of(body)), CancellationToken.None);
        Assert.That(Name(result), Is.EqualTo(AfterAuthentication(body, expected)));
    }

    /// <summary>Error 5 may mean that the order is further than that: only an inquiry can tell.</summary>
    internal static string AfterAuthentication(byte[] body, string expected) =>
        expected == "Failed InvalidRequest" && System.Text.Encoding.UTF8.GetString(body).Contains("<error code=\"5\"", StringComparison.Ordinal) ? "Unknown" : expected;

    [Test]
    public async Task Keeps_the_banks_code_and_words_as_the_reason()
    {
        var result = await AuthoriseAsync(Payment("REFUSED", """<ISO8583ReturnCode code="51" description="INSUFFICIENT FUNDS"/>"""));
        Assert.That(result, Is.EqualTo(new AuthoriseResult.Rejected("refused: 51 INSUFFICIENT FUNDS", OrderCode)));
    }

    [TestCase("Card number not recognised: 4444333322221111")]
    [TestCase("Card number not recognised: 4444 3333 2222 1111 (twice)")]
    [TestCase("Card number not recognised: 4444********1111")]
    public async Task Keeps_card_digits_out_of_the_reason(string text)
    {
        var failed = (AuthoriseResult.Failed)await AuthoriseAsync(Error(7, text));
        Assert.That(failed.Reason, Does.StartWith("Worldpay reports error 7: Card number not recognised: ****"));
        Assert.That(failed.ToString(), Does.Not.Contain("4444").And.Not.Contain("1111"));
    }

    [TestCase(400, "Unknown")]
    [TestCase(401, "Failed Credentials")]
    [TestCase(403, "Failed Credentials")]
    [TestCase(404, "Unknown")]
    [TestCase(429, "Unknown")]
    [TestCase(302, "Unknown")]
    [TestCase(500, "Unknown")]
    [TestCase(503, "Unknown")]
    public async Task Believes_no_document_of_another_status_than_success(int status, string expected)
    {
        var transport = new CannedTransport(new PspReply.Answered(status, Payment("AUTHORISED")));
        Assert.That(Name(await new WorldpayAdapter().AuthoriseAsync(Order(), Context(transport), CancellationToken.None)), Is.EqualTo(expected));
    }

    [Test]
    public async Task Tells_what_was_never_sent_from_what_was_lost()
    {
        var (adapter, unsent, lost) = (new WorldpayAdapter(), new CannedTransport(new PspReply.NotSent("refused")), new CannedTransport(new PspReply.Lost("reset")));
        Assert.That(Name(await adapter.AuthoriseAsync(Order(), Context(unsent), CancellationToken.None)), Is.EqualTo("Failed NotSent"));
        Assert.That(Name(await adapter.AuthoriseAsync(Order(), Context(lost), CancellationToken.None)), Is.EqualTo("Unknown"));
        Assert.That(await adapter.RefundAsync(Refund(), Context(unsent), CancellationToken.None), Is.EqualTo(new ModificationResult.Failed(FailureClass.NotSent, "refused")));
        Assert.That(await adapter.RefundAsync(Refund(), Context(lost), CancellationToken.None), Is.TypeOf<ModificationResult.Unknown>());
        Assert.That(await adapter.QueryAsync(new QueryRequest(PaymentId, OrderCode), Context(unsent), CancellationToken.None), Is.TypeOf<QueryResult.Inconclusive>());
        Assert.That(await adapter.CheckCredentialsAsync(Context(unsent), CancellationToken.None), Is.TypeOf<CredentialCheck.Inconclusive>());
    }

    private static Task<AuthoriseResult> AuthoriseAsync(byte[] body) =>
        new WorldpayAdapter().AuthoriseAsync(Order(), Context(CannedTransport.Of(body), flex: true), CancellationToken.None);

    private static IEnumerable<string> ChallengeParts() => ["threeDSVersion", "transactionId3DS", "acsURL", "payload"];

    private static byte[] ChallengeWithout(string part)
    {
        var text = Encoding.UTF8.GetString(ChallengeRequired());
        var (start, end) = (text.IndexOf($"<{part}>", StringComparison.Ordinal), text.IndexOf($"</{part}>", StringComparison.Ordinal));
        return Encoding.UTF8.GetBytes(text.Remove(start, end + part.Length + 3 - start));
    }

    private static string Name(AuthoriseResult result) => result switch
    {
        AuthoriseResult.Authorised { AlreadyCaptured: true } => "Authorised captured",
        AuthoriseResult.Failed failed => $"Failed {failed.Class}" + (failed.CleanUp ? " clean-up" : ""),
        _ => result.GetType().Name,
    };

    private static TestCaseData Row(string name, byte[] body, string expected) => new TestCaseData(body, expected).SetArgDisplayNames(name);
}
