using System.Text.Json;

namespace Pay.Gateway.Providers.Stripe.Documents;

/// <summary>
/// Reads JSON that a stranger may have sent: size and depth are bounded, a name may not stand twice in an object, and every text can be
/// decoded. Fields that are not known are left alone (stripe.md section 2).
/// </summary>
internal static class StripeJson
{
    private const int BytesMax = 1024 * 1024;
    private const int DepthMax = 32;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    /// <returns><see langword="null"/>: not a JSON object within the bounds.</returns>
    public static JsonElement? Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Length > BytesMax)
        {
            return null;
        }

        try
        {
            var root = JsonElement.Parse(bytes.Span, Options);
            Decode(root);
            return root.ValueKind == JsonValueKind.Object ? root : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A text that is half of a surrogate pair is an InvalidOperationException, and only once it is asked for.
            return null;
        }
    }

    public static string? Text(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static long? Number(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static bool? Truth(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    public static JsonElement? Part(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <returns><see langword="null"/>: not a list of objects.</returns>
    public static IReadOnlyList<JsonElement>? Parts(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Array } value && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object)
            ? [.. value.EnumerateArray()]
            : null;

    /// <summary>An object's id, where Stripe puts either the id or the whole object.</summary>
    public static string? Id(this JsonElement element, string name) => element.Text(name) ?? element.Part(name)?.Text("id");

    private static JsonElement? Find(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static void Decode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Decode(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Decode(item);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }
}
