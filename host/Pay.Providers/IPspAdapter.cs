namespace Pay.Providers;

/// <summary>
/// A payment service provider (PSP) as the gateway sees it: neutral requests in, neutral results out.
/// </summary>
/// <remarks>
/// An adapter turns requests into PSP messages and PSP messages into results. It keeps no state of its own, starts no timers
/// and never repeats a call: the gateway owns persistence, retries, scheduling, validation and amounts, and branches only on
/// <see cref="Capabilities"/>, never on <see cref="Name"/>. An adapter does not throw for anything that a network or a PSP can
/// do; it answers <c>Failed</c> when it is certain that nothing was done and <c>Unknown</c> when it is not.
/// </remarks>
public interface IPspAdapter
{
    /// <summary>The provider's name on the wire, lower case, for example <c>sandbox</c> (the API's <c>payment_provider</c>).</summary>
    string Name { get; }

    /// <summary>What this PSP can and cannot do.</summary>
    PspCapabilities Capabilities { get; }

    /// <summary>The credentials that an account needs, in the order in which a form should ask for them.</summary>
    CredentialSchema Credentials { get; }

    /// <summary>Where the PSP is, unless the operator says otherwise.</summary>
    PspUrls Urls => PspUrls.None;

    /// <summary>How the PSP's notifications are read; <see langword="null"/>: it sends none.</summary>
    INotificationHandler? Notifications => null;

    /// <summary>
    /// The transaction id for a new payment where we choose it, or <see langword="null"/> where the PSP does.
    /// The gateway stores it before <see cref="AuthoriseAsync"/> is called, so that a lost answer can be asked for.
    /// </summary>
    string? PreassignTransactionId(string paymentId);

    /// <summary>
    /// Where the PSP looks at the payer's device first, or <see langword="null"/> where this account has no such thing. Sends nothing.
    /// Called only when <see cref="PspCapabilities.DeviceCollection"/>, for payments that may need 3D Secure.
    /// </summary>
    DeviceCollection? CollectDeviceData(PspContext context) => null;

    /// <summary>Asks the PSP to hold the amount on the payer's card.</summary>
    Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline);

    /// <summary>Goes on with an authorisation after 3D Secure. Called only after <see cref="AuthoriseResult.AuthenticationRequired"/>.</summary>
    Task<AuthoriseResult> ContinueAsync(ContinueRequest request, PspContext context, CancellationToken deadline) =>
        Task.FromResult<AuthoriseResult>(new AuthoriseResult.Failed(FailureClass.InvalidRequest, "this provider has no 3D Secure", request.TransactionId));

    /// <summary>Takes an authorised amount.</summary>
    Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline);

    /// <summary>Releases an authorised amount.</summary>
    Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline);

    /// <summary>Gives captured money back, wholly or in part.</summary>
    Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline);

    /// <summary>What the PSP holds for a payment. Called only when <see cref="PspCapabilities.CanQuery"/>.</summary>
    Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline);

    /// <summary>What became of a refund. Called only when <see cref="PspCapabilities.CanQueryRefund"/>.</summary>
    Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline);

    /// <summary>Whether the PSP accepts the account's credentials. Called only when <see cref="PspCapabilities.CanCheckCredentials"/>.</summary>
    Task<CredentialCheck> CheckCredentialsAsync(PspContext context, CancellationToken deadline) =>
        Task.FromResult<CredentialCheck>(new CredentialCheck.Inconclusive("this provider has no harmless call"));
}
