namespace Pay.Client;

/// <summary>
/// The GOV.UK Pay API. Thread-safe and immutable: make one for each API key and keep it. Nothing has to be disposed.
/// </summary>
public sealed class PayClient
{
    // One pool of connections for all clients of the process; it follows changes of DNS by renewing connections.
    private static readonly Lazy<HttpMessageInvoker> s_http = new(CreateHttp);

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
        : this(new PayTransport(s_http.Value, options ?? throw new ArgumentNullException(nameof(options))))
    {
    }

    /// <summary>
    /// A client over an <see cref="HttpClient"/> of the caller, which is never changed or disposed. It should not follow
    /// redirects, and its own time limit should be longer than <see cref="PayClientOptions.Timeout"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A setting is not valid; the message names it.</exception>
    public PayClient(HttpClient httpClient, PayClientOptions options)
        : this(new PayTransport(
            httpClient ?? throw new ArgumentNullException(nameof(httpClient)), options ?? throw new ArgumentNullException(nameof(options))))
    {
    }

    private PayClient(PayTransport transport)
    {
        Payments = new PaymentsClient(transport);
        Refunds = new RefundsClient(transport);
    }

    /// <summary>Creating, reading, finding, cancelling and capturing payments.</summary>
    public PaymentsClient Payments { get; }

    /// <summary>Making and reading refunds.</summary>
    public RefundsClient Refunds { get; }

    private static HttpMessageInvoker CreateHttp()
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
        return new HttpMessageInvoker(handler);
    }
}
