using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Pay.Gateway.PaymentPages.Serving;

namespace Pay.Gateway.PaymentPages;

/// <summary>Where browsers report breaches of the content security policy. It takes what it understands and never answers an error.</summary>
internal static class CspReport
{
    private const int BodyBytesMax = 50_000;
    private const int LoggedLengthMax = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/csp-report", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, CallLimits limits, ILoggerFactory logs)
    {
        if (limits.MayReport() && http.Request.ContentLength is null or <= BodyBytesMax)
        {
            await ReadAsync(http, logs.CreateLogger(typeof(CspReport)));
        }

        return Results.NoContent();
    }

    private static async Task ReadAsync(HttpContext http, ILogger logger)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = BodyBytesMax;
        }

        try
        {
            using var report = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            if (Body(report.RootElement) is { ValueKind: JsonValueKind.Object } body)
            {
                PageLog.PolicyBreach(
                    logger,
                    Text(body, "effective-directive", "effectiveDirective", "violated-directive"),
                    OriginOnly(Text(body, "blocked-uri", "blockedURL")));
            }
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException or IOException or OperationCanceledException)
        {
            // Anybody can post here; what is not a report is nobody's concern.
        }
    }

    // Two formats: report-uri sends {"csp-report": {...}}, report-to sends [{"body": {...}}].
    private static JsonElement Body(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Object when root.TryGetProperty("csp-report", out var body) => body,
        JsonValueKind.Array when root.GetArrayLength() > 0 && root[0].ValueKind == JsonValueKind.Object
            && root[0].TryGetProperty("body", out var body) => body,
        _ => default,
    };

    private static string Text(JsonElement body, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            {
                return Printable(value.GetString()!);
            }
        }

        return "";
    }

    // A blocked address may hold a token or whatever an attacker wrote into it.
    private static string OriginOnly(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? $"{parsed.Scheme}://{parsed.Host}" : url.Split('/', '?')[0];

    private static string Printable(string text) =>
        string.Concat(text.Where(character => character is > ' ' and <= '~').Take(LoggedLengthMax));
}
