using System.Data.Common;
using System.Security.Cryptography;
using Pay.Gateway.Accounts;
using Pay.Gateway.Notifications;
using Pay.Gateway.Reliability;
using Pay.Gateway.Security;

namespace Pay.Gateway.Api;

/// <summary>
/// Judges a request of the public API in the order of api.md section 2.1: form of the key, route, media types, key, rate limit,
/// firewall, and only then the use case.
/// </summary>
internal sealed partial class ApiPipeline(AccountLookup accounts, RateLimiter rateLimiter, Firewall firewall, ILogger<ApiPipeline> logger)
{
    private const string Prefix = "/v1/";

    /// <summary>Before routing: a request below <c>/v1/</c> without a well-formed key is refused whatever its path.</summary>
    public Task CheckKeyFormAsync(HttpContext http, RequestDelegate next) =>
        IsApi(http) && !(BearerKey.Header(http) is { } header && accounts.IsWellFormed(header))
            ? ApiRefusals.MalformedKeyAsync(http)
            : next(http);

    /// <summary>After routing: what no endpoint of the API takes.</summary>
    public static Task RefuseUnroutedAsync(HttpContext http, RequestDelegate next)
    {
        if (!IsApi(http))
        {
            return next(http);
        }

        var endpoint = http.GetEndpoint();
        if (endpoint is null || !HasExactCase(http, endpoint))
        {
            return SendAsync(http, ApiAnswer.Framework(404, "HTTP 404 Not Found"));
        }

        return endpoint.Metadata.GetMetadata<ApiEndpoint>() is null ? RefuseMethodAsync(http, next) : next(http);
    }

    public async Task RunAsync(HttpContext http, ApiEndpoint endpoint, Func<ApiRequest, ValueTask<ApiAnswer>> handle)
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
            LogStorageFault(logger, fault, http.Request.Method, endpoint.DownstreamCode);
            answer = ApiAnswer.Of(ApiError.Downstream(endpoint.DownstreamCode));
        }
        catch (Exception fault)
        {
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
            LogFault(logger, fault, http.Request.Method, id);
            answer = ApiAnswer.Framework(500, $"There was an error processing your request. It has been logged (ID {id}).");
        }

        if (endpoint.NoStore && answer.Status is 200 or 201)
        {
            http.Response.Headers.Pragma = "no-cache";
            http.Response.Headers.CacheControl = "no-store";
        }

        await SendAsync(http, answer);
    }

    private async ValueTask<ApiAnswer> JudgeAsync(HttpContext http, ApiEndpoint endpoint, Func<ApiRequest, ValueTask<ApiAnswer>> handle)
    {
        if (endpoint.TakesBody && !MediaTypes.IsJson(http.Request.ContentType))
        {
            return ApiAnswer.Framework(415, "HTTP 415 Unsupported Media Type");
        }

        if (!MediaTypes.AcceptsJson(http.Request.Headers.Accept))
        {
            return ApiAnswer.Framework(406, "HTTP 406 Not Acceptable");
        }

        Account? account;
        try
        {
            account = await accounts.FindAsync(BearerKey.Header(http)!);
        }
        catch (DbException fault)
        {
            LogStorageFault(logger, fault, http.Request.Method, "503");
            return ApiAnswer.Framework(503, "HTTP 503 Service Unavailable");
        }

        if (account is null)
        {
            return ApiRefusals.UnknownKey(http);
        }

        if (!await rateLimiter.TryTakeAsync(account.Number, endpoint.RateClass))
        {
            return ApiAnswer.Of(ApiError.TooManyRequests);
        }

        return HttpMethods.IsPost(http.Request.Method)
            ? await JudgeBodyAsync(http, endpoint, account, handle)
            : await handle(new ApiRequest(http, account, ReadOnlyMemory<byte>.Empty));
    }

    private async ValueTask<ApiAnswer> JudgeBodyAsync(
        HttpContext http, ApiEndpoint endpoint, Account account, Func<ApiRequest, ValueTask<ApiAnswer>> handle)
    {
        var body = await ReadBodyAsync(http);
        if (endpoint.TakesBody)
        {
            firewall.Judge(account, body);
            if (body.IsEmpty)
            {
                // What the real service does, which has no reader for a body that is not there (api.md section 8.1.1).
                throw new InvalidOperationException("A request body was expected and none came.");
            }
        }

        IdempotencyKey.Validate(http);
        return await handle(new ApiRequest(http, account, body));
    }

    private static async Task RefuseMethodAsync(HttpContext http, RequestDelegate next)
    {
        // Routing's own endpoint for a wrong method sets Allow; OPTIONS asks for nothing else.
        await next(http);
        await (HttpMethods.IsOptions(http.Request.Method)
            ? SendAsync(http, new ApiAnswer(200, ReadOnlyMemory<byte>.Empty))
            : SendAsync(http, ApiAnswer.Framework(405, "HTTP 405 Method Not Allowed")));
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
            await response.BodyWriter.WriteAsync(answer.Body, http.RequestAborted);
        }
    }

    /// <summary>Providers' notifications lie below the same prefix and have proofs of their own.</summary>
    private static bool IsApi(HttpContext http) => http.Request.Path.Value is { } path
        && path.StartsWith(Prefix, StringComparison.Ordinal) && !path.StartsWith(NotificationEndpoint.Prefix, StringComparison.Ordinal);

    /// <summary>Routing ignores case; the API does not.</summary>
    private static bool HasExactCase(HttpContext http, Endpoint endpoint)
    {
        var path = http.Request.Path.Value!.AsSpan();
        if (endpoint is not RouteEndpoint route)
        {
            // Routing's own endpoint for a wrong method has no pattern; no name in a path of this API has capital letters.
            return !path.ContainsAnyInRange('A', 'Z');
        }

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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed; the answer names it as {Id}")]
    private static partial void LogFault(ILogger logger, Exception fault, string method, string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed in the database; answered {Code}")]
    private static partial void LogStorageFault(ILogger logger, Exception fault, string method, string code);
}
