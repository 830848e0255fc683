namespace Pay.Providers;

/// <summary>What came of an authorisation. A closed set: every case is nested here.</summary>
public abstract record AuthoriseResult
{
    private AuthoriseResult() { }

    /// <summary>The amount is held.</summary>
    /// <param name="TransactionId">The PSP's transaction.</param>
    public sealed record Authorised(string TransactionId) : AuthoriseResult;

    /// <summary>The bank said no. Certain: nothing is held.</summary>
    /// <param name="Reason">For people; never card data.</param>
    /// <param name="TransactionId">The PSP's transaction, if it made one.</param>
    public sealed record Rejected(string Reason, string? TransactionId) : AuthoriseResult;

    /// <summary>It did not work. Certain: nothing is held.</summary>
    /// <param name="Class">Why.</param>
    /// <param name="Reason">For people; never card data.</param>
    /// <param name="TransactionId">The PSP's transaction, if it made one.</param>
    public sealed record Failed(FailureClass Class, string Reason, string? TransactionId) : AuthoriseResult;

    /// <summary>The PSP may or may not hold the amount; it has to be asked.</summary>
    /// <param name="Reason">For people; never card data.</param>
    public sealed record Unknown(string Reason) : AuthoriseResult;
}

/// <summary>Why something failed for certain.</summary>
public enum FailureClass
{
    /// <summary>No byte of the request left us.</summary>
    NotSent,

    /// <summary>The PSP refused the account's credentials.</summary>
    Credentials,

    /// <summary>The PSP refused the request's form.</summary>
    InvalidRequest,

    /// <summary>The PSP cannot use these card details.</summary>
    InvalidCardDetails,

    /// <summary>The PSP's answer breaks its own protocol.</summary>
    Protocol,

    /// <summary>The PSP reported a fault of its own.</summary>
    PspInternal,

    /// <summary>The PSP asked for fewer requests.</summary>
    Throttled,
}
