using NUnit.Framework;
using static Pay.Gateway.Tests.PaymentBody;
using static Pay.Gateway.Tests.Refused;

namespace Pay.Gateway.Tests.Payments;

/// <summary>api.md sections 8.1.1 to 8.1.5, field by field: every answer to the byte.</summary>
internal sealed class CreatePaymentFaultTests
{
    private const string NotNumeric = "Must be a valid numeric format";
    private const string NotString = "Must be a valid string format";
    private const string OneAtLeast = "Must be greater than or equal to 1";

    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCaseSource(nameof(Bodies))]
    [TestCaseSource(nameof(Amounts))]
    [TestCaseSource(nameof(Texts))]
    [TestCaseSource(nameof(Switches))]
    [TestCaseSource(nameof(PayerDetails))]
    [TestCaseSource(nameof(Modes))]
    [TestCaseSource(nameof(Orders))]
    public async Task A_fault_is_answered_to_the_byte(string body, string expected)
    {
        var reply = await _gateway.CreateAsync(body);
        Assert.That(reply.Line, Is.EqualTo(expected));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("application/json"));
    }

    private static TestCaseData Row(string name, string body, string expected) => new TestCaseData(body, expected).SetName($"Fault: {name}");

    private static IEnumerable<TestCaseData> Bodies()
    {
        var notJson = With(400, "P0197", "Unable to parse JSON");
        foreach (var text in new[]
        {
            "{", "}", "{\"amount\"", "{\"amount\":1,}", "{'amount':1}", "hello", "<xml/>", "[1", "\"open", "{\"amount\":0x1000}", "{\"amount\":017}",
            "{\"amount\":0B101}", "{\"amount\":%00}", "{\"amount\":+1}", "{\"amount\":.5}", "{\"amount\":NaN}", "{\"amount\":1 \"reference\":2}",
            "{\"amount\":\"a\tb\"}", "{amount:1}", "/* c */{}",
        })
        {
            yield return Row($"not JSON {text}", text, notJson);
        }

        foreach (var text in new[] { "{}", "[]", "\"text\"", "[{\"amount\":1}]" })
        {
            yield return Row($"JSON without attributes {text}", text, Missing("amount"));
        }
    }

    private static IEnumerable<TestCaseData> Amounts()
    {
        yield return Row("amount missing", Without("amount"), Missing("amount"));
        yield return Row("amount null", With("amount", "null"), Missing("amount"));
        foreach (var value in new[]
        {
            "\"1000\"", "\"1\"", "\"\"", "\"x\"", "100.0", "100.5", "1e2", "1E2", "-1.0", "true", "false", "{}", "[]", "[1]", "2147483648",
            "-2147483649", "9223372036854775808", "99999999999999999999999999", "1e400",
        })
        {
            yield return Row($"amount {value}", With("amount", value), Invalid(400, "amount", NotNumeric));
        }

        yield return Row("amount -1", With("amount", "-1"), Invalid(422, "amount", OneAtLeast));
        yield return Row("amount smallest", With("amount", "-2147483648"), Invalid(422, "amount", OneAtLeast));
        // The 2018 text, which has no link; today's service adds one.
        yield return Row("amount 0", With("amount", "0"), Invalid(422, "amount", OneAtLeast));
        yield return Row("amount -0", With("amount", "-0"), Invalid(422, "amount", OneAtLeast));
        yield return Row("amount over", With("amount", "10000001"), Invalid(422, "amount", "Must be less than or equal to 10000000"));
        yield return Row("amount largest", With("amount", "2147483647"), Invalid(422, "amount", "Must be less than or equal to 10000000"));
    }

    private static IEnumerable<TestCaseData> Texts()
    {
        foreach (var field in new[] { "reference", "description" })
        {
            yield return Row($"{field} missing", Without(field), Missing(field));
            foreach (var blank in new[] { "null", "\"\"", "\" \"", "\"\\t\\n\\r \"" })
            {
                yield return Row($"{field} {blank}", With(field, blank), Missing(field));
            }

            foreach (var value in new[] { "5", "1.5", "true", "{}", "[]", "[\"x\"]", "\"a<b\"", "\"a>b\"", "\"a|b\"", "\"<\"", "\"\\u003c\"" })
            {
                yield return Row($"{field} {value}", With(field, value), Invalid(400, field, NotString));
            }

            foreach (var (name, value) in new[]
            {
                ("256", TextOf(256)), ("128 emoji", TextOf(256, "😀")), ("256 blanks and a letter", Text(new string(' ', 256) + "a")),
            })
            {
                yield return Row($"{field} {name}", With(field, value), Invalid(422, field, "Must be less than or equal to 255 characters length"));
            }

            yield return Row($"{field} long and with <", With(field, Text(new string('<', 300))), Invalid(400, field, NotString));
        }
    }

    private static IEnumerable<TestCaseData> Switches()
    {
        const string Language = "Must be \"en\" or \"cy\"";
        foreach (var value in new[] { "null", "\"\"", "\"  \"", "5", "true", "{}", "[]" })
        {
            yield return Row($"language {value}", With("language", value), Invalid(400, "language", Language));
        }

        foreach (var value in new[] { "\"fr\"", "\"EN\"", "\"en-GB\"", "\"english\"" })
        {
            yield return Row($"language {value}", With("language", value), Invalid(422, "language", Language));
        }

        foreach (var field in new[] { "delayed_capture", "moto" })
        {
            foreach (var value in new[] { "null", "\"true\"", "\"\"", "1", "0", "{}", "[]" })
            {
                yield return Row($"{field} {value}", With(field, value), Invalid(400, field, "Must be true or false"));
            }
        }

        yield return Row("moto true", With("moto", "true"), With(422, "P0196", "MOTO payments are not enabled for this account. Please contact support "
            + "if you would like to process MOTO payments - https://www.payments.service.gov.uk/support/ ."));
    }

    private static IEnumerable<TestCaseData> PayerDetails()
    {
        foreach (var value in new[] { "5", "true", "{}", "[]" })
        {
            yield return Row($"email {value}", With("email", value), Invalid(400, "email", "Field must be a string"));
            yield return Row($"cardholder_name {value}", With("prefilled_cardholder_details", $"{{\"cardholder_name\":{value}}}"),
                Invalid(400, "cardholder_name", "Field must be a string"));
            foreach (var line in new[] { "line1", "line2", "city", "postcode", "country" })
            {
                yield return Row($"{line} {value}", Address(line, value), Invalid(400, line, "Field must be a string"));
            }
        }

        yield return Row("email 255", With("email", TextOf(255)), Invalid(422, "email", "Must be less than or equal to 254 characters length"));
        yield return Row("cardholder_name 256", With("prefilled_cardholder_details", $"{{\"cardholder_name\":{TextOf(256)}}}"),
            Invalid(422, "cardholder_name", "Must be less than or equal to 255 characters length"));
        foreach (var line in new[] { "line1", "line2", "city" })
        {
            yield return Row($"{line} 256", Address(line, TextOf(256)), Invalid(422, line, "Must be less than or equal to 255 characters length"));
        }

        yield return Row("postcode 26", Address("postcode", TextOf(26)), Invalid(422, "postcode", "Must be less than or equal to 25 characters length"));
    }

    private static IEnumerable<TestCaseData> Modes()
    {
        const string Mode = "Must be one of web, moto_api, agreement";
        const string Type = "Must be one of instalment, recurring, unscheduled";
        const string RecurringOff = "Recurring card payments are currently disabled for this service. Contact support with your error code - "
            + "https://www.payments.service.gov.uk/support/";
        foreach (var value in new[] { "null", "\"\"", "\" \"", "5", "true", "{}", "[]" })
        {
            yield return Row($"authorisation_mode {value}", With("authorisation_mode", value), Invalid(400, "authorisation_mode", Mode));
        }

        foreach (var value in new[] { "\"external\"", "\"api\"", "\"WEB\"", "\"moto\"" })
        {
            yield return Row($"authorisation_mode {value}", With("authorisation_mode", value), Invalid(422, "authorisation_mode", Mode));
        }

        var agreement = Text(new string('a', 26));
        yield return Row("web with agreement_id", With("agreement_id", agreement), Unexpected("agreement_id"));
        yield return Row("web with agreement_payment_type", With("agreement_payment_type", "\"recurring\""), Unexpected("agreement_payment_type"));
        foreach (var (name, value) in new[] { ("25", TextOf(25)), ("27", TextOf(27)), ("empty", "\"\"") })
        {
            yield return Row($"set_up_agreement {name}", With("set_up_agreement", value),
                Invalid(422, "set_up_agreement", "Field [set_up_agreement] length must be 26"));
        }

        yield return Row("set_up_agreement", With("set_up_agreement", agreement), With(422, "P0942", RecurringOff));
        foreach (var value in new[] { "null", "\"\"", "\" \"", "5", "{}" })
        {
            yield return Row($"agreement_payment_type {value}", With(("set_up_agreement", agreement), ("agreement_payment_type", value)),
                Invalid(400, "agreement_payment_type", Type));
        }

        yield return Row("agreement_payment_type other", With(("set_up_agreement", agreement), ("agreement_payment_type", "\"once\"")),
            Invalid(422, "agreement_payment_type", Type));

        yield return Row("moto_api with return_url", With("authorisation_mode", "\"moto_api\""), Unexpected("return_url"));
        yield return Row("moto_api", Bare("\"moto_api\""), With(422, "P0195", "Using authorisation_mode of moto_api is not allowed for this account"));
        yield return Row("moto_api with agreement_id", Bare("\"moto_api\"", ("agreement_id", agreement)), Unexpected("agreement_id"));
        yield return Row("agreement with return_url", With(("authorisation_mode", "\"agreement\""), ("agreement_id", agreement)), Unexpected("return_url"));
        yield return Row("agreement", Bare("\"agreement\"", ("agreement_id", agreement)), With(422, "P0942", RecurringOff));
        foreach (var value in new[] { "null", "\"\"", "\" \"" })
        {
            yield return Row($"agreement with agreement_id {value}", Bare("\"agreement\"", ("agreement_id", value)), Missing("agreement_id"));
        }

        yield return Row("agreement with agreement_id 5", Bare("\"agreement\"", ("agreement_id", "5")), Invalid(400, "agreement_id", NotString));
        yield return Row("agreement with agreement_id 25", Bare("\"agreement\"", ("agreement_id", TextOf(25))),
            Invalid(422, "agreement_id", "Field [agreement_id] length must be 26"));

        yield return Row("internal.source 5", With("internal", "{\"source\":5}"),
            Invalid(400, "source", "Accepted values are only CARD_PAYMENT_LINK, CARD_AGENT_INITIATED_MOTO"));
        yield return Row("internal.source known but not accepted", With("internal", "{\"source\":\"CARD_API\"}"),
            Invalid(400, "source", "Accepted values are only CARD_PAYMENT_LINK, CARD_AGENT_INITIATED_MOTO"));
        yield return Row("internal.source unknown", With("internal", "{\"source\":\"NOBODY\"}"),
            Invalid(422, "source", "Accepted values are only CARD_PAYMENT_LINK, CARD_AGENT_INITIATED_MOTO"));
    }

    /// <summary>In the order of section 8.1.1, the first of two faults is told; the parse stage comes before the range stage.</summary>
    private static IEnumerable<TestCaseData> Orders()
    {
        (string Name, string Json, string Answer)[] faults =
        [
            ("amount", "\"x\"", Invalid(400, "amount", NotNumeric)),
            ("reference", "5", Invalid(400, "reference", NotString)),
            ("description", "5", Invalid(400, "description", NotString)),
            ("return_url", "5", Invalid(400, "return_url", "Must be a valid URL format")),
            ("moto", "5", Invalid(400, "moto", "Must be true or false")),
            ("authorisation_mode", "5", Invalid(400, "authorisation_mode", "Must be one of web, moto_api, agreement")),
            ("agreement_id", "\"x\"", Unexpected("agreement_id")),
            ("agreement_payment_type", "\"recurring\"", Unexpected("agreement_payment_type")),
            ("language", "5", Invalid(400, "language", "Must be \"en\" or \"cy\"")),
            ("delayed_capture", "5", Invalid(400, "delayed_capture", "Must be true or false")),
            ("email", "5", Invalid(400, "email", "Field must be a string")),
            ("prefilled_cardholder_details", "{\"billing_address\":{\"country\":5,\"postcode\":5,\"city\":5,\"line2\":5,\"line1\":5},\"cardholder_name\":5}",
                Invalid(400, "cardholder_name", "Field must be a string")),
            ("metadata", "5", Invalid(422, "metadata", "Must be an object of JSON key-value pairs")),
            ("internal", "{\"source\":5}", Invalid(400, "source", "Accepted values are only CARD_PAYMENT_LINK, CARD_AGENT_INITIATED_MOTO")),
        ];
        for (var first = 0; first < faults.Length - 1; first++)
        {
            var both = faults[first..].Reverse().Select(fault => (fault.Name, fault.Json)).ToArray();
            yield return Row($"order: {faults[first].Name} before {faults[first + 1].Name} and all the rest", With(both), faults[first].Answer);
        }

        string[] lines = ["line1", "line2", "city", "postcode", "country"];
        for (var first = 0; first < lines.Length - 1; first++)
        {
            var address = string.Join(",", lines[first..].Reverse().Select(line => $"\"{line}\":5"));
            yield return Row($"order: {lines[first]} before {lines[first + 1]}", With("prefilled_cardholder_details", $"{{\"billing_address\":{{{address}}}}}"),
                Invalid(400, lines[first], "Field must be a string"));
        }

        yield return Row("order: parse stage before range stage", With(("amount", "-1"), ("reference", TextOf(256)), ("email", "5")),
            Invalid(400, "email", "Field must be a string"));
        yield return Row("order: metadata before the range stage", With(("amount", "-1"), ("metadata", "null")),
            Invalid(422, "metadata", "Value must not be null"));
        yield return Row("order: range stage before account checks", With(("amount", "-1"), ("moto", "true")), Invalid(422, "amount", OneAtLeast));
        yield return Row("order: form of return_url before moto", With(("return_url", "\"ftp://x\""), ("moto", "true")),
            Invalid(422, "return_url", "Must be a valid URL format"));
        yield return Row("order: moto before zero amount", With(("amount", "0"), ("moto", "true")),
            With(422, "P0196", "MOTO payments are not enabled for this account. Please contact support "
                + "if you would like to process MOTO payments - https://www.payments.service.gov.uk/support/ ."));
    }

    private static string Address(string line, string json) => With("prefilled_cardholder_details", $"{{\"billing_address\":{{\"{line}\":{json}}}}}");

    private static string Bare(string mode, params (string Name, string Json)[] more) => With(
    [
        ("return_url", "null"), ("authorisation_mode", mode), .. more,
    ]).Replace("\"return_url\":null,", "", StringComparison.Ordinal);

    // "With" of both helpers: a body from names and JSON, a refusal from status and code.
    private static string With(params (string Name, string Json)[] changes) => PaymentBody.With(changes);

    private static string With(string name, string json) => PaymentBody.With((name, json));

    private static string With(int status, string code, string description) => Refused.With(status, code, description);
}
