namespace Pay.Providers;

/// <summary>What came of an authorisation, or of going on with one after 3D Secure. A closed set: every case is nested here.</summary>
public abstract record AuthoriseResult
{
    private AuthoriseResult() { }

    /// <summary>The amount is held.</summary>
    /// <param name="TransactionId">The PSP's transaction.</param>
    public sealed record Authorised(string TransactionId) : AuthoriseResult
    {
        /// <summary>The PSP has taken the money too, although it was only asked to hold it: its account is set up wrongly.</summary>
        public bool AlreadyCaptured { get; init; }
    }

    /// <summary>The bank said no. Certain: nothing is held.</summary>
    /// <param name="Reason">For people; never card data.</param>
    /// <param name="TransactionId">The PSP's transaction, if it made one.</param>
    public sealed record Rejected(string Reason, string? TransactionId) : AuthoriseResult
    {
        /// <summary>Something stayed open at the PSP; the gateway has it cancelled.</summary>
        public bool CleanUp { get; init; }
    }

    /// <summary>The payer has to prove to the bank who they are (3D Secure) before anything is held.</summary>
    /// <param name="Challenge">Where to send the payer's browser.</param>
    /// <param name="TransactionId">The PSP's transaction, if it made one.</param>
    public sealed record AuthenticationRequired(Challenge Challenge, string? TransactionId) : AuthoriseResult
    {
        /// <summary>
        /// What the adapter needs to go on: a small text of its own, stored encrypted and handed back unchanged in
        /// <see cref="ContinueRequest.ProviderState"/>.
        /// </summary>
        public string? ProviderState { get; init; }
    }

    /// <summary>The PSP has accepted the request and will decide later. It is asked for a few seconds, then treated as unknown.</summary>
    /// <param name="TransactionId">The PSP's transaction, if it made one.</param>
    public sealed record Pending(string? TransactionId) : AuthoriseResult
    {
        /// <summary>What it was when nothing is decided in that time, where that is known: such as that the payer's bank is still waiting for the payer.</summary>
        public AuthoriseResult? IfUndecided { get; init; }
    }

    /// <summary>The PSP has cancelled the payment by itself, such as for fraud. Certain: nothing is held.</summary>
    /// <param name="TransactionId">The PSP's transaction, if it made one.</param>
    public sealed record CancelledByPsp(string? TransactionId) : AuthoriseResult;

    /// <summary>It did not work. Certain: nothing is held, unless <see cref="CleanUp"/>.</summary>
    /// <param name="Class">Why.</param>
    /// <param name="Reason">For people; never card data.</param>
    /// <param name="TransactionId">The PSP's transaction, if it made one.</param>
    public sealed record Failed(FailureClass Class, string Reason, string? TransactionId) : AuthoriseResult
    {
        /// <summary>The PSP may hold something that must not be used, such as an authorisation of another amount; the gateway has it cancelled.</summary>
        public bool CleanUp { get; init; }
    }

    /// <summary>The PSP may or may not hold the amount; it has to be asked.</summary>
    /// <param name="Reason">For people; never card data.</param>
    public sealed record Unknown(string Reason) : AuthoriseResult
    {
        /// <summary>The PSP's transaction, if it is known nevertheless.</summary>
        public string? TransactionId { get; init; }
    }
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
