using NUnit.Framework;
using Pay.Gateway.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Pay.Gateway.Tests.Security;

/// <summary>api.md section 3: three refusals with three bodies, none of them an API error.</summary>
internal sealed class ApiKeyTests
{
    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    private IEnumerable<string?> MalformedHeaders()
    {
        var key = _gateway.ApiKey;
        yield return null;
        yield return "";
        yield return "Bearer";
        yield return "Bearer ";
        yield return key;
        yield return "bearer " + key;
        yield return "BEARER " + key;
        yield return "Bearer  " + key;
        yield return "Bearer\t" + key;
        yield return "Basic " + key;
        yield return "Token " + key;
        yield return "Bearer " + key[..^1];
        yield return "Bearer " + key[1..];
        yield return "Bearer " + key + "a";
        yield return "Bearer " + key.ToUpperInvariant();
        yield return "Bearer " + key[^32..];
        yield return "Bearer short";
        yield return "Bearer " + new string('a', 33);
        yield return "Bearer " + new string('a', 5000);
        yield return $"Bearer {key}, Bearer {key}";
    }

    [Test]
    public async Task A_malformed_key_gets_the_containers_page()
    {
        foreach (var header in MalformedHeaders())
        {
            var html = await SendAsync(HttpMethod.Get, "/v1/payments", header);
            Assert.That(html.Status, Is.EqualTo(401), header);
            Assert.That(html.Header("Content-Type"), Does.StartWith("text/html"), header);
            Assert.That(html.Body, Does.Contain("Error 401 Unauthorized").IgnoreCase);
            Assert.That(html.Header("Cache-Control"), Is.EqualTo("must-revalidate,no-cache,no-store"));
            Assert.That(html.Header("WWW-Authenticate"), Is.Null, header);
        }
    }

    [TestCase("application/json")]
    [TestCase("application/json, text/html;q=0.5")]
    public async Task To_a_client_that_accepts_JSON_it_is_JSON_of_strings(string accept)
    {
        foreach (var header in MalformedHeaders())
        {
            var json = await SendAsync(HttpMethod.Post, "/v1/payments", header, accept);
            Assert.That(json.Status, Is.EqualTo(401), header);
            Assert.That(json.Header("Content-Type"), Does.StartWith("application/json"));
            Assert.That(json.Json.Keys(), Does.Contain("url").And.Contain("status").And.Contain("message"));
            Assert.That(json.Body, Does.Contain("\"url\":\"/v1/payments\"").And.Contain("\"status\":\"401\"").And.Contain("\"message\":\"Unauthorized\""));
            Assert.That(json.Json.ContainsKey("code"), Is.False);
            Assert.That(json.Json.ContainsKey("description"), Is.False);
            Assert.That(json.Header("Cache-Control"), Is.EqualTo("must-revalidate,no-cache,no-store"));
        }
    }

