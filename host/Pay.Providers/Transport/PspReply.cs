namespace Pay.Providers;

/// <summary>What came back for a message. A closed set: every case is nested here.</summary>
public abstract record PspReply
{
    private PspReply() { }

    /// <summary>A whole HTTP answer, whatever its status.</summary>
    /// <param name="Status">The HTTP status code.</param>
    /// <param name="Body">The body, whole.</param>
    public sealed record Answered(int Status, ReadOnlyMemory<byte> Body) : PspReply
    {
        /// <summary>The headers, those of the content included; one entry for each value.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

        /// <summary>Whether the status is 200 to 299.</summary>
        public bool IsSuccess => Status is >= 200 and <= 299;

        /// <summary>The first value of a header, or <see langword="null"/>.</summary>
        public string? Header(string name) =>
            Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

        /// <summary>The status only.</summary>
        public override string ToString() => $"Answered({Status})";
    }

    /// <summary>Certain: no byte of the body has left us, so nothing was done.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record NotSent(string Reason) : PspReply;

    /// <summary>It was sent, at least in part, and no whole answer came: the PSP may or may not have done it.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Lost(string Reason) : PspReply;

    /// <summary>
    /// What the reply means for an authorisation where it carries no document of the PSP (adapter contract section 4), or
    /// <see langword="null"/> for a 2xx or 4xx answer, whose document decides.
    /// </summary>
    public AuthoriseResult? AsAuthorisation() => Meaning() switch
    {
        (_, null) => null,
        ({ } failure, { } reason) => new AuthoriseResult.Failed(failure, reason, TransactionId: null),
        (null, { } reason) => new AuthoriseResult.Unknown(reason),
    };

    /// <summary>As <see cref="AsAuthorisation"/>, for a capture, a cancellation or a refund.</summary>
    public ModificationResult? AsModification() => Meaning() switch
    {
        (_, null) => null,
        ({ } failure, { } reason) => new ModificationResult.Failed(failure, reason),
        (null, { } reason) => new ModificationResult.Unknown(reason),
    };

    /// <summary>As <see cref="AsAuthorisation"/>, for a question about a payment.</summary>
    public QueryResult? AsQuery() => Meaning().Reason is { } reason ? new QueryResult.Inconclusive(reason) : null;

    /// <summary>As <see cref="AsAuthorisation"/>, for a question about a refund.</summary>
    public RefundQueryResult? AsRefundQuery() => Meaning().Reason is { } reason ? new RefundQueryResult.Inconclusive(reason) : null;

    /// <summary>As <see cref="AsAuthorisation"/>, for a check of credentials.</summary>
    public CredentialCheck? AsCredentialCheck() => Meaning() switch
    {
        (_, null) => null,
        (FailureClass.Credentials, { } reason) => new CredentialCheck.Refused(reason),
        (_, { } reason) => new CredentialCheck.Inconclusive(reason),
    };

    private (FailureClass? Failure, string? Reason) Meaning() => this switch
    {
        NotSent notSent => (FailureClass.NotSent, notSent.Reason),
        Lost lost => (null, lost.Reason),
        Answered { Status: 401 or 403 } answered => (FailureClass.Credentials, $"the PSP refused the credentials (HTTP {answered.Status})"),
        Answered { Status: >= 200 and <= 299 or >= 400 and <= 499 } => (null, null),
        Answered answered => (null, $"the PSP answered HTTP {answered.Status}"),
        _ => throw new InvalidOperationException("Every case is listed."),
    };
}
