namespace Pay.Providers;

/// <summary>What a PSP tells without being asked, in neutral words.</summary>
public enum ProviderEventKind
{
    /// <summary>The amount is held.</summary>
    PaymentAuthorised,

    /// <summary>The bank said no; nothing is held.</summary>
    PaymentRejected,

    /// <summary>What was held is released.</summary>
    PaymentCancelled,

    /// <summary>A cancellation that had been accepted did not happen.</summary>
    CancelFailed,

    /// <summary>The money was taken.</summary>
    Captured,

    /// <summary>A capture that had been accepted did not happen.</summary>
    CaptureFailed,

    /// <summary>A capture that had been done was undone: the money did not come.</summary>
    CaptureReversed,

    /// <summary>The money went back.</summary>
    RefundSucceeded,

    /// <summary>A refund that had been accepted did not happen, or one that had been done came back: the money is here again.</summary>
    RefundFailed,

    /// <summary>Something happened that only an inquiry can tell: the gateway asks as soon as it can.</summary>
    NeedsQuery,

    /// <summary>The payer disputes the payment, or a dispute went on. A person has to look.</summary>
    Dispute,
}

/// <summary>
/// One thing that a PSP says happened. PSPs send it late, twice and in any order; the gateway applies it once and only forwards.
/// </summary>
public sealed record ProviderEvent
{
    /// <summary>What happened.</summary>
    public required ProviderEventKind Kind { get; init; }

    /// <summary>Equal for two arrivals of the same notification, different for two different ones; unique within the provider.</summary>
    public required string DedupeKey { get; init; }

    /// <summary>Our payment id, where the PSP echoes it.</summary>
    public string? PaymentId { get; init; }

    /// <summary>
    /// The PSP's transaction, where it names it. It comes before <see cref="PaymentId"/>: an event of another transaction than the payment's
    /// is not believed.
    /// </summary>
    public string? TransactionId { get; init; }

    /// <summary>
    /// <see cref="TransactionId"/> may be another one than the payment's so far, because at this PSP an authorisation after 3D Secure is a
    /// new transaction.
    /// </summary>
    public bool MayBeNewTransaction { get; init; }

    /// <summary>
    /// Our refund id, where the PSP echoes it. A refund event needs it, or <see cref="Reference"/>, or an <see cref="Amount"/> that only one
    /// refund has. Empty: the PSP echoes refund ids and this refund has none, so it is none of ours.
    /// </summary>
    public string? RefundId { get; init; }

    /// <summary>The PSP's reference of the operation.</summary>
    public string? Reference { get; init; }

    /// <summary>The amount that it is about, in pence, where the PSP tells it: an authorisation of another amount than the payment's is not believed.</summary>
    public long? Amount { get; init; }

    /// <summary>Why, for people; never card data.</summary>
    public string? Reason { get; init; }
}
