using Pay.Gateway.Accounts;

namespace Pay.Gateway.Api;

/// <summary>Which counter of an account a request uses up (api.md section 4).</summary>
internal enum RateClass
{
    CreatePayment,
    CapturePayment,
    OtherPost,
    Get,
}

/// <summary>What the pipeline knows of an endpoint of the public API.</summary>
/// <param name="RateClass">Its rate-limit counter.</param>
/// <param name="TakesBody">Whether it reads a JSON body.</param>
/// <param name="NoStore">Whether its answers carry the two cache headers.</param>
/// <param name="DownstreamCode">The P-code of its answer when the database or a provider fails.</param>
internal sealed record ApiEndpoint(RateClass RateClass, bool TakesBody, bool NoStore, string DownstreamCode);

/// <summary>A judged request: authenticated, within its limit, with its body read.</summary>
internal sealed record ApiRequest(HttpContext Http, Account Account, ReadOnlyMemory<byte> Body)
{
    public string Id(string name) => (string)Http.Request.RouteValues[name]!;
}

internal static class ApiEndpointRoutes
{
    private static readonly string[] Get = ["GET", "HEAD"];
    private static readonly string[] Post = ["POST"];

    public static void MapApiGet(
        this IEndpointRouteBuilder routes, string path, string downstreamCode, Func<ApiRequest, ValueTask<ApiAnswer>> handle, bool noStore = false) =>
        Map(routes, path, Get, new ApiEndpoint(RateClass.Get, TakesBody: false, noStore, downstreamCode), handle);

    public static void MapApiPost(
        this IEndpointRouteBuilder routes,
        string path,
        RateClass rateClass,
        string downstreamCode,
        Func<ApiRequest, ValueTask<ApiAnswer>> handle,
        bool takesBody,
        bool noStore = false) =>
        Map(routes, path, Post, new ApiEndpoint(rateClass, takesBody, noStore, downstreamCode), handle);

    private static void Map(
        IEndpointRouteBuilder routes, string path, string[] methods, ApiEndpoint endpoint, Func<ApiRequest, ValueTask<ApiAnswer>> handle)
    {
        var pipeline = routes.ServiceProvider.GetRequiredService<ApiPipeline>();
        routes.MapMethods(path, methods, (RequestDelegate)(http => pipeline.RunAsync(http, endpoint, handle))).WithMetadata(endpoint);
    }
}
