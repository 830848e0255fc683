using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NUnit.Framework;
using Pay.Gateway.Tests;

namespace Pay.Browser.Tests.Browsing;

/// <summary>
/// A gateway, a service and a payer. After each test, whatever it was about, no browser may have complained, called a stranger or
/// been sent a card number.
/// </summary>
public abstract class BrowserFixture
{
    private readonly List<BrowserPayer> _payers = [];

    protected GatewayUnderTest Gateway { get; private set; } = null!;

    protected PayingService Service { get; private set; } = null!;

    internal GatewayBooks Books { get; private set; } = null!;

    /// <summary>The first payer of the test.</summary>
    protected BrowserPayer Payer { get; private set; } = null!;

    /// <summary>A key of the account that is paid to; the sandbox's unless a fixture sets another.</summary>
    protected string? Key { get; set; }

    /// <summary>How the payer's browser is set up.</summary>
    protected virtual BrowserNewContextOptions Profile => new();

    /// <summary>How the fixture's gateway is set up.</summary>
    protected virtual Task<IReadOnlyList<string>> SettingsAsync() => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>What the fixture's gateway has besides its own.</summary>
    protected virtual void Prepare(IServiceCollection services)
    {
    }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Gateway = await GatewayUnderTest.StartAsync(Prepare, [.. await SettingsAsync()]);
        Service = await PayingService.StartAsync();
        Books = new GatewayBooks(Gateway.DataDirectory);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Gateway.DisposeAsync();
        await Service.DisposeAsync();
    }

    [SetUp]
    public async Task ArriveAsync() => Payer = await NewPayerAsync(Profile);

    [TearDown]
    public async Task LeaveAsync()
    {
        try
        {
            foreach (var payer in _payers)
            {
                await payer.Watch.AssertNothingWrongAsync();
            }
        }
        finally
        {
            foreach (var payer in _payers)
            {
                await payer.DisposeAsync();
            }

            _payers.Clear();
        }
    }

    /// <summary>Another person with another browser.</summary>
    protected async Task<BrowserPayer> NewPayerAsync(BrowserNewContextOptions? options = null)
    {
        var payer = await BrowserPayer.StartAsync(Gateway.Address, Service, options);
        _payers.Add(payer);
        return payer;
    }

    /// <summary>The service creates a payment of £145.00; <paramref name="members"/> are added or replace its own.</summary>
    protected async Task<JsonObject> CreateAsync(params (string Name, object Value)[] members)
    {
        var body = new JsonObject
        {
            ["amount"] = 14500,
            ["reference"] = "REF 917x",
            ["description"] = "A fishing licence",
            ["return_url"] = Service.NewReturnUrl(),
        };
        foreach (var (name, value) in members)
        {
            body[name] = JsonSerializer.SerializeToNode(value);
        }

        return await Gateway.CreatedAsync(body.ToJsonString(), Key);
    }

    /// <summary>The payment as the API shows it now; an unfinished one comes with a fresh next_url.</summary>
    protected Task<JsonObject> ReadAsync(JsonObject payment) => Gateway.PaymentAsync(payment.Id(), Key);

    /// <summary>Status and code, such as <c>failed P0010</c>.</summary>
    protected async Task<string> StateAsync(JsonObject payment) => (await ReadAsync(payment)).State();

    protected async Task AssertStateAsync(JsonObject payment, string state) =>
        Assert.That(await StateAsync(payment), Is.EqualTo(state));
}
