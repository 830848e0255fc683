namespace Pay.Gateway.Api;

/// <summary>The answers to a request without a good key: neither has the shape of an API error (api.md section 3).</summary>
internal static class ApiRefusals
{
    private const string HtmlPage =
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Error 401 Unauthorized</title></head>
        <body><h1>HTTP ERROR 401 Unauthorized</h1><p>Send an API key of this gateway in the header Authorization: Bearer KEY.</p></body>
        </html>

        """;

    /// <summary>No key, another scheme, a key that is too short or has a wrong checksum.</summary>
    public static async Task MalformedKeyAsync(HttpContext http)
    {
        var response = http.Response;
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.CacheControl = "must-revalidate,no-cache,no-store";
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsPost(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        byte[] body;
        if (MediaTypes.PrefersJson(http.Request.Headers.Accept))
        {
            response.ContentType = "application/json";
            body = JsonBuffer.Write(http.Request.Path.Value!, static (json, path) =>
            {
                json.WriteStartObject();
                json.WriteString("url"u8, path);
                json.WriteString("status"u8, "401"u8);
                json.WriteString("message"u8, "Unauthorized"u8);
                json.WriteEndObject();
            });
        }
        else
        {
            response.ContentType = "text/html;charset=utf-8";
            body = System.Text.Encoding.UTF8.GetBytes(HtmlPage);
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.Body.WriteAsync(body);
        }
    }

    /// <summary>A well-formed key that is unknown or revoked.</summary>
    public static ApiAnswer UnknownKey(HttpContext http)
    {
        http.Response.ContentType = "text/plain";
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"realm\"";
        return new ApiAnswer(StatusCodes.Status401Unauthorized, "Credentials are required to access this resource."u8.ToArray());
    }

    public static string Phrase(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => "Request Entity Too Large",
        StatusCodes.Status408RequestTimeout => "Request Timeout",
        _ => "Bad Request",
    };
}
