using System.Text.Json.Nodes;
using NUnit.Framework;
using static Pay.Gateway.Tests.PaymentBody;

namespace Pay.Gateway.Tests.Payments;

/// <summary>api.md section 8.1.3: 15 pairs, keys of 1 to 30, values of at most 100 characters.</summary>
internal sealed class MetadataTests
{
    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCaseSource(nameof(Faults))]
    public async Task Refused_to_the_byte(string metadata, string reason) =>
        Assert.That((await _gateway.CreateAsync(With("metadata", metadata))).Line, Is.EqualTo(Refused.Invalid(422, "metadata", reason)));

    [Test]
    public async Task Several_broken_rules_are_told_together()
    {
        var reply = await _gateway.CreateAsync(With("metadata", $$"""{"":"x","a":null,"b":{},"c":{{TextOf(101)}},"d":1,"D":2}"""));
        Assert.That(reply.Status, Is.EqualTo(422), reply.Body);
        const string Start = "Invalid attribute value: metadata. ";
        var description = (string)reply.Json["description"]!;
        Assert.That(description, Does.StartWith(Start));
        Assert.That(description[Start.Length..].Split(". "), Is.EquivalentTo(new[]
        {
            "Keys must be between 1 and 30 characters long", "Must not have null values", "Values must be of type String, Boolean or Number",
            "Values must be no greater than 100 characters long", "Must have case insensitive unique keys",
        }));
    }

    [TestCaseSource(nameof(RoundTrips))]
    public async Task Comes_back_as_it_was_sent(string metadata)
    {
        var created = await _gateway.CreatedAsync(With("metadata", metadata));
        var read = await _gateway.PaymentAsync(created.Id());
        var found = (await _gateway.GetAsync("/v1/payments?display_size=1")).Json["results"]![0]!;
        foreach (var payment in new[] { created, read, found })
        {
            Assert.That(JsonNode.DeepEquals(payment["metadata"], JsonNode.Parse(metadata)), Is.True, payment.ToJsonString());
            Assert.That(payment.Keys(), Does.StartWith("amount, description, reference, language, metadata, state"));
        }
    }

    [Test]
    public async Task Empty_metadata_is_as_none() =>
        Assert.That((await _gateway.CreatedAsync(With("metadata", "{}"))).ContainsKey("metadata"), Is.False);

    private static string Pairs(int count) => "{" + string.Join(",", Enumerable.Range(1, count).Select(n => $"\"k{n}\":{n}")) + "}";

    private static IEnumerable<TestCaseData> Faults()
    {
        const string NoObject = "Must be an object of JSON key-value pairs";
        const string Type = "Values must be of type String, Boolean or Number";
        const string Key = "Keys must be between 1 and 30 characters long";
        const string Length = "Values must be no greater than 100 characters long";
        (string Name, string Metadata, string Reason)[] rows =
        [
            ("null", "null", "Value must not be null"),
            ("text", "\"x\"", NoObject),
            ("number", "5", NoObject),
            ("boolean", "true", NoObject),
            ("list", "[]", NoObject),
            ("list of pairs", "[{\"a\":1}]", NoObject),
            ("16 pairs", Pairs(16), "Cannot have more than 15 key-value pairs"),
            ("empty key", "{\"\":1}", Key),
            ("key of 31", $"{{{TextOf(31)}:1}}", Key),
            ("object value", "{\"a\":{}}", Type),
            ("list value", "{\"a\":[]}", Type),
            ("text of 101", $"{{\"a\":{TextOf(101)}}}", Length),
            ("51 emoji", $"{{\"a\":{TextOf(102, "😀")}}}", Length),
            ("number of 101 digits", $"{{\"a\":{new string('9', 101)}}}", Length),
            ("null value", "{\"a\":null}", "Must not have null values"),
            ("keys that differ in case", "{\"key\":1,\"KEY\":2}", "Must have case insensitive unique keys"),
        ];
        return rows.Select(row => new TestCaseData(row.Metadata, row.Reason).SetName($"Metadata refused: {row.Name}"));
    }

    private static IEnumerable<TestCaseData> RoundTrips()
    {
        (string Name, string Metadata)[] rows =
        [
            ("types", """{"text":"x","integer":7,"decimal":1.23,"negative":-4,"yes":true,"no":false,"empty":""}"""),
            ("15 pairs", Pairs(15)),
            ("key of 30", $"{{{TextOf(30)}:1}}"),
            ("text of 100", $"{{\"a\":{TextOf(100)}}}"),
            ("50 emoji", $"{{\"a\":{TextOf(100, "😀")}}}"),
            ("a blank key and quotes", """{" ":"a \"quoted\" \\ text","Ünï":"日本語"}"""),
            ("more than 53 bits", """{"a":9007199254740993}"""),
        ];
        return rows.Select(row => new TestCaseData(row.Metadata).SetName($"Metadata kept: {row.Name}"));
    }
}
