using System.Text.Json;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>How far a notification's body could be read.</summary>
internal enum SmartpayBatchState
{
    /// <summary>It is a batch, if perhaps one with items that cannot be read.</summary>
    Read,

    /// <summary>Longer than any that SmartPay sends.</summary>
    TooLong,

    /// <summary>Nested deeper than any that SmartPay sends.</summary>
    TooDeep,

    /// <summary>Not JSON, or not of this shape.</summary>
    Unreadable,
}

/// <summary>The body of a notification: some items in no order, and whether they are about real money.</summary>
internal sealed record SmartpayNotificationBatch(SmartpayBatchState State)
{
    private const int BytesMax = 256 * 1024;
    private const int DepthMax = 32;

    public bool? IsLive { get; init; }

    public IReadOnlyList<SmartpayNotificationItem> Items { get; init; } = [];

    /// <summary>How many items are left out because they cannot be read.</summary>
    public int UnreadableItems { get; init; }

    public static SmartpayNotificationBatch Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length > BytesMax)
        {
            return new(SmartpayBatchState.TooLong);
        }

        var json = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        try
        {
            if (IsTooDeep(json.Span))
            {
                return new(SmartpayBatchState.TooDeep);
            }

            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DepthMax });
            return Read(document.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A name that is no text is an InvalidOperationException.
            return new(SmartpayBatchState.Unreadable);
        }
    }

    private static SmartpayNotificationBatch Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("notificationItems", out var entries) || entries.ValueKind != JsonValueKind.Array)
        {
            return new(SmartpayBatchState.Unreadable);
        }

        var items = entries.EnumerateArray().Select(SmartpayNotificationItem.Read).ToList();
        return new(SmartpayBatchState.Read)
        {
            IsLive = SmartpayNotificationItem.Plain(root, "live") switch { "true" => true, "false" => false, _ => null },
            Items = [.. items.OfType<SmartpayNotificationItem>()],
            UnreadableItems = items.Count(item => item is null),
        };
    }

    /// <summary>Apart from reading, because a document that is merely broken is answered otherwise than one that is meant to hurt.</summary>
    private static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = BytesMax + 1 });
        while (reader.Read())
        {
            if (reader.CurrentDepth > DepthMax || (reader.CurrentDepth == DepthMax && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject))
            {
                return true;
            }
        }

        return false;
    }
}
