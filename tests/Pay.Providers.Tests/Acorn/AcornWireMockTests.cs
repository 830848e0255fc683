using Acorn;
using NUnit.Framework;
using Pay.Providers.Testing;
using Pay.Providers.Tests.WireMock;

namespace Pay.Providers.Tests.Acorn;

/// <summary>The sample's stand-in for Acorn, as its README has people run it.</summary>
internal sealed class AcornWireMockTests
{
    private readonly AcornContractTests _suite = new();
    private WireMockServer _psp = null!;
    private HttpClient _http = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _psp = await WireMockServer.StartAsync("../../../samples/02-your-own-psp/stand-in");
        _http = new HttpClient(HttpPspTransport.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _http.Dispose();
        await _psp.DisposeAsync();
    }

    [Test]
    public async Task Takes_a_payment_captures_it_and_gives_it_back()
    {
        var adapter = new AcornAdapter();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await PerformAsync(PspOperation.Authorise), Is.TypeOf<AuthoriseResult.Authorised>());
            Assert.That(await PerformAsync(PspOperation.Capture), Is.TypeOf<ModificationResult.Completed>());
            Assert.That(await PerformAsync(PspOperation.Cancel), Is.TypeOf<ModificationResult.Completed>());
            Assert.That(await PerformAsync(PspOperation.Refund), Is.TypeOf<ModificationResult.Completed>());
            Assert.That(await PerformAsync(PspOperation.CheckCredentials), Is.TypeOf<CredentialCheck.Accepted>());
        }

        async Task<object> PerformAsync(PspOperation operation)
        {
            var rehearsal = new Rehearsal(adapter, _suite.CreateScript(), "hu20sqlact5260q2nanm0q8u93");
            await rehearsal.PrepareAsync(operation);
            return await rehearsal.PerformAsync(operation, rehearsal.Context(new HttpPspTransport(_http), _psp.BaseUrl), CancellationToken.None);
        }
    }

    [Test]
    public async Task Refuses_a_login_that_it_does_not_know()
    {
        var script = _suite.CreateScript() with { Credentials = new Dictionary<string, string>(StringComparer.Ordinal) { ["api_key"] = "wrong" } };
        var rehearsal = new Rehearsal(new AcornAdapter(), script, "hu20sqlact5260q2nanm0q8u93");

        var result = await rehearsal.PerformAsync(
            PspOperation.CheckCredentials, rehearsal.Context(new HttpPspTransport(_http), _psp.BaseUrl), CancellationToken.None);

        Assert.That(result, Is.TypeOf<CredentialCheck.Refused>());
    }
}
