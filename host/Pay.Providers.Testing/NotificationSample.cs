namespace Pay.Providers.Testing;

/// <summary>A notification as the PSP sends it.</summary>
public sealed record NotificationSample
{
    /// <summary>What it is called in a failure, such as <c>captured</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The notification.</summary>
    public required RawNotification Notification { get; init; }

    /// <summary>What it says, in order. Empty: something that the gateway need not know, which is acknowledged all the same.</summary>
    public required IReadOnlyList<ProviderEventKind> Kinds { get; init; }

    /// <summary>Copies with something changed that its proof covers: an amount, a state, an id, the proof itself, its time.</summary>
    public IReadOnlyList<RawNotification> Tampered { get; init; } = [];

    /// <summary>
    /// A notification with another body and a proof that fits it, where the proof covers the body's bytes: lets tests reach what reads the body
    /// after the proof. <see langword="null"/>: the body is sent with the headers of <see cref="Notification"/>.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, RawNotification>? Prove { get; init; }
}
