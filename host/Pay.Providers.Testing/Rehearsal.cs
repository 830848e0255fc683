namespace Pay.Providers.Testing;

/// <summary>
/// Performs an adapter's operations for one made-up payment, each after those that have to come before it, through any transport.
/// </summary>
/// <param name="adapter">The adapter.</param>
/// <param name="script">How its PSP talks.</param>
/// <param name="paymentId">The payment's id.</param>
public sealed class Rehearsal(IPspAdapter adapter, PspScript script, string paymentId)
{
    private static readonly Uri ReturnUrl = new("https://pay.example/card_details/return");
    private static readonly PayerBrowser Browser = new("203.0.113.7", "text/html", "en-GB", "Mozilla/5.0 (made up)");

    private string? _transactionId;
    private AuthoriseResult.AuthenticationRequired? _challenge;
    private string? _refundReference;

    /// <summary>The adapter's own choice of a transaction id, if it makes one.</summary>
    public string? PreassignedId { get; private set; }

    /// <summary>The operation's id.</summary>
    public string OperationId { get; init; } = "op-" + paymentId;

    /// <summary>The amount to authorise and capture, in pence.</summary>
    public long Amount { get; init; } = script.Amount;

    /// <summary>The amount to refund, in pence.</summary>
    public long RefundAmount { get; init; } = script.RefundAmount;

    /// <summary>What the payment is for.</summary>
    public string Description { get; init; } = "Fishing licence";

    /// <summary>The service's reference.</summary>
    public string Reference { get; init; } = "REF 1234";

    /// <summary>Whether what may be missing is missing: e-mail address, billing address, browser.</summary>
    public bool IsBare { get; init; }

    /// <summary>1 for the first call of the operation.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The refund's id.</summary>
    public string RefundId => "rf" + paymentId[2..];

    /// <summary>A context with the script's account.</summary>
    public PspContext Context(IPspTransport transport, Uri baseUrl) => new()
    {
        AccountId = script.AccountId,
        IsLive = false,
        Credentials = script.Credentials,
        BaseUrl = baseUrl,
        Settings = script.Settings,
        Transport = transport,
        Clock = script.Clock,
    };

    /// <summary>Does with good answers and without a network what comes before an operation: such as the authorisation before a capture.</summary>
    public async Task PrepareAsync(PspOperation operation)
    {
        PreassignedId = adapter.PreassignTransactionId(paymentId);
        _transactionId = PreassignedId;
        if (operation is PspOperation.Authorise or PspOperation.CheckCredentials)
        {
            return;
        }

        if (operation == PspOperation.Continue)
        {
            _challenge = await AuthoriseAsync(Quiet(script.Challenge!), threeDSecure: true, CancellationToken.None).ConfigureAwait(false)
                as AuthoriseResult.AuthenticationRequired
                ?? throw new InvalidOperationException("The script's Challenge does not lead to AuthoriseResult.AuthenticationRequired.");
            _transactionId = _challenge.TransactionId ?? _transactionId;
            return;
        }

        var held = await AuthoriseAsync(Quiet(script.Authorise.Good), threeDSecure: false, CancellationToken.None).ConfigureAwait(false);
        _transactionId = held is AuthoriseResult.Authorised authorised
            ? authorised.TransactionId
            : throw new InvalidOperationException($"The script's Authorise does not lead to AuthoriseResult.Authorised but to {held.GetType().Name}.");
        if (operation is PspOperation.Refund or PspOperation.QueryRefund)
        {
            await CaptureAsync(Quiet(script.Capture.Good), CancellationToken.None).ConfigureAwait(false);
        }

        if (operation == PspOperation.QueryRefund)
        {
            _refundReference = await RefundAsync(Quiet(script.Refund.Good), CancellationToken.None).ConfigureAwait(false) switch
            {
                ModificationResult.Completed completed => completed.Reference,
                ModificationResult.Submitted submitted => submitted.Reference,
                var other => throw new InvalidOperationException($"The script's Refund leads to {other.GetType().Name}."),
            };
        }
    }

