using NUnit.Framework;

namespace Pay.Gateway.Tests.Payments;

/// <summary>api.md sections 8.4.1 and 8.4.2: one answer names all faults, in a fixed order.</summary>
internal sealed class SearchFaultTests
{
    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCaseSource(nameof(BadQueries))]
    public async Task A_bad_value_is_named(string query, string names)
    {
        var reply = await _gateway.GetAsync("/v1/payments?" + query);
        Assert.That(reply.Line, Is.EqualTo(Refused.With(422, "P0401",
            $"Invalid parameters: {names}. See Public API documentation for the correct data formats")));
    }

    [TestCaseSource(nameof(GoodQueries))]
    public async Task A_good_value_passes(string query)
    {
        var reply = await _gateway.GetAsync("/v1/payments?" + query);
        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        Assert.That((int)reply.Json["total"]!, Is.Zero);
    }

    [Test]
    public async Task All_faults_are_named_in_the_fixed_order()
    {
        const string Query = "to_settled_date=x&from_settled_date=x&last_digits_card_number=x&first_digits_card_number=x&display_size=0&page=0"
            + "&to_date=x&from_date=x&card_brand=xxxxxxxxxxxxxxxxxxxxx&state=x";
        var reply = await _gateway.GetAsync($"/v1/payments?{Query}&email={new string('e', 255)}&reference={new string('r', 256)}");
        Assert.That(reply.Line, Is.EqualTo(Refused.With(422, "P0401",
            "Invalid parameters: state, reference, email, card_brand, from_date, to_date, page, display_size, first_digits_card_number, "
            + "last_digits_card_number, from_settled_date, to_settled_date. See Public API documentation for the correct data formats")));
    }

    private static IEnumerable<TestCaseData> BadQueries()
    {
        foreach (var (name, values) in new (string, string[])[]
        {
            ("state", ["x", "capturable", "SUCCESS", "Created", "success,failed", "cancelled%20", "P0010"]),
            ("from_date", [.. NoDates]),
            ("to_date", [.. NoDates]),
            ("reference", ["a%00b"]),
            ("email", ["%00"]),
            ("cardholder_name", ["%00"]),
            ("agreement_id", ["%00"]),
            ("page", ["0", "-1", "x", "1.0", "1e0", "%2B1", "0x1", "1%202", "%D9%A1"]),
            ("display_size", ["0", "501", "-1", "x", "10.5", "1000"]),
            ("first_digits_card_number", ["12345", "1234567", "abcdef", "12345x", "12345%D9%A1", "123%20456"]),
            ("last_digits_card_number", ["123", "12345", "abcd", "123%D9%A1"]),
            ("from_settled_date", ["x", "2016-1-1", "2016-13-01", "2016-02-30", "2016-01-01T00:00:00Z", "20160101"]),
            ("to_settled_date", ["x", "2016-1-1", "2016-13-01", "2016-02-30", "2016-01-01T00:00:00Z"]),
        })
        {
            foreach (var value in values)
            {
                yield return Bad($"{name}={value}", name);
            }
        }

        yield return Bad("reference=" + new string('x', 256), "reference");
        yield return Bad("email=" + new string('x', 255), "email");
        yield return Bad("card_brand=" + new string('x', 21), "card_brand");
        yield return Bad("page=x&display_size=x", "page, display_size");
        yield return Bad("display_size=x&state=x&page=x", "state, page, display_size");

        // A number that does not fit 32 bits aborts the list: what comes after it is not looked at, and it is not named itself.
        yield return Bad("page=2147483648", "");
        yield return Bad("display_size=2147483648", "");
        yield return Bad("page=99999999999999999999", "");
        yield return Bad("state=x&page=2147483648&display_size=0&first_digits_card_number=x", "state");
        yield return Bad("page=0&display_size=2147483648&last_digits_card_number=x", "page");
        yield return Bad("reference=" + new string('x', 256) + "&to_date=x&display_size=99999999999&from_settled_date=x", "reference, to_date");
    }

    private static IEnumerable<string> NoDates =>
    [
        "2016-01-01", "2016-01-01%2000:00", "2016-01-01T00:00:00", "12345", "x", "2016-13-01T00:00:00Z", "2016-01-32T00:00:00Z",
        "2016-02-30T00:00:00Z", "2016-01-01T25:00:00Z", "2016-01-01T00:60:00Z", "2016-01-01T00:00:00%2001:00", "01/01/2016", "2016-01-01T00:00:00%2B25:00",
        "2016-1-1T00:00:00Z",
    ];

    private static IEnumerable<TestCaseData> GoodQueries()
    {
        foreach (var query in new[]
        {
            "", "unknown=x", "agreement_id=x", "cardholder_name=" + new string('x', 500),
            "state=", "reference=", "email=", "card_brand=", "from_date=", "to_date=", "page=", "display_size=", "state=%20", "page=%20%20",
            "first_digits_card_number=", "last_digits_card_number=", "from_settled_date=", "to_settled_date=",
            "state=created", "state=started", "state=submitted", "state=success", "state=failed", "state=cancelled", "state=error",
            "reference=" + new string('x', 255), "email=" + new string('x', 254), "card_brand=" + new string('x', 20), "card_brand=unheard-of",
            "from_date=2016-01-28T00:00:00Z", "from_date=2016-01-28T00:00Z", "from_date=2016-01-01T13:43:43.123Z",
            "from_date=2016-01-01T12:00:00%2B01:00", "to_date=2016-01-01T12:00:00%2B01:00%5BEurope/Paris%5D", "from_date=2016-01-01T13:43:43.123456789Z",
            "from_date=2016-01-01T12:00:00-05:00", "page=1", "page=001", "page=2147483647", "display_size=1", "display_size=500",
            "first_digits_card_number=123456", "last_digits_card_number=1234", "from_settled_date=2016-02-29", "to_settled_date=2016-12-31",
            "reference=%25&email=_&cardholder_name=%27",
        })
        {
            yield return new TestCaseData(query).SetName($"Search passes: {(query.Length > 60 ? query[..60] : query)}");
        }
    }

    private static TestCaseData Bad(string query, string names) =>
        new TestCaseData(query, names).SetName($"Search refused: {(query.Length > 90 ? query[..20] + "..." + query[^60..] : query)}");
}
