using NUnit.Framework;
using static Pay.Gateway.Tests.PaymentBody;

namespace Pay.Gateway.Tests.Api;

/// <summary>api.md section 5: the rules of P0920, for live keys, for all, or for nobody.</summary>
[TestFixture("live")]
[TestFixture("all")]
[TestFixture("off")]
internal sealed class FirewallTests(string mode)
{
    private const string Blocked =
        """400 {"code":"P0920","description":"Request blocked by security rules. Please consult API documentation for more information."}""";

    private GatewayUnderTest _gateway = null!;
    private string _liveKey = "";

    private bool Blocks(bool live) => mode == "all" || (mode == "live" && live);

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync("--Pay:Api:Firewall=" + mode);
        (_, _liveKey) = await _gateway.CreateAccountAsync(live: true);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    private static IEnumerable<TestCaseData> Bodies()
    {
        (string Name, string Body)[] rows =
        [
            ("< in reference", With("reference", "\"a<b\"")),
            ("> in description", With("description", "\"a>b\"")),
            ("| in reference", With("reference", "\"a|b\"")),
            ("a quote in description", With("description", "\"a \\\"b\\\"\"")),
            ("a backslash in reference", With("reference", "\"a\\\\b\"")),
            ("http return_url", With("return_url", "\"http://service.example.gov.uk/\"")),
            ("a URL in reference", With("reference", "\"see https://example.com/x\"")),
            ("a URL in description", With("description", "\"see http://example.com\"")),
            ("an empty body", ""),
        ];
        foreach (var live in new[] { false, true })
        {
            foreach (var (name, body) in rows)
            {
                yield return new TestCaseData(body, live).SetArgDisplayNames(name, live ? "live key" : "sandbox key");
            }
        }
    }

    [TestCaseSource(nameof(Bodies))]
    public async Task A_body_that_the_rules_forbid(string body, bool live)
    {
        var line = await RawHttp.CreateAsync(_gateway, System.Text.Encoding.UTF8.GetBytes(body), live ? _liveKey : null);
        Assert.That(line, Blocks(live) ? Is.EqualTo(Blocked) : Is.Not.EqualTo(Blocked));
    }

    [Test]
    public async Task A_good_request_passes([Values] bool live)
    {
        var reply = await _gateway.CreateAsync(key: live ? _liveKey : null);
        Assert.That(reply.Line, Is.Not.EqualTo(Blocked));
        Assert.That(live || reply.Status == 201, Is.True, reply.Line);
    }

    [Test]
    public async Task Cancel_and_capture_pass_with_an_empty_body([Values] bool live)
    {
        Assert.That((await _gateway.PostAsync("/v1/payments/x/cancel", key: live ? _liveKey : null)).Line,
            Is.EqualTo(Refused.With(404, "P0500", "Not found")));
        Assert.That((await _gateway.PostAsync("/v1/payments/x/capture", key: live ? _liveKey : null)).Line,
            Is.EqualTo(Refused.With(404, "P1000", "Not found")));
    }

    [Test]
    public async Task An_empty_refund_is_blocked_or_a_fault([Values] bool live)
    {
        var request = _gateway.Request(HttpMethod.Post, "/v1/payments/x/refunds", "", live ? _liveKey : null);
        var line = (await _gateway.SendAsync(request)).Line;
        Assert.That(line, Blocks(live) ? Is.EqualTo(Blocked) : Does.Match(Refused.ServerFault));
    }

    [Test]
    public async Task The_application_speaks_where_the_firewall_does_not()
    {
        if (Blocks(live: false))
        {
            Assert.Pass("The firewall speaks first; the rows above show it.");
        }

        Assert.That((await _gateway.CreateAsync(With("reference", "\"a<b\""))).Line,
            Is.EqualTo(Refused.Invalid(400, "reference", "Must be a valid string format")));
        Assert.That((await _gateway.CreateAsync(With("reference", "\"see https://example.com/x\""))).Status, Is.EqualTo(201));
        Assert.That((await _gateway.CreateAsync(With("reference", "\"a \\\"b\\\" \\\\\""))).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task The_key_is_judged_before_the_firewall() =>
        Assert.That((await _gateway.CreateAsync(With("reference", "\"a<b\""), "nonsense")).Status, Is.EqualTo(401));

    [TestCase("GET")]
    [TestCase("POST")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    public async Task The_landing_page_answers_without_a_key(string method)
    {
        var reply = await _gateway.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/request-denied"));
        Assert.That(reply.Line, Is.EqualTo(Blocked));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("application/json"));
    }
}
