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

    /// <summary>
    /// Whom each event is about, in the order of <see cref="Kinds"/>: our payment id, or the PSP's transaction. Empty: it is not compared. A PSP that
    /// tells several things in one message needs a sample about two payments, so that the second one is looked for.
    /// </summary>
    public IReadOnlyList<string> Payments { get; init; } = [];

    /// <summary>
    /// Which refund each event of a refund is about, in their order: our refund id, or the PSP's reference; the empty text where the PSP tells neither.
    /// Needed where <see cref="Kinds"/> has one.
    /// </summary>
    public IReadOnlyList<string> Refunds { get; init; } = [];

    /// <summary>Copies with something changed that its proof covers: an amount, a state, an id, the proof itself, its time.</summary>
    public IReadOnlyList<RawNotification> Tampered { get; init; } = [];

    /// <summary>
    /// A notification with another body and a proof that fits it, where the proof covers the body's bytes: lets tests reach what reads the body
    /// after the proof. <see langword="null"/>: the body is sent with the headers of <see cref="Notification"/>.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, RawNotification>? Prove { get; init; }
}
