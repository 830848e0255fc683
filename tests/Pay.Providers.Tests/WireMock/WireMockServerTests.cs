using System.Text;
using NUnit.Framework;

namespace Pay.Providers.Tests.WireMock;

/// <summary>The stand-in itself: what the adapters' protocol tests rely on.</summary>
internal sealed class WireMockServerTests
{
    private WireMockServer _psp = null!;
    private HttpClient _http = null!;
    private HttpPspTransport _transport = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _psp = await WireMockServer.StartAsync("example");
        _http = new HttpClient(HttpPspTransport.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _transport = new HttpPspTransport(_http);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _psp.DisposeAsync();
    }

    [SetUp]
    public Task Reset() => _psp.ResetAsync();

    [Test]
    public async Task Answers_by_the_mapping_files_and_remembers_what_it_was_asked()
    {
        var reply = await _transport.SendAsync(Order("order=a1"), CancellationToken.None);

        Assert.That(reply, Is.TypeOf<PspReply.Answered>());
        Assert.That(Encoding.UTF8.GetString(((PspReply.Answered)reply).Body.Span), Is.EqualTo("seen a1"));
        var request = (await _psp.RequestsAsync()).Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(request.Method, Is.EqualTo("POST"));
            Assert.That(request.Url, Is.EqualTo("/echo"));
            Assert.That(request.Text, Is.EqualTo("order=a1"));
            Assert.That(request.Header("content-type"), Is.EqualTo("application/x-www-form-urlencoded"));
            Assert.That(request.WasMatched, Is.True);
        }
    }

    [Test]
    public async Task Forgets_requests_and_added_mappings_at_a_reset()
    {
        await _psp.StubAsync("""{ "request": { "urlPath": "/echo" }, "response": { "fault": "EMPTY_RESPONSE" } }""");
        var broken = await _transport.SendAsync(Order("order=a2"), CancellationToken.None);
        await _psp.ResetAsync();
        var mended = await _transport.SendAsync(Order("order=a2"), CancellationToken.None);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(broken, Is.TypeOf<PspReply.Lost>());
            Assert.That(mended, Is.TypeOf<PspReply.Answered>());
            Assert.That(await _psp.RequestsAsync(), Has.Count.EqualTo(1));
        }
    }

    [Test]
    public void Says_what_is_wrong_when_it_cannot_start() =>
        Assert.That(
            async () => await WireMockServer.StartAsync("../WireMock/Broken"),
            Throws.InvalidOperationException.With.Message.Contains("not-a-mapping.json"));

    private PspMessage Order(string body) => new()
    {
        Method = HttpMethod.Post,
        Uri = new Uri(_psp.BaseUrl, "echo"),
        Body = Encoding.ASCII.GetBytes(body),
        ContentType = "application/x-www-form-urlencoded",
    };
}
