using System.Text.Json;
using System.Text.Unicode;

namespace Pay.Gateway.Api;

/// <summary>A request body as JSON, read as leniently as the contract asks: text behind the first value is not looked at.</summary>
internal static class JsonBody
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <exception cref="ApiRefusal">400 with <paramref name="code"/>: not JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> body, string code) =>
        TryParse(body) ?? throw new ApiRefusal(ApiError.UnreadableJson(code));

    public static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        var bytes = body.Span;
        if (!Utf8.IsValid(bytes))
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes);
            var document = JsonDocument.ParseValue(ref reader);

            // An escape can spell half a character or NUL: the one is no text, the other no text to PostgreSQL, and both engines answer alike.
            if (bytes.IndexOf("\\u"u8) < 0 || IsText(document.RootElement))
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A property's value, where the body is an object that has it; otherwise an undefined element.</summary>
    public static JsonElement Property(JsonElement body, ReadOnlySpan<byte> name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value : default;

    public static bool IsMissing(this JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public static string Text(JsonElement value) => value.GetString()!;

    /// <summary>Whether each database can keep it: PostgreSQL's text has no NUL.</summary>
    public static bool IsStorable(string text) => !text.Contains('\0', StringComparison.Ordinal);

    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => IsStorable(element.GetString()!),
                JsonValueKind.Object => element.EnumerateObject().All(property => IsStorable(property.Name) && IsText(property.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A whole number of 32 bits written as such: <c>100.0</c> and <c>1e2</c> are not.</summary>
    public static bool TryGetInteger(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number) && !value.GetRawText().AsSpan().ContainsAny(".eE");
    }
}
