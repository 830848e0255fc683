using System.Data.Common;
using System.Security.Cryptography;
using Pay.Gateway.Accounts;
using Pay.Gateway.Reliability;
using Pay.Gateway.Security;

namespace Pay.Gateway.Api;

/// <summary>
/// Judges a request of the public API in the order of api.md section 2.1: form of the key, route, media types, key, rate limit,
/// firewall, and only then the use case.
/// </summary>
internal static partial class ApiPipeline
{
    private const string Prefix = "/v1/";

    /// <summary>Before routing: a request below <c>/v1/</c> without a well-formed key is refused whatever its path.</summary>
    public static void UseApiKeys(this WebApplication app)
    {
        var keys = app.Services.GetRequiredService<ApiKeys>();
        app.Use((http, next) =>
            IsApi(http) && !(BearerKey.Read(http) is { } key && keys.IsWellFormed(key))
                ? ApiRefusals.MalformedKeyAsync(http)
                : next(http));
    }

    /// <summary>After routing: what no endpoint of the API took.</summary>
    public static void UseApiRefusals(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (!IsApi(http))
        {
            await next(http);
            return;
        }

        var endpoint = http.GetEndpoint();
        if (endpoint is null || !HasExactCase(http, endpoint))
        {
            await SendAsync(http, ApiAnswer.Framework(404, "HTTP 404 Not Found"));
            return;
        }

        await next(http);
        if (endpoint.Metadata.GetMetadata<ApiEndpoint>() is null && http.Response.StatusCode == 405)
        {
            // Routing's own endpoint for a wrong method has set Allow; OPTIONS asks for nothing else.
            await (HttpMethods.IsOptions(http.Request.Method)
                ? SendAsync(http, new ApiAnswer(200, ReadOnlyMemory<byte>.Empty))
                : SendAsync(http, ApiAnswer.Framework(405, "HTTP 405 Method Not Allowed")));
        }
    });

    public static async Task RunAsync(HttpContext http, ApiEndpoint endpoint, Func<ApiRequest, ValueTask<ApiAnswer>> handle)
    {
        ApiAnswer answer;
        try
        {
            answer = await JudgeAsync(http, endpoint, handle);
        }
        catch (ApiRefusal refusal)
        {
            answer = ApiAnswer.Of(refusal.Error);
        }
        catch (BadHttpRequestException fault)
        {
            answer = ApiAnswer.Framework(fault.StatusCode, $"HTTP {fault.StatusCode} {ApiRefusals.Phrase(fault.StatusCode)}");
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (DbException fault)
        {
            LogStorageFault(Logger(http), fault, http.Request.Method, endpoint.DownstreamCode);
            answer = ApiAnswer.Of(ApiError.Downstream(endpoint.DownstreamCode));
        }
        catch (Exception fault)
        {
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
            LogFault(Logger(http), fault, http.Request.Method, id);
            answer = ApiAnswer.Framework(500, $"There was an error processing your request. It has been logged (ID {id}).");
        }

        if (endpoint.NoStore && answer.Status is 200 or 201)
        {
            http.Response.Headers.Pragma = "no-cache";
            http.Response.Headers.CacheControl = "no-store";
        }

        await SendAsync(http, answer);
    }

    private static async ValueTask<ApiAnswer> JudgeAsync(HttpContext http, ApiEndpoint endpoint, Func<ApiRequest, ValueTask<ApiAnswer>> handle)
    {
        if (endpoint.TakesBody && !MediaTypes.IsJson(http.Request.ContentType))
        {
            return ApiAnswer.Framework(415, "HTTP 415 Unsupported Media Type");
        }

        if (!MediaTypes.AcceptsJson(http.Request.Headers.Accept))
        {
            return ApiAnswer.Framework(406, "HTTP 406 Not Acceptable");
        }

        var services = http.RequestServices;
        Account? account;
        try
        {
            account = await services.GetRequiredService<AccountLookup>().FindAsync(BearerKey.Read(http)!);
        }
        catch (DbException fault)
        {
            LogStorageFault(Logger(http), fault, http.Request.Method, "503");
            return ApiAnswer.Framework(503, "HTTP 503 Service Unavailable");
        }

        if (account is null)
        {
            return ApiRefusals.UnknownKey(http);
        }

        if (!services.GetRequiredService<RateLimiter>().TryTake(account.Number, endpoint.RateClass))
        {
            return ApiAnswer.Of(ApiError.TooManyRequests);
        }

        var body = HttpMethods.IsPost(http.Request.Method) ? await ReadBodyAsync(http) : ReadOnlyMemory<byte>.Empty;
        if (endpoint.TakesBody)
        {
            services.GetRequiredService<Firewall>().Judge(account, body);
            if (body.IsEmpty)
            {
                throw new InvalidOperationException("A request body was expected and none came.");
            }
        }

        if (HttpMethods.IsPost(http.Request.Method))
        {
            IdempotencyKey.Validate(http);
        }

        return await handle(new ApiRequest(http, account, body));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext http)
    {
        if (http.Request.ContentLength > RequestLimits.BodyBytesMax)
        {
            throw new BadHttpRequestException("Body too large.", StatusCodes.Status413PayloadTooLarge);
        }

        if (http.Request.ContentLength == 0)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        using var buffer = new MemoryStream((int)(http.Request.ContentLength ?? 1024));
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            foreach (var segment in read.Buffer)
            {
                if (buffer.Length + segment.Length > RequestLimits.BodyBytesMax)
                {
                    throw new BadHttpRequestException("Body too large.", StatusCodes.Status413PayloadTooLarge);
                }

                buffer.Write(segment.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
            }
        }
    }

    private static async Task SendAsync(HttpContext http, ApiAnswer answer)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        if (answer.Location is not null)
        {
            response.Headers.Location = answer.Location;
        }

        if (answer.Body.IsEmpty)
        {
            return;
        }

        response.ContentType ??= "application/json";
        response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(answer.Body, http.RequestAborted);
        }
    }

    private static bool IsApi(HttpContext http) => http.Request.Path.Value?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>Routing ignores case; the API does not.</summary>
    private static bool HasExactCase(HttpContext http, Endpoint endpoint)
    {
        if (endpoint is not RouteEndpoint route)
        {
            return true;
        }

        var path = http.Request.Path.Value!.AsSpan();
        foreach (var segment in route.RoutePattern.PathSegments)
        {
            path = path[1..];
            var end = path.IndexOf('/');
            var actual = end < 0 ? path : path[..end];
            if (segment.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal
                && !actual.SequenceEqual(literal.Content))
            {
                return false;
            }

            path = end < 0 ? [] : path[end..];
        }

        return true;
    }

    private static ILogger Logger(HttpContext http) =>
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Pay.Gateway.Api");

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed; the answer names it as {Id}")]
    private static partial void LogFault(ILogger logger, Exception fault, string method, string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed in the database; answered {Code}")]
    private static partial void LogStorageFault(ILogger logger, Exception fault, string method, string code);
}
