using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pay.Gateway;
using Pay.Gateway.Providers.Sandbox;
using Pay.Gateway.Storage;
using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Sandbox;

/// <summary>The contract suite on the sandbox. It calls nobody, so that only its results are judged; its own faults have tests beside the gateway's.</summary>
public sealed class SandboxContractTests : PspAdapterContract
{
    private static readonly OperationScript Nobody = new() { Good = _ => new StubAnswer() };

    private static readonly string Data = Path.Combine(Path.GetTempPath(), $"pay-sandbox-{Guid.NewGuid():N}");

    // One for the run: the table of capabilities makes a suite of its own and asks it for an adapter.
    private static readonly Lazy<ServiceProvider> Gateway = new(Build);

    public override IPspAdapter CreateAdapter() => Gateway.Value.GetServices<IPspAdapter>().OfType<SandboxAdapter>().Single();

    public override PspScript CreateScript() => new()
    {
        Credentials = new Dictionary<string, string>(StringComparer.Ordinal),
        SendsNothing = true,
        ChallengeCard = new PayerCard
        {
            Number = SandboxAuthenticate.CardNumber,
            SecurityCode = "737",
            ExpiryMonth = 12,
            ExpiryYear = 2030,
            HolderName = "J. Doe",
            Brand = "visa",
        },
        ReturnFields = challenge =>
        [
            KeyValuePair.Create("PaRes", "authorised"),
            .. ((Challenge.PostForm)challenge.Challenge).Fields.Where(field => field.Key == "MD"),
        ],
        Challenge = Nobody.Good,
        Authorise = Nobody,
        Continue = Nobody,
        Capture = Nobody,
        Cancel = Nobody,
        Refund = Nobody,
        Query = Nobody,
        QueryRefund = Nobody,
    };

    [OneTimeSetUp]
    public Task Open() => Gateway.Value.GetRequiredService<Database>().MigrateAsync();

    [OneTimeTearDown]
    public async Task Close()
    {
        await Gateway.Value.GetRequiredService<Database>().DisposeAsync();
        Directory.Delete(Data, recursive: true);
    }

    private static ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        GatewayHost.AddGateway(services, new GatewaySettings { DataDirectory = Data });
        return services.BuildServiceProvider();
    }
}
