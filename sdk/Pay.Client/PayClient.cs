namespace Pay.Client;

/// <summary>
/// The GOV.UK Pay API. Thread-safe and immutable: make one for each API key and keep it. Nothing has to be disposed.
/// </summary>
public sealed class PayClient
{
    // One pool of connections for all clients of the process; it follows changes of DNS by renewing connections.
    private static readonly Lazy<HttpClient> s_http = new(CreateHttpClient);

    /// <summary>A client of GOV.UK Pay.</summary>
    /// <param name="apiKey">The API key, which also decides between test and live.</param>
    /// <exception cref="ArgumentException">The key cannot be one.</exception>
    public PayClient(string apiKey)
        : this(new PayClientOptions { ApiKey = apiKey })
    {
    }

    /// <summary>A client with settings, over connections of its own.</summary>
    /// <exception cref="ArgumentException">A setting is not valid; the message names it.</exception>
    public PayClient(PayClientOptions options)
        : this(s_http.Value, options)
    {
    }

    /// <summary>
    /// A client over an <see cref="HttpClient"/> of the caller, which is never changed or disposed. It should not follow
    /// redirects, and its own time limit should be longer than <see cref="PayClientOptions.Timeout"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is not valid; the message names it.</exception>
    public PayClient(HttpClient httpClient, PayClientOptions options)
    {
        if (httpClient is null)
        {
            throw new ArgumentNullException(nameof(httpClient));
        }

        if (options is null)
        {
            throw new ArgumentNullException(nameof(options));
        }

        var transport = new PayTransport(httpClient, options);
        Payments = new PaymentsClient(transport);
        Refunds = new RefundsClient(transport);
    }

    /// <summary>Creating, reading, finding, cancelling and capturing payments.</summary>
    public PaymentsClient Payments { get; }

    /// <summary>Making and reading refunds.</summary>
    public RefundsClient Refunds { get; }

    private static HttpClient CreateHttpClient()
    {
#if NET
        var handler = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            AllowAutoRedirect = false,
            UseCookies = false,
        };
#else
        var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
#endif
        // Each attempt has a time limit of its own.
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