    [TestCase("*/*")]
    [TestCase("text/html")]
    [TestCase("text/html,application/xhtml+xml,*/*;q=0.8")]
    public async Task To_a_browser_it_is_HTML(string accept) =>
        Assert.That((await SendAsync(HttpMethod.Get, "/v1/payments", "x", accept)).Header("Content-Type"), Does.StartWith("text/html"));

    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("OPTIONS")]
    public async Task The_page_is_written_for_GET_POST_and_HEAD_only(string method)
    {
        var reply = await SendAsync(new HttpMethod(method), "/v1/payments", header: null);
        Assert.That(reply.Status, Is.EqualTo(401));
        Assert.That(reply.Body, Is.Empty);
    }

    [Test]
    public async Task A_path_in_a_refusal_is_escaped()
    {
        var html = await SendAsync(HttpMethod.Get, "/v1/%3Cscript%3Ealert(1)%3C/script%3E", header: null);
        Assert.That(html.Body, Does.Not.Contain("<script>"));
        var json = await SendAsync(HttpMethod.Get, "/v1/a%22b", header: null, "application/json");
        Assert.That(json.Json.Keys(), Does.Contain("url"), "it is still JSON");
    }

    [Test]
    public async Task Every_position_of_a_key_counts()
    {
        var key = _gateway.ApiKey;
        for (var at = 0; at < key.Length; at++)
        {
            var other = key[at] == 'a' ? 'b' : 'a';
            var reply = await SendAsync(HttpMethod.Get, "/v1/payments", $"Bearer {key[..at]}{other}{key[(at + 1)..]}");
            Assert.That(reply.Status, Is.EqualTo(401), $"position {at}");
            Assert.That(reply.Header("WWW-Authenticate"), Is.Null, $"position {at}: the checksum tells, not the database");
        }
    }

    [Test]
    public void A_key_is_a_prefixed_token_and_32_characters_of_checksum() =>
        Assert.That(_gateway.ApiKey, Does.Match("^api_test_[0-9a-v]{1,26}[0-9a-v]{32}$"));

    [Test]
    public async Task A_live_accounts_key_says_so()
    {
        var (_, key) = await _gateway.CreateAccountAsync(live: true);
        Assert.That(key, Does.StartWith("api_live_"));
    }

    [Test]
    public async Task A_revoked_key_is_refused_in_plain_text()
    {
        var keys = _gateway.Services.GetRequiredService<ApiKeys>();
        var account = await _gateway.Database.ReadAsync(session => AccountRows.FindAsync(session, "sandbox"));
        var (keyId, key) = await keys.CreateAsync(account!, "to be revoked");
        Assert.That((await _gateway.GetAsync("/v1/payments", key)).Status, Is.EqualTo(200));
        Assert.That(await keys.RevokeAsync(keyId), Is.True);
        await Until.TrueAsync(async () => (await _gateway.GetAsync("/v1/payments", key)).Status == 401, "the gateway forgets what it looked up");

        foreach (var accept in new[] { null, "*/*", "application/json" })
        {
            var reply = await SendAsync(HttpMethod.Get, "/v1/payments", "Bearer " + key, accept);
            Assert.That(reply.Line, Is.EqualTo("401 Credentials are required to access this resource."));
            Assert.That(reply.Header("Content-Type"), Is.EqualTo("text/plain"));
            Assert.That(reply.Header("WWW-Authenticate"), Is.EqualTo("Bearer realm=\"realm\""));
        }

        Assert.That(await keys.RevokeAsync(keyId), Is.False, "once is enough");
    }

    /// <summary>Order of section 2.1: checksum, route, token, limit, firewall and body.</summary>
    [Test]
    public async Task The_form_of_the_key_comes_before_the_route_and_the_route_before_the_look_up()
    {
        Assert.That((await SendAsync(HttpMethod.Get, "/v1/unknown", header: null)).Status, Is.EqualTo(401));
        Assert.That((await SendAsync(HttpMethod.Put, "/v1/payments", "Bearer x")).Status, Is.EqualTo(401));

        var unknown = "Bearer " + await RevokedKeyAsync();
        Assert.That((await SendAsync(HttpMethod.Get, "/v1/unknown", unknown)).Line, Is.EqualTo(Refused.Framework(404, "Not Found")));
        Assert.That((await SendAsync(HttpMethod.Put, "/v1/payments", unknown)).Line, Is.EqualTo(Refused.Framework(405, "Method Not Allowed")));
        Assert.That((await SendAsync(HttpMethod.Get, "/v1/payments", unknown, "text/html")).Line, Is.EqualTo(Refused.Framework(406, "Not Acceptable")));
        Assert.That((await SendAsync(HttpMethod.Post, "/v1/payments", unknown, body: "x", contentType: "text/plain")).Line,
            Is.EqualTo(Refused.Framework(415, "Unsupported Media Type")));
        Assert.That((await SendAsync(HttpMethod.Post, "/v1/payments", unknown, body: "{")).Status, Is.EqualTo(401), "the key before the body");
        Assert.That((await SendAsync(HttpMethod.Post, "/v1/payments", unknown, body: "")).Status, Is.EqualTo(401), "the key before the firewall");
    }

    [Test]
    public async Task Another_accounts_payments_are_not_found()
    {
        var (_, stranger) = await _gateway.CreateAccountAsync();
        var id = await _gateway.PaidAsync(1000);
        var refund = (string)(await _gateway.RefundAsync(id, "{\"amount\":1}")).Json["refund_id"]!;
        var path = $"/v1/payments/{id}";
        foreach (var (reply, code) in new[]
        {
            (await _gateway.GetAsync(path, stranger), "P0200"),
            (await _gateway.GetAsync(path + "/events", stranger), "P0300"),
            (await _gateway.GetAsync(path + "/refunds", stranger), "P0800"),
            (await _gateway.GetAsync($"{path}/refunds/{refund}", stranger), "P0700"),
            (await _gateway.PostAsync(path + "/cancel", key: stranger), "P0500"),
            (await _gateway.PostAsync(path + "/capture", key: stranger), "P1000"),
            (await _gateway.RefundAsync(id, "{\"amount\":1,\"refund_amount_available\":999}", stranger), "P0600"),
        })
        {
            Assert.That(reply.Line, Is.EqualTo(Refused.With(404, code, "Not found")));
        }

        Assert.That((int)(await _gateway.GetAsync("/v1/payments", stranger)).Json["total"]!, Is.Zero);
        Assert.That((await _gateway.PaymentAsync(id)).State(), Is.EqualTo("success"), "and nothing happened to it");
    }

    [Test]
    public async Task The_database_holds_no_key()
    {
        var stored = await _gateway.Database.ReadAsync(async session => await session.ListAsync<string>("SELECT token_hash FROM api_keys"));
        var token = _gateway.ApiKey[..^32];
        Assert.That(stored, Is.Not.Empty);
        Assert.That(stored, Has.None.Contains(token).And.None.Contains(token["api_test_".Length..]));
    }

    private async Task<string> RevokedKeyAsync()
    {
        var keys = _gateway.Services.GetRequiredService<ApiKeys>();
        var account = await _gateway.Database.ReadAsync(session => AccountRows.FindAsync(session, "sandbox"));
        var (keyId, key) = await keys.CreateAsync(account!, "revoked before its first use");
        await keys.RevokeAsync(keyId);
        return key;
    }

    private Task<ApiReply> SendAsync(
        HttpMethod method, string path, string? header, string? accept = null, string? body = null, string contentType = "application/json")
    {
        var request = new HttpRequestMessage(method, path);
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", header);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new(contentType);
        }

        return _gateway.SendAsync(request);
    }
}
