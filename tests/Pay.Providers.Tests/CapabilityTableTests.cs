using System.Runtime.CompilerServices;
using NUnit.Framework;
using Pay.Gateway;
using Pay.Providers.Testing;

namespace Pay.Providers.Tests;

/// <summary>The table of what providers can do, in the gateway's documentation, is the one that the adapters make.</summary>
internal sealed class CapabilityTableTests
{
    private const string Start = "<!-- capabilities: made by CapabilityTableTests -->\n";
    private const string End = "<!-- end of capabilities -->";

    [Test]
    public async Task The_table_is_up_to_date()
    {
        var page = await File.ReadAllTextAsync(PagePath());
        var start = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        var current = page[..start] + CapabilityTable.Of(OfGateway()) + page[end..];
        if (Environment.GetEnvironmentVariable("PAY_REFRESH") == "1")
        {
            await File.WriteAllTextAsync(PagePath(), current);
            return;
        }

        Assert.That(
            page, Is.EqualTo(current), "Stale. Run: PAY_REFRESH=1 dotnet test tests/Pay.Providers.Tests --filter CapabilityTableTests");
    }

    [Test]
    public void Every_adapter_of_the_gateway_has_a_contract_suite()
    {
        var adapters = typeof(GatewayHost).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsInterface: false } && type.IsAssignableTo(typeof(IPspAdapter)));

        Assert.That(adapters.Except(OfGateway().Select(suite => suite.CreateAdapter().GetType())), Is.Empty);
    }

    private static IEnumerable<PspAdapterContract> OfGateway() =>
        ContractSuites.All.Where(suite => suite.CreateAdapter().GetType().Assembly == typeof(GatewayHost).Assembly);

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "host", "Pay.Gateway", "Providers", "README.md"));
}
