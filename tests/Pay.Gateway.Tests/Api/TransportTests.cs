using NUnit.Framework;

namespace Pay.Gateway.Tests.Api;

/// <summary>api.md sections 2 and 2.2: what the framework answers, with numeric codes.</summary>
internal sealed class TransportTests
{
    private GatewayUnderTest _gateway = null!;
    private string _id = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync();
        _id = (await _gateway.CreatedAsync()).Id();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCase("/v1/")]
    [TestCase("/v1/unknown")]
    [TestCase("/v1/payment")]
    [TestCase("/v1/payments/{id}/unknown")]
    [TestCase("/v1/payments/{id}/events/more")]
    [TestCase("/v1/payments/{id}/refunds/x/more")]
    [TestCase("/v1/Payments")]
    [TestCase("/v1/PAYMENTS/{id}")]
    [TestCase("/v1/payments/{id}/Events")]
    [TestCase("/v1//payments")]
    public async Task Unknown_paths(string path)
    {
        Assert.That((await _gateway.GetAsync(Path(path))).Line, Is.EqualTo(Refused.Framework(404, "Not Found")));
        Assert.That((await _gateway.PostAsync(Path(path), "{}")).Line, Is.EqualTo(Refused.Framework(404, "Not Found")));
    }

    [TestCase("PUT", "/v1/payments", "GET", "HEAD", "OPTIONS", "POST")]
    [TestCase("DELETE", "/v1/payments", "GET", "HEAD", "OPTIONS", "POST")]
    [TestCase("PATCH", "/v1/payments", "GET", "HEAD", "OPTIONS", "POST")]
    [TestCase("POST", "/v1/payments/{id}", "GET", "HEAD", "OPTIONS")]
    [TestCase("DELETE", "/v1/payments/{id}", "GET", "HEAD", "OPTIONS")]
    [TestCase("POST", "/v1/payments/{id}/events", "GET", "HEAD", "OPTIONS")]
    [TestCase("GET", "/v1/payments/{id}/cancel", "OPTIONS", "POST")]
    [TestCase("GET", "/v1/payments/{id}/capture", "OPTIONS", "POST")]
    [TestCase("PUT", "/v1/payments/{id}/refunds", "GET", "HEAD", "OPTIONS", "POST")]
    [TestCase("POST", "/v1/payments/{id}/refunds/x", "GET", "HEAD", "OPTIONS")]
    [TestCase("PUT", "/v1/payments/", "GET", "HEAD", "OPTIONS", "POST")]
    public async Task Wrong_methods(string method, string path, params string[] allowed)
    {
        var reply = await _gateway.SendAsync(_gateway.Request(new HttpMethod(method), Path(path), method == "GET" ? null : "{}"));
        Assert.That(reply.Line, Is.EqualTo(Refused.Framework(405, "Method Not Allowed")));
        Assert.That(Allow(reply), Is.SupersetOf(allowed.Except(["HEAD", "OPTIONS"], StringComparer.Ordinal)), "the Allow header names what may be asked");
        Assert.That(allowed, Is.SupersetOf(Allow(reply)), "and nothing else");
    }

    [TestCase("/v1/payments", "GET", "POST")]
    [TestCase("/v1/payments/{id}", "GET")]
    [TestCase("/v1/payments/{id}/events", "GET")]
    [TestCase("/v1/payments/{id}/cancel", "POST")]
    [TestCase("/v1/payments/{id}/capture", "POST")]
    [TestCase("/v1/payments/{id}/refunds", "GET", "POST")]
    [TestCase("/v1/payments/{id}/refunds/x", "GET")]
    public async Task OPTIONS_says_what_is_allowed(string path, params string[] methods)
    {
        var reply = await _gateway.SendAsync(_gateway.Request(HttpMethod.Options, Path(path)));
        Assert.That(reply.Status, Is.EqualTo(200), reply.Body);
        Assert.That(Allow(reply), Is.SupersetOf(methods));
    }

    [TestCase("/v1/payments", 200)]
    [TestCase("/v1/payments/{id}", 200)]
    [TestCase("/v1/payments/{id}/events", 200)]
    [TestCase("/v1/payments/{id}/refunds", 200)]
    [TestCase("/v1/payments/unknown", 404)]
    public async Task HEAD_works_wherever_GET_does_and_has_no_body(string path, int status)
    {
        var get = await _gateway.GetAsync(Path(path));
        var head = await _gateway.SendAsync(_gateway.Request(HttpMethod.Head, Path(path)));
        Assert.That(head.Status, Is.EqualTo(status));
        Assert.That(head.Body, Is.Empty);
        Assert.That(head.Header("Content-Type"), Is.EqualTo(get.Header("Content-Type")));
        Assert.That(head.Header("Content-Length"), Is.EqualTo(get.Header("Content-Length")));
    }

    [TestCase("/v1/payments/")]
    [TestCase("/v1/payments/{id}/")]
    [TestCase("/v1/payments/{id}/events/")]
    [TestCase("/v1/payments/{id}/refunds/")]
    public async Task A_trailing_slash_is_accepted(string path) =>
        Assert.That((await _gateway.GetAsync(Path(path))).Status, Is.EqualTo(200));

    [Test]
    public async Task A_trailing_slash_is_accepted_on_posts()
    {
        var created = await _gateway.PostAsync("/v1/payments/", PaymentBody.Valid);
        Assert.That(created.Status, Is.EqualTo(201));
        Assert.That((await _gateway.PostAsync($"/v1/payments/{created.Json.Id()}/cancel/")).Status, Is.EqualTo(204));
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/xml")]
    [TestCase("application/jsonp")]
    [TestCase("text/json")]
    [TestCase("nonsense")]
    [TestCase(null)]
    public async Task A_body_that_is_not_called_JSON(string? type)
    {
        foreach (var path in new[] { "/v1/payments", $"/v1/payments/{_id}/refunds" })
        {
            var request = _gateway.Request(HttpMethod.Post, path);
            request.Content = new ByteArrayContent("{}"u8.ToArray());
            if (type is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            Assert.That((await _gateway.SendAsync(request)).Line, Is.EqualTo(Refused.Framework(415, "Unsupported Media Type")));
        }
    }

    [TestCase("application/json; charset=utf-8")]
    [TestCase("application/json;charset=UTF-8")]
    [TestCase("Application/JSON")]
    public async Task JSON_by_another_spelling(string type)
    {
        var request = _gateway.Request(HttpMethod.Post, "/v1/payments");
        request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(PaymentBody.Valid));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        Assert.That((await _gateway.SendAsync(request)).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task Cancel_and_capture_do_not_care_about_a_body()
    {
        foreach (var (type, body) in new[] { ("text/plain", "not JSON"), ("application/json", "{"), ("application/xml", "<a/>") })
        {
            var id = (await _gateway.CreatedAsync()).Id();
            var capture = _gateway.Request(HttpMethod.Post, $"/v1/payments/{id}/capture", body);
            capture.Content!.Headers.ContentType = new(type);
            Assert.That((await _gateway.SendAsync(capture)).Line, Is.EqualTo(Refused.With(409, "P1003", "Payment cannot be captured")));
            var cancel = _gateway.Request(HttpMethod.Post, $"/v1/payments/{id}/cancel", body);
            cancel.Content!.Headers.ContentType = new(type);
            Assert.That((await _gateway.SendAsync(cancel)).Line, Is.EqualTo("204"));
        }
    }

    [TestCase("text/html", 406)]
    [TestCase("application/xml", 406)]
    [TestCase("text/*", 406)]
    [TestCase("application/json;q=0", 406)]
    [TestCase("application/json", 200)]
    [TestCase("application/*", 200)]
    [TestCase("*/*", 200)]
    [TestCase("text/html, application/json;q=0.5", 200)]
    [TestCase("text/html, */*;q=0.1", 200)]
    [TestCase("application/json; charset=utf-8", 200)]
    [TestCase("APPLICATION/JSON", 200)]
    public async Task Accept(string accept, int status)
    {
        var request = _gateway.Request(HttpMethod.Get, $"/v1/payments/{_id}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        var reply = await _gateway.SendAsync(request);
        Assert.That(reply.Status, Is.EqualTo(status));
        if (status == 406)
        {
            Assert.That(reply.Line, Is.EqualTo(Refused.Framework(406, "Not Acceptable")));
        }
    }

    [Test]
    public async Task Ids_of_any_text_are_not_found_and_never_a_fault(
        [Values("x", "%20", "a%2Fb", "%00", "%ff", "..%2f..", "'%20OR%201=1--", "%F0%9F%98%80", "+", "a;b=c", "LONG")] string id)
    {
        id = id == "LONG" ? new string('x', 4000) : id;
        foreach (var (path, code) in new[] { ("", "P0200"), ("/events", "P0300"), ("/refunds", "P0800"), ("/refunds/x", "P0700") })
        {
            Assert.That((await _gateway.GetAsync($"/v1/payments/{id}{path}")).Line, Is.EqualTo(Refused.With(404, code, "Not found")).Or.StartWith("400"));
        }
    }

    [Test]
    public async Task The_configured_address_is_used_and_not_the_Host_header()
    {
        await using var behindProxy = await GatewayUnderTest.StartAsync("--Pay:PublicUrl=https://pay.example.org");
        var request = behindProxy.Request(HttpMethod.Post, "/v1/payments", PaymentBody.Valid);
        request.Headers.Host = "evil.example.com";
        var reply = await behindProxy.SendAsync(request);
        foreach (var link in reply.Json["_links"]!.AsObject())
        {
            Assert.That((string?)link.Value!["href"], Does.StartWith("https://pay.example.org/"), link.Key);
        }

        Assert.That(reply.Header("Location"), Does.StartWith("https://pay.example.org/v1/payments/"));
        var ledgerOnly = behindProxy.Request(HttpMethod.Get, $"/v1/payments/{reply.Json.Id()}");
        ledgerOnly.Headers.Add("X-Ledger", "ledger-only");
        Assert.That((await behindProxy.SendAsync(ledgerOnly)).Status, Is.EqualTo(200), "an internal header of the real service means nothing here");
    }

    private string Path(string path) => path.Replace("{id}", _id, StringComparison.Ordinal);

    private static string[] Allow(ApiReply reply) => reply.Header("Allow")?.Split(',', StringSplitOptions.TrimEntries) ?? [];
}
