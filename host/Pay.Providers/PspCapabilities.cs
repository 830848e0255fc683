namespace Pay.Providers;

/// <summary>What a PSP can do. The gateway branches on these and on nothing else.</summary>
public sealed record PspCapabilities
{
    /// <summary>No money moves here: it must never serve a live account.</summary>
    public bool TestOnly { get; init; }

    /// <summary>We choose the transaction id, before anything is sent.</summary>
    public bool PreassignsId { get; init; }

    /// <summary>The PSP can be asked what it holds for a payment.</summary>
    public bool CanQuery { get; init; }

    /// <summary>The PSP can be asked what became of a refund.</summary>
    public bool CanQueryRefund { get; init; }

    /// <summary>A capture is only submitted by the call; a notification or an inquiry confirms it later.</summary>
    public bool AsyncCapture { get; init; }

    /// <summary>A cancellation is only submitted by the call.</summary>
    public bool AsyncCancel { get; init; }

    /// <summary>A refund is only submitted by the call.</summary>
    public bool AsyncRefund { get; init; }

    /// <summary>The payer can be sent to their bank (3D Secure).</summary>
    public bool ThreeDSecure { get; init; }

    /// <summary>The PSP can look at the payer's device before the card is sent (3D Secure 2).</summary>
    public bool DeviceCollection { get; init; }

    /// <summary>
    /// While a payer is at their bank, a notification may decide the authorisation, because it is signed and its meaning does not depend on
    /// how the payer comes back.
    /// </summary>
    public bool NotificationEndsAuthentication { get; init; }

    /// <summary>There is a harmless call that tells whether credentials are right.</summary>
    public bool CanCheckCredentials { get; init; }

    /// <summary>How the PSP itself guards against a message that arrives twice.</summary>
    public NativeIdempotency NativeIdempotency { get; init; }

    /// <summary>
    /// How long the PSP remembers an idempotency key: later than this a repetition would be a second operation. <see langword="null"/>: for
    /// ever. Means something only with <see cref="NativeIdempotency.Key"/>.
    /// </summary>
    public TimeSpan? IdempotencyKeyLifetime { get; init; }
}

/// <summary>How a PSP recognises a repeated message.</summary>
public enum NativeIdempotency
{
    /// <summary>Not at all: a repeated refund is a second refund.</summary>
    None,

    /// <summary>By our order id, for authorisations only.</summary>
    OrderId,

    /// <summary>By an idempotency key on every operation: repeating a call with the same operation id is safe.</summary>
    Key,
}
