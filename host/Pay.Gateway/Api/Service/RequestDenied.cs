namespace Pay.Gateway.Api;

/// <summary><c>/request-denied</c>: where a firewall in front sends what it blocks (api.md section 5).</summary>
internal static class RequestDenied
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/request-denied", Methods, (RequestDelegate)(async http =>
    {
        var answer = ApiAnswer.Of(ApiError.BlockedByFirewall);
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(answer.Body);
        }
    }));
}
