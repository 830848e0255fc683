using System.Text;
using Microsoft.AspNetCore.Http;

namespace Pay.Client.Tests.Server;

/// <summary>The answers that a <see cref="ScriptedServer"/> can give.</summary>
internal static class Answer
{
    public static Func<HttpContext, Task> Json(int status, string body, params (string Name, string Value)[] headers) =>
        Body(status, "application/json", body, headers);

    public static Func<HttpContext, Task> Ok(string body) => Json(200, body);

    public static Func<HttpContext, Task> Error(int status, string code, string description = "text") =>
        Json(status, $$"""{"code":"{{code}}","description":"{{description}}"}""");

    public static Func<HttpContext, Task> Body(int status, string? contentType, string body, params (string Name, string Value)[] headers) =>
        async context =>
        {
            context.Response.StatusCode = status;
            if (contentType is not null)
            {
                context.Response.ContentType = contentType;
            }

            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            var bytes = Encoding.UTF8.GetBytes(body);
            if (status != 204)
            {
                context.Response.ContentLength = bytes.Length;
                await context.Response.Body.WriteAsync(bytes);
            }
        };

    public static Func<HttpContext, Task> NoContent() => Body(204, contentType: null, "");

    public static Func<HttpContext, Task> RateLimited(params (string Name, string Value)[] headers) =>
        Json(429, """{"code":"P0900","description":"Too many requests"}""", [("Content-Encoding", "utf-8"), .. headers]);

    /// <summary>The connection dies before a byte of the answer.</summary>
    public static Func<HttpContext, Task> Reset() => context =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>The connection dies in the middle of the body.</summary>
    public static Func<HttpContext, Task> ResetMidway(int status, string body) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length * 2;
        await context.Response.WriteAsync(body[..(body.Length / 2)]);
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    /// <summary>No answer until the client gives up.</summary>
    public static Func<HttpContext, Task> Silence() => async context =>
    {
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client has gone, as it should.
        }
    };
}
