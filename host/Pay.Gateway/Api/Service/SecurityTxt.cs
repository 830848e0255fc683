namespace Pay.Gateway.Api;

/// <summary><c>/.well-known/security.txt</c>: where to report a weakness. The operator's own (<c>Pay:SecurityTxtUrl</c>), or none.</summary>
internal static class SecurityTxt
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var address = routes.ServiceProvider.GetRequiredService<GatewaySettings>().SecurityTxtUrl;
        foreach (var path in (string[])["/.well-known/security.txt", "/security.txt"])
        {
            routes.MapMethods(path, ["GET", "HEAD"], (RequestDelegate)(http =>
            {
                http.Response.Headers.CacheControl = "no-cache";
                http.Response.StatusCode = address is null ? StatusCodes.Status404NotFound : StatusCodes.Status302Found;
                http.Response.Headers.Location = address;
                return Task.CompletedTask;
            }));
        }
    }
}