    /// <summary>Performs the operation. The result is the adapter's.</summary>
    public async Task<object> PerformAsync(PspOperation operation, PspContext context, CancellationToken deadline) => operation switch
    {
        PspOperation.Authorise => await AuthoriseAsync(context, threeDSecure: false, deadline).ConfigureAwait(false),
        PspOperation.Continue => await ContinueAsync(context, _challenge!.ProviderState, script.ReturnFields(_challenge), deadline).ConfigureAwait(false),
        PspOperation.Capture => await CaptureAsync(context, deadline).ConfigureAwait(false),
        PspOperation.Cancel => await CancelAsync(context, _transactionId, deadline).ConfigureAwait(false),
        PspOperation.Refund => await RefundAsync(context, deadline).ConfigureAwait(false),
        PspOperation.Query => await adapter.QueryAsync(new QueryRequest(paymentId, _transactionId) { SentAt = script.Clock.GetUtcNow() }, context, deadline)
            .ConfigureAwait(false),
        PspOperation.QueryRefund => await adapter.QueryRefundAsync(
            new RefundQueryRequest(IdOf("refund"), paymentId, _transactionId!, RefundId) { Reference = _refundReference }, context, deadline).ConfigureAwait(false),
        PspOperation.CheckCredentials => await adapter.CheckCredentialsAsync(context, deadline).ConfigureAwait(false),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    /// <summary>Authorises, with or without 3D Secure.</summary>
    public Task<AuthoriseResult> AuthoriseAsync(PspContext context, bool threeDSecure, CancellationToken deadline) => adapter.AuthoriseAsync(
        new AuthoriseRequest
        {
            OperationId = OperationId,
            PaymentId = paymentId,
            TransactionId = PreassignedId,
            Amount = Amount,
            Description = Description,
            Reference = Reference,
            Card = IsBare ? Bare(script.Card) : threeDSecure ? script.ChallengeCard ?? script.Card : script.Card,
            Email = IsBare ? null : "payer@example.com",
            Browser = IsBare ? null : Browser,
            ThreeDSecure = threeDSecure,
            ReturnUrl = ReturnUrl,
        },
        context,
        deadline);

    /// <summary>Goes on after 3D Secure with whatever state and fields.</summary>
    public Task<AuthoriseResult> ContinueAsync(
        PspContext context, string? providerState, IReadOnlyList<KeyValuePair<string, string>> fields, CancellationToken deadline) => adapter.ContinueAsync(
        new ContinueRequest
        {
            OperationId = OperationId,
            PaymentId = paymentId,
            TransactionId = _transactionId,
            Amount = Amount,
            ProviderState = providerState,
            Fields = fields,
            Browser = Browser,
            ReturnUrl = ReturnUrl,
        },
        context,
        deadline);

    /// <summary>Cancels what has this transaction id, or what has none that is known.</summary>
    public Task<ModificationResult> CancelAsync(PspContext context, string? transactionId, CancellationToken deadline) =>
        adapter.CancelAsync(new CancelRequest(IdOf("cancel"), paymentId, transactionId, Attempt), context, deadline);

    private Task<ModificationResult> CaptureAsync(PspContext context, CancellationToken deadline) =>
        adapter.CaptureAsync(new CaptureRequest(IdOf("capture"), paymentId, _transactionId!, Amount, Attempt), context, deadline);

    private Task<ModificationResult> RefundAsync(PspContext context, CancellationToken deadline) => adapter.RefundAsync(
        new RefundRequest(IdOf("refund"), paymentId, _transactionId!, RefundId, RefundAmount, Amount, Attempt), context, deadline);

    // Operations of one payment have ids of their own; the ids of one operation's repetitions are the same.
    private string IdOf(string kind) => $"{OperationId}-{kind}";

    private PspContext Quiet(Func<StubRequest, StubAnswer> answer) => Context(new ScriptTransport(answer), new Uri("http://psp.invalid/"));

    private static PayerCard Bare(PayerCard card) => new()
    {
        Number = card.Number,
        SecurityCode = card.SecurityCode,
        ExpiryMonth = card.ExpiryMonth,
        ExpiryYear = card.ExpiryYear,
        HolderName = card.HolderName,
        Brand = card.Brand,
    };
}
