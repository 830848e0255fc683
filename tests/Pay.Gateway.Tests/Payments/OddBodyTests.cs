using System.Text;
using NUnit.Framework;
using static Pay.Gateway.Tests.PaymentBody;

namespace Pay.Gateway.Tests.Payments;

/// <summary>Bodies of bytes, depths and sizes that nobody sends by accident: refused or taken, but never a server fault.</summary>
internal sealed class OddBodyTests
{
    private static readonly string NotJson = Refused.With(400, "P0197", "Unable to parse JSON");

    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TearDown]
    public async Task Still_serves() => Assert.That((await _gateway.CreateAsync()).Status, Is.EqualTo(201));

    private static IEnumerable<TestCaseData> Bytes()
    {
        byte[] Put(string text, params byte[] at) =>
            [.. Encoding.UTF8.GetBytes(Valid.Split(text)[0]), .. at, .. Encoding.UTF8.GetBytes(Valid.Split(text)[1])];
        (string Name, byte[] Body)[] rows =
        [
            ("byte order mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Valid)]),
            ("UTF-16", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Valid)]),
            ("invalid UTF-8 in a value", Put("REF 1", 0xC3, 0x28)),
            ("overlong UTF-8 in a value", Put("REF 1", 0xC0, 0xAF)),
            ("half of a surrogate pair in UTF-8", Put("REF 1", 0xED, 0xA0, 0x80)),
            ("a raw NUL in a value", Put("REF 1", 0)),
            ("only a NUL", [0]),
            ("only blanks", Encoding.UTF8.GetBytes("   \r\n ")),
            ("a lone surrogate as an escape", Encoding.UTF8.GetBytes(With("reference", "\"a\\ud800b\""))),
            ("a swapped surrogate pair as escapes", Encoding.UTF8.GetBytes(With("reference", "\"\\udc00\\ud800\""))),
            ("a lone surrogate as a key", Encoding.UTF8.GetBytes(With("\\ud800", "1"))),
            ("a lone surrogate in metadata", Encoding.UTF8.GetBytes(With("metadata", "{\"a\":\"\\udfff\"}"))),
            ("a lone surrogate in return_url", Encoding.UTF8.GetBytes(With("return_url", "\"https://example.com/\\ud800\""))),
            ("NUL as an escape", Encoding.UTF8.GetBytes(With("reference", "\"a\\u0000b\""))),
            ("NUL in metadata", Encoding.UTF8.GetBytes(With("metadata", "{\"a\":\"\\u0000\"}"))),
            ("NUL in a key of metadata", Encoding.UTF8.GetBytes(With("metadata", "{\"a\\u0000\":1}"))),
            ("NUL in an e-mail address", Encoding.UTF8.GetBytes(With("email", "\"a\\u0000@example.com\""))),
            ("10000 levels of lists", Encoding.UTF8.GetBytes(With("x", new string('[', 10_000) + new string(']', 10_000)))),
            ("10000 levels of objects in metadata", Encoding.UTF8.GetBytes(With("metadata", string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000)))),
            ("unclosed depth", Encoding.UTF8.GetBytes(new string('[', 100_000))),
            ("5000 members", Encoding.UTF8.GetBytes("{" + string.Join(",", Enumerable.Range(0, 5_000).Select(n => $"\"k{n}\":1")) + "}")),
            ("null", "null"u8.ToArray()),
            ("a number", "5"u8.ToArray()),
            ("true", "true"u8.ToArray()),
        ];
        return rows.Select(row => new TestCaseData(row.Body).SetName($"Odd body: {row.Name}"));
    }

    [TestCaseSource(nameof(Bytes))]
    public async Task Taken_or_refused_but_no_fault(byte[] body)
    {
        var line = await RawHttp.CreateAsync(_gateway, body);
        Assert.That(line, Does.StartWith("201 ").Or.EqualTo(NotJson).Or.StartWith("400 {\"field\":").Or.StartWith("422 {\"field\":"));
        if (line.StartsWith("201 ", StringComparison.Ordinal))
        {
            var id = System.Text.Json.Nodes.JsonNode.Parse(line[4..])!.AsObject().Id();
            Assert.That((await _gateway.GetAsync($"/v1/payments/{id}")).Status, Is.EqualTo(200));
            Assert.That((await _gateway.GetAsync("/v1/payments?display_size=1")).Status, Is.EqualTo(200));
        }
    }

    /// <summary>api.md section 8.1.1: the application has no answer of its own for it (the firewall has).</summary>
    [Test]
    public async Task An_empty_body_is_the_frameworks_fault() =>
        Assert.That(await RawHttp.CreateAsync(_gateway, []), Does.Match(Refused.ServerFault));

    [Test]
    public async Task A_huge_body_is_refused_without_being_read()
    {
        var answer = await RawHttp.ExchangeAsync(_gateway.Address,
            $"POST /v1/payments HTTP/1.1\nHost: x\nAuthorization: Bearer {_gateway.ApiKey}\nContent-Type: application/json\nContent-Length: 4000000000\nConnection: close\n\n");
        Assert.That(answer, Does.StartWith("HTTP/1.1 413 "));
    }

    [Test]
    public async Task A_huge_body_without_a_length_is_cut_off()
    {
        using var request = _gateway.Request(HttpMethod.Post, "/v1/payments");
        request.Content = new StreamContent(new MemoryStream(new byte[20_000_000]));
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        int status;
        try
        {
            using var response = await _gateway.Http.SendAsync(request);
            status = (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            status = 413; // Closed while we were still sending: refused, too.
        }

        Assert.That(status, Is.EqualTo(413));
    }

    [Test]
    public async Task A_body_in_chunks_is_read_like_any_other()
    {
        using var request = _gateway.Request(HttpMethod.Post, "/v1/payments");
        request.Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Valid)));
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        Assert.That((await _gateway.SendAsync(request)).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task A_client_that_goes_away_in_the_middle_of_its_body_creates_nothing()
    {
        var before = (int)(await _gateway.GetAsync("/v1/payments")).Json["total"]!;
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(_gateway.Address.Host, _gateway.Address.Port);
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(
                $"POST /v1/payments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_gateway.ApiKey}\r\nContent-Type: application/json\r\nContent-Length: {Valid.Length + 50}\r\n\r\n{Valid}"));
        }

        var marker = await _gateway.CreatedAsync();
        Assert.That(marker.Id(), Is.Not.Empty);
        Assert.That((int)(await _gateway.GetAsync("/v1/payments")).Json["total"]!, Is.EqualTo(before + 1));
    }
}
