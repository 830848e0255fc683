using System.Collections.Concurrent;
using Pay.Providers;

namespace Pay.Gateway.Providers.Transport;

/// <summary>
/// The way to each provider, one for each account there: connections are shared by address, but a provider that is down for one account
/// is not given up for another.
/// </summary>
internal sealed class PspTransports(IHttpClientFactory clients, TimeProvider clock)
{
    public const string ClientName = "psp";

    private readonly ConcurrentDictionary<(string Provider, string AccountId, Uri Url), IPspTransport> _transports = new();

    public IPspTransport For(string provider, string accountId, Uri url) =>
        _transports.GetOrAdd((provider, accountId, url), _ => new BreakingTransport(new HttpPspTransport(clients.CreateClient(ClientName)), clock));

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<PspTransports>();

        // Loggers of the factory would write addresses and, when somebody asks for more, headers with passwords.
        services.AddHttpClient(ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(HttpPspTransport.CreateHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
    }
}
