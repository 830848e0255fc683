namespace Pay.Providers.Testing;

/// <summary>
/// How a PSP talks, as far as the suite has to know it: an account, an answer for every operation, and samples of notifications.
/// </summary>
public sealed record PspScript
{
    /// <summary>Credentials that the PSP accepts, by the keys of <see cref="IPspAdapter.Credentials"/>.</summary>
    public required IReadOnlyDictionary<string, string> Credentials { get; init; }

    /// <summary>The credentials of somebody else's account: a notification of the first one proves nothing to it.</summary>
    public IReadOnlyDictionary<string, string>? OtherCredentials { get; init; }

    /// <summary>
    /// Credentials with which the PSP looks at the payer's device (<see cref="IPspAdapter.CollectDeviceData"/>), where that takes more than
    /// <see cref="Credentials"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string>? DeviceCollectionCredentials { get; init; }

    /// <summary>The operator's settings (<see cref="PspContext.Settings"/>).</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The gateway's number of the account.</summary>
    public string AccountId { get; init; } = "1";

    /// <summary>The clock that the adapter is given. Samples of notifications that carry a time need one that stands still.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The payer's card: a test card number of the PSP.</summary>
    public PayerCard Card { get; init; } = new()
    {
        Number = "4444333322221111",
        SecurityCode = "737",
        ExpiryMonth = 12,
        ExpiryYear = 2030,
        HolderName = "J. Doe",
        Brand = "visa",
        BillingAddress = new BillingAddress("10 Mill Lane", "Flat 2", "LS1 4AB", "Leeds", "GB"),
    };

    /// <summary>The header that carries the key by which the PSP recognises a repeated message (<see cref="NativeIdempotency.Key"/>).</summary>
    public string IdempotencyKeyHeader { get; init; } = "Idempotency-Key";

    /// <summary>The PSP takes no id of ours with a refund, so that only its own reference tells two of them apart.</summary>
    public bool TakesNoRefundId { get; init; }

    /// <summary>What is authorised and captured, in pence.</summary>
    public long Amount { get; init; } = 1250;

    /// <summary>What is refunded, in pence.</summary>
    public long RefundAmount { get; init; } = 500;

    /// <summary>The adapter calls nobody, so that there is no network to break: only its results are judged.</summary>
    public bool SendsNothing { get; init; }

    /// <summary>Holding the amount. Without 3D Secure, and authorised at once.</summary>
    public required OperationScript Authorise { get; init; }

    /// <summary>The answers to an authorisation that ask for 3D Secure. Needed where <see cref="PspCapabilities.ThreeDSecure"/>.</summary>
    public Func<StubRequest, StubAnswer>? Challenge { get; init; }

    /// <summary>The card with which the PSP asks for 3D Secure, where it is the card that decides. <see langword="null"/>: <see cref="Card"/>.</summary>
    public PayerCard? ChallengeCard { get; init; }

    /// <summary>What the payer's browser brings back from a challenge that went well.</summary>
    public Func<AuthoriseResult.AuthenticationRequired, IReadOnlyList<KeyValuePair<string, string>>> ReturnFields { get; init; } = _ => [];

    /// <summary>Going on after 3D Secure. Needed where <see cref="PspCapabilities.ThreeDSecure"/>.</summary>
    public OperationScript? Continue { get; init; }

    /// <summary>Taking the amount.</summary>
    public required OperationScript Capture { get; init; }

    /// <summary>Releasing the amount.</summary>
    public required OperationScript Cancel { get; init; }

    /// <summary>Giving <see cref="RefundAmount"/> back.</summary>
    public required OperationScript Refund { get; init; }

    /// <summary>A question about a payment that is authorised. Needed where <see cref="PspCapabilities.CanQuery"/>.</summary>
    public OperationScript? Query { get; init; }

    /// <summary>A question about a refund that has succeeded. Needed where <see cref="PspCapabilities.CanQueryRefund"/>.</summary>
    public OperationScript? QueryRefund { get; init; }

    /// <summary>The credentials are accepted. Needed where <see cref="PspCapabilities.CanCheckCredentials"/>.</summary>
    public OperationScript? CheckCredentials { get; init; }

    /// <summary>Notifications as the PSP sends them to the account of <see cref="Credentials"/>, each about another thing.</summary>
    public IReadOnlyList<NotificationSample> Notifications { get; init; } = [];

    /// <summary>The script of an operation, or <see langword="null"/> where the PSP has none.</summary>
    public OperationScript? Of(PspOperation operation) => operation switch
    {
        PspOperation.Authorise => Authorise,
        PspOperation.Continue => Continue,
        PspOperation.Capture => Capture,
        PspOperation.Cancel => Cancel,
        PspOperation.Refund => Refund,
        PspOperation.Query => Query,
        PspOperation.QueryRefund => QueryRefund,
        PspOperation.CheckCredentials => CheckCredentials,
        _ => null,
    };

    /// <summary>Says nothing of the content.</summary>
    public override string ToString() => nameof(PspScript);
}
