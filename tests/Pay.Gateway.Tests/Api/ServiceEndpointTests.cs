using NUnit.Framework;

namespace Pay.Gateway.Tests.Api;

/// <summary>api.md section 13: what needs no key.</summary>
internal sealed class ServiceEndpointTests
{
    private GatewayUnderTest _gateway = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _gateway = await GatewayUnderTest.StartAsync("--Pay:SecurityTxtUrl=https://disclosure.example.org/security.txt");

    [OneTimeTearDown]
    public async Task StopAsync() => await _gateway.DisposeAsync();

    [TestCase("/healthcheck")]
    [TestCase("/healthcheck/")]
    public async Task The_health_check(string path)
    {
        var reply = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        Assert.That(reply.Status, Is.EqualTo(200));
        Assert.That(reply.Body, Does.StartWith("""{"ping":{"healthy":true},"deadlocks":{"healthy":true}"""));
        Assert.That(reply.Header("Content-Type"), Is.EqualTo("application/json"));
        foreach (var check in reply.Json)
        {
            Assert.That((bool)check.Value!["healthy"]!, Is.True, check.Key);
        }
    }

    [TestCase("/.well-known/security.txt")]
    [TestCase("/security.txt")]
    public async Task Security_txt_leads_to_the_disclosure_page(string path)
    {
        var reply = await _gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        Assert.That(reply.Status, Is.EqualTo(302));
        Assert.That(reply.Header("Location"), Is.EqualTo("https://disclosure.example.org/security.txt"));
        Assert.That(reply.Header("Cache-Control"), Is.EqualTo("no-cache"));
    }

    [Test]
    public async Task The_server_does_not_name_itself() =>
        Assert.That((await _gateway.GetAsync("/v1/payments")).Header("Server"), Is.Null);
}
