using System.Text.Json;

namespace Pay.Providers.Tests.WireMock;

/// <summary>A request as WireMock's journal has it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">Path and query.</param>
/// <param name="Headers">One entry for each value.</param>
/// <param name="Body">The body's bytes.</param>
/// <param name="WasMatched">Whether a mapping answered it.</param>
internal sealed record ReceivedRequest(
    string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body, bool WasMatched)
{
    /// <summary>The body as UTF-8.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Body.Span);

    /// <summary>The first value of a header, or <see langword="null"/>.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    public static ReceivedRequest Read(JsonElement entry)
    {
        var request = entry.GetProperty("request");
        return new ReceivedRequest(
            request.GetProperty("method").GetString()!,
            request.GetProperty("url").GetString()!,
            [.. request.GetProperty("headers").EnumerateObject().SelectMany(header => Values(header.Value).Select(value => KeyValuePair.Create(header.Name, value)))],
            request.GetProperty("bodyAsBase64").GetBytesFromBase64(),
            entry.GetProperty("wasMatched").GetBoolean());
    }

    private static IEnumerable<string> Values(JsonElement header) =>
        header.ValueKind == JsonValueKind.Array ? header.EnumerateArray().Select(value => value.GetString()!) : [header.GetString()!];
}
