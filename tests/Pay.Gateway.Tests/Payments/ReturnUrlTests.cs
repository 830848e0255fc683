using NUnit.Framework;
using static Pay.Gateway.Tests.PaymentBody;

namespace Pay.Gateway.Tests.Payments;

/// <summary>api.md section 8.1.4 with the README's decisions: every fault carries <c>field</c>; http is for sandbox keys only.</summary>
internal sealed class ReturnUrlTests
{
    private static readonly string NotAnUrl = Refused.Invalid(422, "return_url", "Must be a valid URL format");
    private static readonly string WrongType = Refused.Invalid(400, "return_url", "Must be a valid URL format");

    private GatewayUnderTest _gateway = null!;
    private string _liveKey = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        // The firewall would refuse http before the application sees it.
        _gateway = await GatewayUnderTest.StartAsync("--Pay:Api:Firewall=off");
        (_, _liveKey) = await _gateway.CreateAccountAsync(live: true);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCase("https://service.example.gov.uk/done")]
    [TestCase("http://service.example.gov.uk/done")]
    [TestCase("https://localhost")]
    [TestCase("http://localhost:3000/return?id=1&x=%20#top")]
    [TestCase("https://pay.internal/done")]
    [TestCase("https://a.b.internal:8443/done")]
    [TestCase("https://printer.local")]
    [TestCase("https://example.com//double//slashes")]
    [TestCase("https://example.com:8080/")]
    [TestCase("https://EXAMPLE.COM/Path")]
    [TestCase("https://www.example.co.uk/a/b/c?d=e&f=g")]
    [TestCase("https://127.0.0.1/done")]
    [TestCase("http://127.0.0.1:5080/")]
    public async Task Accepted_and_given_back_as_sent(string url)
    {
        var reply = await _gateway.CreateAsync(With("return_url", Text(url)));
        Assert.That(reply.Status, Is.EqualTo(201), reply.Body);
        Assert.That((string?)reply.Json["return_url"], Is.EqualTo(url));
    }

    [TestCase("ftp://example.com/")]
    [TestCase("https://an.evil/x")]
    [TestCase("https://example.unknowntld/")]
    [TestCase("https://")]
    [TestCase("https:///path")]
    [TestCase("https://?x=1")]
    [TestCase("example.com")]
    [TestCase("//example.com")]
    [TestCase("/done")]
    [TestCase("javascript:alert(1)")]
    [TestCase("data:text/html,x")]
    [TestCase("mailto:a@example.com")]
    [TestCase("https//example.com")]
    [TestCase("https:example.com")]
    [TestCase("https://exa mple.com/")]
    [TestCase("https://example.com/a b")]
    [TestCase(" https://example.com/")]
    [TestCase("https://example.com:port/")]
    [TestCase("https://example.com:99999/")]
    [TestCase("https://-example.com/")]
    [TestCase("https://.com/")]
    [TestCase("https://example..com/")]
    [TestCase("https://999.1.1.1/")]
    [TestCase("https://example.com/\r\nSet-Cookie: a=b")]
    [TestCase("x")]
    public async Task Malformed(string url) =>
        Assert.That((await _gateway.CreateAsync(With("return_url", Text(url)))).Line, Is.EqualTo(NotAnUrl));

    [TestCase("5")]
    [TestCase("true")]
    [TestCase("{}")]
    [TestCase("[\"https://example.com\"]")]
    public async Task Of_another_type(string json) =>
        Assert.That((await _gateway.CreateAsync(With("return_url", json))).Line, Is.EqualTo(WrongType));

    [Test]
    public async Task Missing_in_web_mode([Values(null, "null")] string? json)
    {
        var body = json is null ? Without("return_url") : With("return_url", json);
        Assert.That((await _gateway.CreateAsync(body)).Line, Is.EqualTo(Refused.Missing("return_url")));
    }

    /// <summary>The two eras disagree (400 P0101 in 2018, 422 P0102 today); either way with <c>field</c>.</summary>
    [TestCase("\"\"")]
    [TestCase("\"   \"")]
    public async Task Blank(string json) =>
        Assert.That((await _gateway.CreateAsync(With("return_url", json))).Line, Is.EqualTo(Refused.Missing("return_url")).Or.EqualTo(NotAnUrl));

    [Test]
    public async Task Two_thousand_characters_are_enough()
    {
        var longest = "https://example.com/" + new string('x', 2000 - "https://example.com/".Length);
        Assert.That((await _gateway.CreateAsync(With("return_url", Text(longest)))).Status, Is.EqualTo(201));
        Assert.That(
            (await _gateway.CreateAsync(With("return_url", Text(longest + "x")))).Line,
            Is.EqualTo(Refused.Invalid(422, "return_url", "Must be less than or equal to 2000 characters length")));
    }

    [Test]
    public async Task Live_keys_need_https()
    {
        var refused = await _gateway.CreateAsync(With("return_url", "\"http://service.example.gov.uk/done\""), _liveKey);
        Assert.That(refused.Status, Is.EqualTo(422), refused.Body);
        Assert.That(refused.Json.Keys(), Is.EqualTo("field, code, description"));
        Assert.That((string?)refused.Json["field"], Is.EqualTo("return_url"));
        Assert.That((string?)refused.Json["code"], Is.EqualTo("P0102"));
        Assert.That((string?)refused.Json["description"], Does.StartWith("Invalid attribute value: return_url. Must be"));

        Assert.That((await _gateway.CreateAsync(Valid, _liveKey)).Status, Is.Not.EqualTo(422), "https is what a live key needs");
    }

    [Test]
    public async Task A_host_with_user_names_in_front_is_not_taken_for_another()
    {
        // Apache's validator knows user information; whatever is decided, the payer is sent where the service said.
        const string Url = "https://user:secret@example.com/done";
        var reply = await _gateway.CreateAsync(With("return_url", Text(Url)));
        Assert.That(
            reply.Status == 201 ? (string?)reply.Json["return_url"] : reply.Line,
            Is.EqualTo(Url).Or.EqualTo(NotAnUrl));
    }
}
