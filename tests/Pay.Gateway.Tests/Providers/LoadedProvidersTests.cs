using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using Pay.Gateway.Providers;
using Pay.Gateway.Reliability;
using Pay.Providers;

namespace Pay.Gateway.Tests.Providers;

/// <summary>Adapters from <c>Pay:ProvidersDirectory</c>: the sample's own assembly is loaded, and what cannot be used stops the start.</summary>
[Category(TestEngine.One)]
internal sealed class LoadedProvidersTests
{
    private const string Setting = "Pay:ProvidersDirectory";

    private static readonly string Adapter = Path.Combine(AppContext.BaseDirectory, "adapters", "AcornAdapter.dll");

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("pay-adapters-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task An_adapter_from_a_folder_is_a_provider_like_any_other()
    {
        Put("AcornAdapter.dll");
        await using var gateway = await GatewayUnderTest.StartAsync($"--{Setting}={_folder}");
        Assert.That(gateway.Services.GetRequiredService<ProviderCalls>().Names, Does.Contain("acorn").And.Contain("sandbox"));

        var created = await RunAsync(gateway, "accounts", "create", "--name", "Oaks", "--type", "sandbox", "--provider", "acorn");
        Assert.That(created.Error, Does.Contain("accounts credentials").And.Contain("api_key=-"), "it says what comes next");
        var connected = await CommandRun.RunWithInputAsync(
            "ack_test_1\nacw_1\n", [.. Settings(gateway), "accounts", "credentials", created.Output.Trim(), "--provider", "acorn", "api_key=-", "webhook_secret=-"]);
        Assert.That(connected.ExitCode, Is.Zero, connected.ToString());

        var payment = await gateway.CreatedAsync(key: await gateway.CreateKeyAsync(created.Output.Trim()));
        Assert.That((string?)payment["payment_provider"], Is.EqualTo("acorn"));
    }

    [Test]
    public void It_shares_the_contract_with_the_gateway_and_nothing_else()
    {
        Put("AcornAdapter.dll");
        var adapter = LoadedProviders.Load(_folder).Single();
        Assert.That(adapter.Name, Is.EqualTo("acorn"));
        Assert.That(
            System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(adapter.GetType().Assembly),
            Is.Not.SameAs(System.Runtime.Loader.AssemblyLoadContext.Default));
    }

    [Test]
    public void The_contract_and_libraries_may_lie_beside_it()
    {
        Put("AcornAdapter.dll");
        foreach (var library in new[] { "Pay.Providers.dll", "Dapper.dll" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, library), Path.Combine(_folder, library));
        }

        Assert.That(LoadedProviders.Load(_folder), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_folder_without_an_adapter_stops_the_start()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Dapper.dll"), Path.Combine(_folder, "Dapper.dll"));
        var result = await CommandRun.RunAsync("--urls=http://127.0.0.1:0", $"--Pay:DataDirectory={_folder}/data", $"--{Setting}={_folder}");
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Error, Does.Contain(Setting).And.Contain(_folder).And.Contain("IPspAdapter").And.Not.Contain("   at "));
    }

    [Test]
    public void A_file_that_is_no_assembly_is_named()
    {
        Put("AcornAdapter.dll");
        File.WriteAllText(Path.Combine(_folder, "Broken.dll"), "not an assembly");
        Assert.That(() => LoadedProviders.Load(_folder), Refused("Broken.dll"));
    }

    [Test]
    public void An_assembly_that_has_been_cut_off_is_named()
    {
        var bytes = File.ReadAllBytes(Adapter);
        File.WriteAllBytes(Path.Combine(_folder, "AcornAdapter.dll"), bytes[..(bytes.Length / 2)]);
        Assert.That(() => LoadedProviders.Load(_folder), Refused("AcornAdapter.dll"));
    }

    [Test]
    public void A_name_that_is_taken_is_refused_with_both_who_have_it()
    {
        Put("AcornAdapter.dll");
        Put("Copy.dll");
        Assert.That(() => LoadedProviders.ByName(LoadedProviders.Load(_folder)), Refused("AcornAdapter.dll").And.Message.Contain("Copy.dll").And.Message.Contain("acorn"));
    }

    [Test]
    public void A_name_of_a_built_in_provider_is_taken()
    {
        var adapters = new[] { new RecordingProvider("worldpay"), new RecordingProvider("worldpay") };
        Assert.That(() => LoadedProviders.ByName(adapters), Refused("worldpay"));
        Assert.That(
            async () => await GatewayUnderTest.StartAsync(services => new RecordingProvider("worldpay").Install(services)),
            Refused("worldpay"), "and it stops the start");
    }

    [Test]
    public async Task A_folder_that_is_not_there_is_named()
    {
        var result = await CommandRun.RunAsync("accounts", "list", $"--Pay:DataDirectory={_folder}/data", $"--{Setting}={_folder}/nowhere");
        Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
        Assert.That(result.Error, Does.Contain(Setting));
    }

    [Test]
    public void What_the_gateway_asks_every_adapter_for_is_asked_at_the_start()
    {
        Assert.That(LoadedProviders.Judged(new ScriptedPsp(), "good.dll").Name, Is.EqualTo("scripted"));
        Assert.That(() => LoadedProviders.Judged(new ScriptedPsp("Bad Name"), "bad.dll"), Refused("a Name"));
        Assert.That(() => LoadedProviders.Judged(new ScriptedPsp(new string('x', 31)), "bad.dll"), Refused("a Name"));
        Assert.That(() => LoadedProviders.Judged(new ScriptedPsp { Capabilities = null! }, "bad.dll"), Refused("Capabilities"));
        Assert.That(() => LoadedProviders.Judged(new ScriptedPsp { Credentials = null! }, "bad.dll"), Refused("Credentials"));
        Assert.That(() => LoadedProviders.Judged(With("Merchant number"), "bad.dll"), Refused("a Key"));
        Assert.That(() => LoadedProviders.Judged(With("number", "number"), "bad.dll"), Refused("another Key"));

        static ScriptedPsp With(params string[] keys) =>
            new() { Credentials = new CredentialSchema([.. keys.Select(key => new CredentialField(key, "Label", IsSecret: false))]) };
    }

    private static NUnit.Framework.Constraints.Constraint Refused(string names) =>
        Throws.TypeOf<SettingsException>().With.Message.Contain(Setting).And.Message.Contain(names);

    private void Put(string name) => File.Copy(Adapter, Path.Combine(_folder, name));

    private string[] Settings(GatewayUnderTest gateway) => [$"--Pay:DataDirectory={gateway.DataDirectory}", $"--{Setting}={_folder}"];

    private Task<CommandResult> RunAsync(GatewayUnderTest gateway, params string[] words) => CommandRun.RunAsync([.. words, .. Settings(gateway)]);
}
