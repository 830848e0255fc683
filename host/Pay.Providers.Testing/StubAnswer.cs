using System.Text;

namespace Pay.Providers.Testing;

/// <summary>What the stand-in for the PSP answers.</summary>
public sealed record StubAnswer
{
    /// <summary>The HTTP status code.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The body's <c>Content-Type</c>, whole.</summary>
    public string ContentType { get; init; } = "text/plain; charset=utf-8";

    /// <summary>The body's bytes.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Other headers, such as <c>Set-Cookie</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>An XML document in UTF-8.</summary>
    public static StubAnswer Xml(string document, int status = 200) => Of("text/xml; charset=utf-8", document, status);

    /// <summary>A JSON document.</summary>
    public static StubAnswer Json(string document, int status = 200) => Of("application/json", document, status);

    /// <summary>An HTML page in UTF-8.</summary>
    public static StubAnswer Html(string page, int status = 200) => Of("text/html; charset=utf-8", page, status);

    /// <summary>Text of any type, in UTF-8.</summary>
    public static StubAnswer Of(string contentType, string body, int status = 200) =>
        new() { Status = status, ContentType = contentType, Body = Encoding.UTF8.GetBytes(body) };
}
