using System.Text.Json;

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
        try
        {
            var bytes = body.Span;
            var reader = new Utf8JsonReader(bytes.StartsWith(ByteOrderMark) ? bytes[ByteOrderMark.Length..] : bytes);
            return JsonDocument.ParseValue(ref reader);
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

    /// <summary>The text of a string; one that is no Unicode text (a lone surrogate, broken UTF-8) reads as U+FFFD in those places.</summary>
    public static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    /// <summary>A whole number of 32 bits written as such: <c>100.0</c> and <c>1e2</c> are not.</summary>
    public static bool TryGetInteger(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number) && !value.GetRawText().AsSpan().ContainsAny(".eE");
    }
}
