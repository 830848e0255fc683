namespace Pay.Providers;

/// <summary>What a PSP holds for a payment. A closed set: every case is nested here.</summary>
public abstract record QueryResult
{
    private QueryResult() { }

    /// <summary>The PSP knows the payment.</summary>
    /// <param name="Payment">Its state there.</param>
    /// <param name="TransactionId">The PSP's transaction.</param>
    /// <param name="Amount">The amount in pence, where the PSP tells.</param>
    public sealed record Found(PspPaymentState Payment, string TransactionId, long? Amount) : QueryResult;

    /// <summary>The PSP does not know the payment.</summary>
    public sealed record NotFound : QueryResult;

    /// <summary>No trustworthy answer.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Inconclusive(string Reason) : QueryResult;
}

/// <summary>The state of a payment at a PSP.</summary>
public enum PspPaymentState
{
    /// <summary>Not decided yet.</summary>
    Pending,

    /// <summary>The payer is (or was) at their bank; nothing is held.</summary>
    AuthenticationRequired,

    /// <summary>The amount is held.</summary>
    Authorised,

    /// <summary>The bank said no.</summary>
    Rejected,

    /// <summary>Released.</summary>
    Cancelled,

    /// <summary>Asked to capture, not confirmed.</summary>
    CaptureSubmitted,

    /// <summary>The money was taken.</summary>
    Captured,

    /// <summary>A capture failed.</summary>
    CaptureFailed,

    /// <summary>The PSP reports an error; nothing is held.</summary>
    Error,
}

/// <summary>What became of a refund. A closed set: every case is nested here.</summary>
public abstract record RefundQueryResult
{
    private RefundQueryResult() { }

    /// <summary>The money went back.</summary>
    /// <param name="Reference">The PSP's reference for it.</param>
    public sealed record Succeeded(string? Reference) : RefundQueryResult;

    /// <summary>On its way.</summary>
    public sealed record Pending : RefundQueryResult;

    /// <summary>It failed. Certain: no money went back.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Failed(string Reason) : RefundQueryResult;

    /// <summary>The PSP never saw it.</summary>
    public sealed record NotFound : RefundQueryResult;

    /// <summary>No trustworthy answer.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Inconclusive(string Reason) : RefundQueryResult;
}
