using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pay.Client.AspNetCore;
using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.AspNetCore;

internal sealed class AddPayTests : ScriptedTests
{
    private static async Task<Exception?> StartAsync(Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.ListenLocalhostPort());
        configure(builder);
        await using var app = builder.Build();
        try
        {
            await app.StartAsync();
            return null;
        }
        catch (OptionsValidationException e)
        {
            return e;
        }
    }

    [Test]
    public async Task A_client_is_injected_and_is_one_for_all()
    {
        Server.Then(Answer.Ok(Samples.Payment()));
        await using var service = await WebService.StartAsync(Server);
        Assert.That(await service.Browser.GetStringAsync("/payment/p"), Is.EqualTo(Samples.PaymentId));
        var first = service.Services.GetRequiredService<PayClient>();
        using var scope = service.Services.CreateScope();
        Assert.That(scope.ServiceProvider.GetRequiredService<PayClient>(), Is.SameAs(first));
        Assert.That(Server.Requests.Single().Headers.Authorization.ToString(), Is.EqualTo("Bearer api_test_key"));
    }

    [Test]
    public async Task Settings_come_from_configuration()
    {
        Server.Then(Answer.Ok(Samples.Payment()));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Pay:ApiKey"] = "from-configuration",
            ["Pay:BaseUrl"] = Server.Url.AbsoluteUri,
            ["Pay:Timeout"] = "00:00:07",
            ["Pay:RetriesMax"] = "1",
            ["Pay:RetryDelay"] = "00:00:00.5",
            ["Pay:RetryDelayMax"] = "00:00:09",
            ["Pay:IdempotencyKeysHonoured"] = "true",
            ["Pay:AllowPlainHttp"] = "true",
        }).Build();
        var services = new ServiceCollection();
        services.AddPay(configuration.GetSection("Pay"));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<PayClient>().Payments.GetAsync("p");
        Assert.That(Server.Requests.Single().Headers.Authorization.ToString(), Is.EqualTo("Bearer from-configuration"));
        var options = provider.GetRequiredService<IOptions<PayClientOptions>>().Value;
        Assert.That(
            (options.Timeout.TotalSeconds, options.RetriesMax, options.RetryDelay.TotalSeconds, options.RetryDelayMax.TotalSeconds, options.IdempotencyKeysHonoured, options.AllowPlainHttp),
            Is.EqualTo((7d, 1, 0.5, 9d, true, true)));
    }

    [Test]
    public async Task Settings_that_are_not_valid_stop_the_host_at_its_start_and_are_all_named()
    {
        var fault = await StartAsync(builder => builder.Services.AddPay(o => o.RetriesMax = 99));
        Assert.That(fault?.Message, Does.Contain("ApiKey").And.Contain("RetriesMax"));
        var cookie = await StartAsync(builder =>
        {
            builder.Services.AddPay(o => o.ApiKey = "k");
            builder.Services.Configure<PaymentReturnCookieOptions>(o => o.Lifetime = TimeSpan.Zero);
        });
        Assert.That(cookie?.Message, Does.Contain("PaymentReturnCookieOptions").And.Contain("Lifetime"));
        Assert.That(await StartAsync(builder => builder.Services.AddPay(o => o.ApiKey = "k")), Is.Null);
    }

    [Test]
    public async Task The_key_is_never_logged()
    {
        Server.Then(Answer.Ok(Samples.Payment()));
        var lines = new ConcurrentQueue<string>();
        var services = new ServiceCollection();
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(new Recorder(lines)));
        services.AddPay(o =>
        {
            o.ApiKey = "api_test_key";
            o.BaseUrl = Server.Url;
        });
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<PayClient>().Payments.GetAsync("p");
        Assert.That(lines, Has.Some.Contains("Authorization"), "headers are logged at this level");
        Assert.That(lines, Has.None.Contains("api_test_key"));
    }

    private sealed class Recorder(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
