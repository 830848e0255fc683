namespace Pay.Providers;

/// <summary>An HTTP request to a PSP. It may carry a card, which is why this is a class with a silent <see cref="ToString"/>.</summary>
public sealed class PspMessage
{
    /// <summary>The HTTP method.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>The address.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The body; empty for a GET.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body's <c>Content-Type</c>, whole.</summary>
    public string? ContentType { get; init; }

    /// <summary>Other headers, such as <c>Authorization</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>
    /// Whether it may arrive twice with the effect of once: it only asks, or it carries a key by which the PSP recognises the repetition.
    /// Only such a message is sent again, within its time limit, when its answer is lost or is 409, 429 or 5xx.
    /// </summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Says nothing of the body and the headers.</summary>
    public override string ToString() => $"{Method} {Uri.Host}{Uri.AbsolutePath}";
}
