namespace Pay.Providers;

/// <summary>Hold an amount on a card.</summary>
public sealed class AuthoriseRequest
{
    /// <summary>Our id of this operation: the same when, and only when, the same operation is sent again.</summary>
    public required string OperationId { get; init; }

    /// <summary>The payment's public id.</summary>
    public required string PaymentId { get; init; }

    /// <summary>The id from <see cref="IPspAdapter.PreassignTransactionId"/>, if the adapter made one.</summary>
    public string? TransactionId { get; init; }

    /// <summary>The amount in pence (GBP).</summary>
    public required long Amount { get; init; }

    /// <summary>What the payer pays for, in the service's words.</summary>
    public required string Description { get; init; }

    /// <summary>The service's reference.</summary>
    public required string Reference { get; init; }

    /// <summary>The payer's card.</summary>
    public required PayerCard Card { get; init; }

    /// <summary>The payer's e-mail address, where collected.</summary>
    public string? Email { get; init; }

    /// <summary>The payer's browser.</summary>
    public PayerBrowser? Browser { get; init; }

    /// <summary>The payer gave the card by post or by telephone: there is no browser of theirs, and no 3D Secure.</summary>
    public bool Moto { get; init; }

    /// <summary>Whether the account wants 3D Secure: the PSP may then ask for it.</summary>
    public bool ThreeDSecure { get; init; }

    /// <summary>
    /// Where the payer's bank returns to. An adapter that has to tell outcomes apart may add one path segment or a query of its own; what
    /// comes back is in <see cref="ContinueRequest.Fields"/>.
    /// </summary>
    public required Uri ReturnUrl { get; init; }

    /// <summary>The payment only: what it carries is secret.</summary>
    public override string ToString() => $"AuthoriseRequest({PaymentId})";
}

/// <summary>Go on with an authorisation after the payer has been at their bank.</summary>
public sealed class ContinueRequest
{
    /// <summary>Our id of this operation: that of the authorisation that it goes on with.</summary>
    public required string OperationId { get; init; }

    /// <summary>The payment's public id.</summary>
    public required string PaymentId { get; init; }

    /// <summary>The PSP's transaction, where known.</summary>
    public string? TransactionId { get; init; }

    /// <summary>The amount in pence (GBP).</summary>
    public required long Amount { get; init; }

    /// <summary>What <see cref="AuthoriseResult.AuthenticationRequired.ProviderState"/> said.</summary>
    public string? ProviderState { get; init; }

    /// <summary>
    /// What the payer's browser brought back, form fields and query alike. It is the payer's word and nobody else's: none of it proves
    /// that money is held.
    /// </summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; }

    /// <summary>The payer's browser.</summary>
    public PayerBrowser? Browser { get; init; }

    /// <summary>Where the payer's bank returns to, should it be needed once more.</summary>
    public required Uri ReturnUrl { get; init; }

    /// <summary>The first value of a field, or <see langword="null"/>.</summary>
    public string? Field(string name) => Fields.FirstOrDefault(field => string.Equals(field.Key, name, StringComparison.Ordinal)).Value;

    /// <summary>The payment only: what it carries is secret.</summary>
    public override string ToString() => $"ContinueRequest({PaymentId})";
}

/// <summary>Take an authorised amount.</summary>
/// <param name="OperationId">Our id of this operation.</param>
/// <param name="PaymentId">The payment's public id.</param>
/// <param name="TransactionId">The PSP's transaction.</param>
/// <param name="Amount">The amount in pence (GBP).</param>
/// <param name="Attempt">1 for the first call of this operation.</param>
public sealed record CaptureRequest(string OperationId, string PaymentId, string TransactionId, long Amount, int Attempt);

/// <summary>Release an authorised amount.</summary>
/// <param name="OperationId">Our id of this operation.</param>
/// <param name="PaymentId">The payment's public id.</param>
/// <param name="TransactionId">The PSP's transaction, where it is known.</param>
/// <param name="Attempt">1 for the first call of this operation.</param>
public sealed record CancelRequest(string OperationId, string PaymentId, string? TransactionId, int Attempt);

/// <summary>Give captured money back.</summary>
/// <param name="OperationId">Our id of this operation.</param>
/// <param name="PaymentId">The payment's public id.</param>
/// <param name="TransactionId">The PSP's transaction.</param>
/// <param name="RefundId">The refund's public id.</param>
/// <param name="Amount">The amount to give back, in pence (GBP).</param>
/// <param name="CapturedAmount">The amount that was captured, in pence (GBP).</param>
/// <param name="Attempt">1 for the first call of this operation.</param>
public sealed record RefundRequest(
    string OperationId, string PaymentId, string TransactionId, string RefundId, long Amount, long CapturedAmount, int Attempt);

/// <summary>Ask what the PSP holds for a payment.</summary>
/// <param name="PaymentId">The payment's public id.</param>
/// <param name="TransactionId">The PSP's transaction, where known.</param>
public sealed record QueryRequest(string PaymentId, string? TransactionId)
{
    /// <summary>When the PSP was first told of the payment: one whose books lag does not say "not found" too soon.</summary>
    public DateTimeOffset? SentAt { get; init; }
}

/// <summary>Ask what became of a refund.</summary>
/// <param name="OperationId">Our id of the refund operation.</param>
/// <param name="PaymentId">The payment's public id.</param>
/// <param name="TransactionId">The PSP's transaction.</param>
/// <param name="RefundId">The refund's public id.</param>
public sealed record RefundQueryRequest(string OperationId, string PaymentId, string TransactionId, string RefundId)
{
    /// <summary>The PSP's reference of the refund, where its answer came.</summary>
    public string? Reference { get; init; }

    /// <summary>The amount that was to go back, in pence (GBP): a refund of another amount is another refund.</summary>
    public long? Amount { get; init; }
}
