using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Pay.Providers;

/// <summary>
/// <see cref="IPspTransport"/> over an <see cref="HttpClient"/>, sending each message once. It tells what was never sent from what was
/// lost by watching whether the body's first byte was asked for, not by reading exceptions.
/// </summary>
/// <param name="http">A client over a handler such as <see cref="CreateHandler"/> makes. Its own time limit must be infinite.</param>
/// <param name="replyBytesMax">What is read of an answer; a longer one is lost.</param>
public sealed class HttpPspTransport(HttpClient http, int replyBytesMax = HttpPspTransport.ReplyBytesMax) : IPspTransport
{
    /// <summary>1 MB: far above any answer that a PSP gives.</summary>
    public const int ReplyBytesMax = 1024 * 1024;

    private static readonly TimeSpan ConnectTimeLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>No redirects, no cookies, no proxy from the environment, TLS 1.2 or newer, 5 s to connect, connections reused for 5 minutes.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = ConnectTimeLimit,
        PooledConnectionLifetime = ConnectionLifetime,
        SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
    };

    /// <inheritdoc />
    public async Task<PspReply> SendAsync(PspMessage message, CancellationToken deadline)
    {
        var body = new WatchedBody(message.Body);
        try
        {
            using var request = ToRequest(message, body);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline).ConfigureAwait(false);
            return await ReadAsync(response, deadline).ConfigureAwait(false) is { } content
                ? new PspReply.Answered((int)response.StatusCode, content) { Headers = HeadersOf(response) }
                : new PspReply.Lost($"the PSP's answer is longer than {replyBytesMax} bytes");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException
            or NotSupportedException or FormatException or UriFormatException or SocketException)
        {
            // .NET lets a bare SocketException out when a connection is reset before it has looked at its other end.
            // A question has no body to watch, and asks for nothing to be done.
            var reason = ReasonOf(fault, deadline);
            return body.IsStarted || (message.Body.IsEmpty && !IsBeforeConnection(fault)) ? new PspReply.Lost(reason) : new PspReply.NotSent(reason);
        }
    }

    private static HttpRequestMessage ToRequest(PspMessage message, WatchedBody body)
    {
        var request = new HttpRequestMessage(message.Method, message.Uri);
        request.Headers.ExpectContinue = false;
        foreach (var (name, value) in message.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (message.Method != HttpMethod.Get)
        {
            request.Content = body;
            if (message.ContentType is not null)
            {
                request.Content.Headers.TryAddWithoutValidation("Content-Type", message.ContentType);
            }
        }

        return request;
    }

    /// <summary><see langword="null"/>: too long.</summary>
    private async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken deadline)
    {
        if (response.Content.Headers.ContentLength > replyBytesMax)
        {
            return null;
        }

        using var stream = await response.Content.ReadAsStreamAsync(deadline).ConfigureAwait(false);
        using var whole = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await stream.ReadAsync(chunk, deadline).ConfigureAwait(false)) > 0)
        {
            if (whole.Length + read > replyBytesMax)
            {
                return null;
            }

            whole.Write(chunk, 0, read);
        }

        return whole.ToArray();
    }

    private static List<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage response) =>
        [.. Flatten(response.Headers), .. Flatten(response.Content.Headers)];

    private static IEnumerable<KeyValuePair<string, string>> Flatten(HttpHeaders headers) =>
        headers.NonValidated.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value)));

    private static bool IsBeforeConnection(Exception fault) => fault is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    };

    /// <summary>Never the exception's own text, which could quote an address with a secret.</summary>
    private static string ReasonOf(Exception fault, CancellationToken deadline) => fault switch
    {
        OperationCanceledException when deadline.IsCancellationRequested => "the PSP did not answer in time",
        OperationCanceledException => "no connection to the PSP within its time limit",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } known => $"no answer from the PSP ({known.HttpRequestError})",
        _ => $"no answer from the PSP ({fault.GetType().Name})",
    };

    /// <summary>A body that knows whether its first byte was asked for.</summary>
    private sealed class WatchedBody(ReadOnlyMemory<byte> bytes) : HttpContent
    {
        public bool IsStarted { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            IsStarted = true;
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
