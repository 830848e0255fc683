using System.Text.Json;

namespace Acorn;

/// <summary>What Acorn answers, as far as it is used here. All of its documents have the same few fields.</summary>
internal sealed record AcornDocument(string? Id, string? Order, string? Refund, long? Amount, string? Currency, string? State, string? ChallengeUrl, string? Error)
{
    private const int DepthMax = 8;

    /// <summary>A pure function of bytes that a stranger may have sent: <see langword="null"/> for whatever is not such a document.</summary>
    public static AcornDocument? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DepthMax });
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? new AcornDocument(
                    Text(root, "id"),
                    Text(root, "order"),
                    Text(root, "refund"),
                    root.TryGetProperty("amount", out var amount) && amount.ValueKind == JsonValueKind.Number && amount.TryGetInt64(out var pence) ? pence : null,
                    Text(root, "currency"),
                    Text(root, "state"),
                    Text(root, "challenge_url"),
                    Text(root, "error"))
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A text that is not valid Unicode is found out only when it is read, and is an InvalidOperationException.
            return null;
        }
    }

    /// <summary>Whether it is about this order and this amount in pounds. Whatever is not, is not believed.</summary>
    public bool IsAbout(string order, long amount) => Order == order && Amount == amount && Currency == "GBP" && !string.IsNullOrEmpty(Id);

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
