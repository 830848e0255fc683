using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pay.Gateway.Accounts;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Tests;

/// <summary>
/// The real gateway on a real socket with a real database in a folder of its own. Rate limits are out of the way unless a test asks
/// for them, and its clock can be moved.
/// </summary>
public sealed class GatewayUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GatewayUnderTest(WebApplication app, MovableClock clock, string dataDirectory, string firstOutput)
    {
        _app = app;
        Clock = clock;
        DataDirectory = dataDirectory;
        FirstOutput = firstOutput;
        Address = new Uri(app.Urls.First());
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    /// <summary>Follows no redirects, keeps no cookies, sends no key.</summary>
    public HttpClient Http { get; }

    public MovableClock Clock { get; }

    public string DataDirectory { get; }

    /// <summary>What the gateway printed at its start.</summary>
    public string FirstOutput { get; }

    /// <summary>A key of the sandbox account.</summary>
    public string ApiKey { get; private set; } = "";

    internal IServiceProvider Services => _app.Services;

    internal Database Database => Services.GetRequiredService<Database>();

    /// <param name="settings">Such as <c>--Pay:Expiry:UnfinishedSeconds=5</c>. A data directory may be named to start on an existing one.</param>
    public static async Task<GatewayUnderTest> StartAsync(params string[] settings) => await StartAsync(replace: null, settings);

    internal static async Task<GatewayUnderTest> StartAsync(Action<IServiceCollection>? replace, params string[] settings)
    {
        var dataDirectory = settings.FirstOrDefault(setting => setting.StartsWith("--Pay:DataDirectory=", StringComparison.Ordinal))?.Split('=', 2)[1]
            ?? Directory.CreateTempSubdirectory("pay-test-").FullName;
        var clock = new MovableClock();
        var app = GatewayHost.Build(
            [
                "--urls=http://127.0.0.1:0",
                $"--Pay:DataDirectory={dataDirectory}",
                "--Pay:Api:RateLimits:CreatePerSecond=1000000",
                "--Pay:Api:RateLimits:CapturePerSecond=1000000",
                "--Pay:Api:RateLimits:OtherPostPerSecond=1000000",
                "--Pay:Api:RateLimits:GetPerSecond=1000000",
                .. TestEngine.SettingsFor(dataDirectory, settings),
                .. settings,
            ],
            services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                replace?.Invoke(services);
            });
        await using var output = new StringWriter();
        await GatewayHost.StartAsync(app, output);
        var gateway = new GatewayUnderTest(app, clock, dataDirectory, output.ToString());
        gateway.ApiKey = await gateway.CreateKeyAsync("sandbox");
        return gateway;
    }

    public async Task<string> CreateKeyAsync(string accountId)
    {
        var account = await Database.ReadAsync(session => AccountRows.FindAsync(session, accountId));
        return (await Services.GetRequiredService<ApiKeys>().CreateAsync(account!, "test")).Key;
    }

    /// <summary>A new account, sandbox or live, and a key of it.</summary>
    public async Task<(string AccountId, string Key)> CreateAccountAsync(bool live = false)
    {
        var accountId = Guid.NewGuid().ToString("N")[..26];
        await Database.WriteAsync(session => AccountRows.TryInsertAsync(
            session, accountId, "Another service", live ? AccountType.Live : AccountType.Sandbox, live ? null : "sandbox", Clock.GetUtcNow()));
        return (accountId, await CreateKeyAsync(accountId));
    }

    /// <summary>A request of the public API with a key; <paramref name="json"/> is sent as it stands.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, string? json = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? ApiKey);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        await TestEngine.ForgetAsync(DataDirectory);
        if (Directory.Exists(DataDirectory))
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }
}
