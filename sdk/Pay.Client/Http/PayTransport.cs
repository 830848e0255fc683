using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pay.Client;

/// <summary>
/// Sends the calls: address, headers, time limit, repetitions, faults. It never holds the body of an answer as a string and
/// allocates little more than the request, the answer and the object that is made of it.
/// </summary>
internal sealed class PayTransport
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly string s_userAgent = "Pay.Client/" + (typeof(PayTransport).Assembly.GetName().Version?.ToString(3) ?? "0");

    private readonly HttpMessageInvoker _http;
    private readonly string _root;
    private readonly string _apiKey;
    private readonly string _authorization;
    private readonly TimeSpan _timeout;
    private readonly Func<Exchange, CancellationToken, ValueTask<Exchange>> _attempt;

    /// <param name="http">An <see cref="HttpClient"/>, or the handler itself, which saves a few hundred bytes for each call.</param>
    /// <param name="options">The settings.</param>
    internal PayTransport(HttpMessageInvoker http, PayClientOptions options)
    {
        var faults = options.Validate();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        _http = http;
        _root = options.BaseUrl.AbsoluteUri.TrimEnd('/') + "/";
        _apiKey = options.ApiKey;
        _authorization = "Bearer " + options.ApiKey;
        _timeout = options.Timeout;
        IdempotencyKeysHonoured = options.IdempotencyKeysHonoured;
        Retries = new RetryPolicy(options);
        _attempt = AttemptAsync;
    }

    internal RetryPolicy Retries { get; }

    internal bool IdempotencyKeysHonoured { get; }

    /// <summary>Names the server, for what must be told apart by server.</summary>
    internal string Root => _root;

    /// <summary>Reads something.</summary>
    internal Task<T> GetAsync<T>(string operation, string path, JsonTypeInfo<T> answerType, CancellationToken cancellationToken)
        where T : class =>
        SendAsync(new Exchange<T>(operation, HttpMethod.Get, path, answerType), cancellationToken);

    /// <summary>Sends and gives the answer, or throws.</summary>
    internal async Task<T> SendAsync<T>(Exchange<T> exchange, CancellationToken cancellationToken)
        where T : class
    {
        // The same as RunAsync, which is not called: one more asynchronous method is one more allocation for each call.
        var startedAt = Stopwatch.GetTimestamp();
        using var activity = PayTelemetry.Start(exchange);
        await AttemptAsync(exchange, cancellationToken).ConfigureAwait(false);
        if (exchange.Fault is not null)
        {
            await Retries.RunAsync(exchange, _attempt, cancellationToken).ConfigureAwait(false);
            Conclude(exchange);
        }

        PayTelemetry.Finished(exchange, activity, startedAt);
        return exchange.Fault is null ? exchange.Answer! : throw exchange.Fault;
    }

    /// <summary>Sends, and leaves what became of it in the exchange; throws only when the caller's token is cancelled.</summary>
    internal async Task RunAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        using var activity = PayTelemetry.Start(exchange);
        await AttemptAsync(exchange, cancellationToken).ConfigureAwait(false);
        if (exchange.Fault is not null)
        {
            await Retries.RunAsync(exchange, _attempt, cancellationToken).ConfigureAwait(false);
            Conclude(exchange);
        }

        PayTelemetry.Finished(exchange, activity, startedAt);
    }

    /// <summary>Checks an id and gives it as it stands in a path.</summary>
    internal static string Segment(string id, string parameterName)
    {
        if (string.IsNullOrWhiteSpace(id))
        {
            throw new ArgumentException("An id must not be empty.", parameterName);
        }

        // Dots alone would climb up the path instead of naming something.
        if (id is "." or "..")
        {
            throw new ArgumentException("An id must not be dots only.", parameterName);
        }

        return Uri.EscapeDataString(id);
    }

    private async ValueTask<Exchange> AttemptAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        exchange.Attempts++;
        exchange.Fault = null;
        exchange.NotSent = false;
        exchange.Lost = false;
        using var request = CreateRequest(exchange);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(_timeout);
        try
        {
            using var response = await (_http is HttpClient client
                ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token)
                : _http.SendAsync(request, limited.Token)).ConfigureAwait(false);
            using var body = await AnswerBody.ReadAsync(response.Content, AnswerBody.BytesMax, limited.Token).ConfigureAwait(false);
            Take(exchange, response, body.Bytes);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e)
        {
            // Our own limit, or a shorter one of the caller's HttpClient.
            var limit = limited.IsCancellationRequested ? $"{_timeout.TotalSeconds:0.###} s" : "the time limit of the HttpClient";
            exchange.Lost = true;
            exchange.Fault = new PayException($"No answer within {limit} to {exchange.Method.Method} {exchange.Path}.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            // .NET lets a bare SocketException out when a connection is reset while it is made.
            exchange.NotSent = NetworkFault.IsBeforeSending(e);
            exchange.Lost = !exchange.NotSent;
            exchange.Fault = new PayException($"No answer to {exchange.Method.Method} {exchange.Path}: {e.Message}", e);
        }

        exchange.AnyLost |= exchange.Lost;
        return exchange;
    }

    private HttpRequestMessage CreateRequest(Exchange exchange)
    {
        var request = new HttpRequestMessage(exchange.Method, new Uri(_root + exchange.Path));
        // Without validation: the texts are fixed or checked already, and typed values would be made anew for each request.
        request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", s_userAgent);
        if (exchange.IdempotencyKey is { } key)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        if (exchange.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = s_json;
        }

        return request;
    }

    private void Take(Exchange exchange, HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        if (exchange.WantsServerDate)
        {
            exchange.ServerDate = response.Headers.Date;
        }

        if (!response.IsSuccessStatusCode)
        {
            var fault = ErrorAnswer.Create(exchange, response.StatusCode, body, _apiKey);
            fault.RetryAfter = RetryAfter(response.Headers);
            exchange.Fault = fault;
            exchange.Lost = exchange.IsWrite && response.StatusCode >= HttpStatusCode.InternalServerError;
            return;
        }

        try
        {
            exchange.Read(body);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // It acted, but what it did cannot be told. Sending again would not make the answer readable.
            exchange.Fault = new PayException($"The answer to {exchange.Method.Method} {exchange.Path} is not the JSON that was expected.", e)
            {
                StatusCode = response.StatusCode,
                ResponseBody = ErrorAnswer.Text(body, _apiKey),
                IsOutcomeUnknown = exchange.IsWrite,
            };
        }
    }

    /// <summary>Says in the final fault what all attempts together leave open.</summary>
    private static void Conclude(Exchange exchange)
    {
        if (exchange.Fault is not { } fault)
        {
            return;
        }

        fault.Attempts = exchange.Attempts;
        if (exchange.IsWrite)
        {
            // After a lost answer, a refusal proves something only if it judges the request itself; being turned away at the
            // door (401, 403, 429), not reaching it, or hearing that the first one is still in progress does not.
            var judged = fault.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed
                or (HttpStatusCode)422
                || (fault.StatusCode == HttpStatusCode.Conflict && exchange.IdempotencyKey is null);
            fault.IsOutcomeUnknown |= exchange.Lost || (exchange.AnyLost && !judged);
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        if (headers.RetryAfter is not { } header)
        {
            return null;
        }

        var wait = header.Delta ?? (header.Date - (headers.Date ?? DateTimeOffset.UtcNow));
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
