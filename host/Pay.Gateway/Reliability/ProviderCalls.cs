using Pay.Gateway.Payments;
using Pay.Gateway.Providers;
using Pay.Gateway.Security;
using Pay.Gateway.Telemetry;
using Pay.Providers;

namespace Pay.Gateway.Reliability;

/// <summary>
/// Calls to providers: each with a time limit of its own, none tied to the browser that caused it, and none that throws. An
/// adapter that breaks its contract by throwing has left us not knowing.
/// </summary>
internal sealed partial class ProviderCalls(
    IEnumerable<IPspAdapter> adapters, PspContexts contexts, GatewayMetrics metrics, TimeProvider clock, ILogger<ProviderCalls> logger)
{
    /// <summary>Shorter than the time after which an authorisation is inquired about (60 s).</summary>
    private static readonly TimeSpan AuthoriseTimeLimit = TimeSpan.FromSeconds(50);

    /// <summary>Shorter than <see cref="Work.Lease"/>: whoever holds the work is done before it can be taken over.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    /// <summary>While the payer waits: for <see cref="WorkRunner.InLineWindow"/>, and no single question longer than that.</summary>
    private const int InLineQuestionsMax = 4;
    private static readonly TimeSpan InLinePause = TimeSpan.FromSeconds(1);

    /// <summary>For an adapter that notices the end of its time, to say what it knows.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, IPspAdapter> _adapters = LoadedProviders.ByName(adapters);

    public IEnumerable<string> Names => _adapters.Keys;

    /// <summary>Whether an account may take payments through the provider: real money needs one that moves it.</summary>
    public bool MayServe(string provider, bool isLive) => _adapters.TryGetValue(provider, out var adapter) && !(isLive && adapter.Capabilities.TestOnly);

    /// <summary>Whether nothing can be paid there without credentials.</summary>
    public bool NeedsCredentials(string provider) => _adapters[provider].Credentials.Fields.Any(field => !field.IsOptional);

    public IPspAdapter? Find(string provider) => _adapters.GetValueOrDefault(provider);

    /// <exception cref="InvalidOperationException">The provider's adapter is no longer loaded.</exception>
    public IPspAdapter Of(Payment payment) => _adapters.GetValueOrDefault(payment.Provider)
        ?? throw new InvalidOperationException($"The adapter of the provider {payment.Provider} is not loaded, and payments begun there need it.");

    /// <summary>Where the provider looks at the payer's device before the card is sent; <see langword="null"/>: nowhere, or it cannot be told.</summary>
    public async Task<DeviceCollection?> DeviceCollectionAsync(Payment payment)
    {
        try
        {
            var adapter = Of(payment);
            return adapter.Capabilities.DeviceCollection ? adapter.CollectDeviceData(await contexts.ForAsync(adapter, payment)) : null;
        }
        catch (Exception fault)
        {
            LogNotCalled(logger, payment.Provider, payment.PaymentId, fault.GetType().Name);
            return null;
        }
    }

    public Task<AuthoriseResult> AuthoriseAsync(Payment payment, AuthoriseRequest request) => CallAsync<AuthoriseResult>(
        "authorise", AuthoriseLimitOf(payment), payment, (adapter, context, deadline) => adapter.AuthoriseAsync(request, context, deadline),
        reason => new AuthoriseResult.Unknown(reason), reason => new AuthoriseResult.Failed(FailureClass.NotSent, reason, request.TransactionId));

    public Task<AuthoriseResult> ContinueAsync(Payment payment, ContinueRequest request) => CallAsync<AuthoriseResult>(
        "continue", AuthoriseLimitOf(payment), payment, (adapter, context, deadline) => adapter.ContinueAsync(request, context, deadline),
        reason => new AuthoriseResult.Unknown(reason),
        reason => new AuthoriseResult.Failed(FailureClass.NotSent, reason, request.TransactionId) { CleanUp = true });

    /// <summary>
    /// A provider that decides later, or whose answer to the card was lost, is asked for a few seconds, while the payer waits. What is still
    /// open then is unknown.
    /// </summary>
    public async Task<AuthoriseResult> DecidedAsync(Payment payment, AuthoriseResult result)
    {
        var (transactionId, undecided) = result switch
        {
            AuthoriseResult.Pending pending => (pending.TransactionId, pending.IfUndecided ?? new AuthoriseResult.Unknown("the provider has not decided")
            {
                TransactionId = pending.TransactionId ?? payment.TransactionId,
            }),
            AuthoriseResult.Unknown unknown => (unknown.TransactionId, unknown),
            _ => (null, null),
        };
        if (undecided is null)
        {
            return result;
        }

        var known = payment with { TransactionId = transactionId ?? payment.TransactionId };
        var startedAt = clock.GetTimestamp();
        for (var asked = 0; asked < InLineQuestionsMax && Of(payment).Capabilities.CanQuery && clock.GetElapsedTime(startedAt) < WorkRunner.InLineWindow; asked++)
        {
            await Task.Delay(InLinePause, clock);
            if (await QueryAsync(known, limit: WorkRunner.InLineWindow) is QueryResult.Found found && Decision(payment, found) is { } decision)
            {
                return decision;
            }
        }

        return undecided;
    }

    private static AuthoriseResult? Decision(Payment payment, QueryResult.Found found) => found.Payment switch
    {
        _ when found.Amount is { } amount && amount != payment.Amount =>
            new AuthoriseResult.Failed(FailureClass.Protocol, $"the provider holds {amount} pence", found.TransactionId) { CleanUp = true },
        PspPaymentState.Authorised => new AuthoriseResult.Authorised(found.TransactionId),
        PspPaymentState.Captured or PspPaymentState.CaptureSubmitted => new AuthoriseResult.Authorised(found.TransactionId) { AlreadyCaptured = true },
        PspPaymentState.Rejected => new AuthoriseResult.Rejected("the provider says Rejected", found.TransactionId) { CleanUp = true },
        PspPaymentState.Cancelled => new AuthoriseResult.CancelledByPsp(found.TransactionId),

        // That says little about what is held.
        PspPaymentState.Error => new AuthoriseResult.Failed(FailureClass.PspInternal, "the provider says Error", found.TransactionId) { CleanUp = true },
        _ => null,
    };

    public Task<ModificationResult> CaptureAsync(Payment payment, string operationId, int attempt) => ModifyAsync("capture", payment, (adapter, context, deadline) =>
        adapter.CaptureAsync(new CaptureRequest(operationId, payment.PaymentId, payment.TransactionId!, payment.Amount, attempt), context, deadline));

    public Task<ModificationResult> CancelAsync(Payment payment, string operationId, int attempt) => ModifyAsync("cancel", payment, (adapter, context, deadline) =>
        adapter.CancelAsync(new CancelRequest(operationId, payment.PaymentId, payment.TransactionId, attempt), context, deadline));

    public Task<ModificationResult> RefundAsync(Payment payment, string operationId, string refundId, long amount, int attempt) => ModifyAsync("refund", payment, (adapter, context, deadline) =>
        adapter.RefundAsync(new RefundRequest(operationId, payment.PaymentId, payment.TransactionId!, refundId, amount, payment.Amount, attempt), context, deadline));

    public Task<QueryResult> QueryAsync(Payment payment, DateTimeOffset? sentAt = null, TimeSpan? limit = null) => CallAsync<QueryResult>(
        "query", limit ?? LimitOf(payment), payment,
        (adapter, context, deadline) => adapter.QueryAsync(new QueryRequest(payment.PaymentId, payment.TransactionId) { SentAt = sentAt }, context, deadline),
        reason => new QueryResult.Inconclusive(reason), reason => new QueryResult.Inconclusive(reason));

    public Task<RefundQueryResult> QueryRefundAsync(Payment payment, string operationId, string refundId, long amount, string? reference) => CallAsync<RefundQueryResult>(
        "query_refund", LimitOf(payment), payment,
        (adapter, context, deadline) => adapter.QueryRefundAsync(
            new RefundQueryRequest(operationId, payment.PaymentId, payment.TransactionId!, refundId) { Amount = amount, Reference = reference }, context, deadline),
        reason => new RefundQueryResult.Inconclusive(reason), reason => new RefundQueryResult.Inconclusive(reason));

    private Task<ModificationResult> ModifyAsync(
        string kind, Payment payment, Func<IPspAdapter, PspContext, CancellationToken, Task<ModificationResult>> call) => CallAsync<ModificationResult>(
        kind, LimitOf(payment), payment, call, reason => new ModificationResult.Unknown(reason), reason => new ModificationResult.Failed(FailureClass.NotSent, reason));

    private TimeSpan AuthoriseLimitOf(Payment payment) => contexts.SettingsOf(payment.Provider).AuthoriseTimeout ?? AuthoriseTimeLimit;

    private TimeSpan LimitOf(Payment payment) => contexts.SettingsOf(payment.Provider).Timeout ?? TimeLimit;

    private async Task<T> CallAsync<T>(
        string kind, TimeSpan limit, Payment payment, Func<IPspAdapter, PspContext, CancellationToken, Task<T>> call, Func<string, T> lost, Func<string, T> notSent)
        where T : class
    {
        IPspAdapter adapter;
        PspContext context;
        try
        {
            adapter = Of(payment);
            context = await contexts.ForAsync(adapter, payment);
        }
        catch (Exception fault) when (fault is SecretUnreadableException or InvalidOperationException or System.Data.Common.DbException)
        {
            LogNotCalled(logger, payment.Provider, payment.PaymentId, fault.Message);
            return notSent("the provider could not be called");
        }

        using var deadline = new CancellationTokenSource(limit, clock);
        var startedAt = clock.GetTimestamp();
        T? answer = null;
        try
        {
            Failpoint.Reached(FailpointAt.CallStarting, kind);
            // On a thread of its own: an adapter that blocks holds that one up, and nobody who waits for it.
            answer = ProviderAnswers.Judged(await Task.Run(() => call(adapter, context, deadline.Token), CancellationToken.None).WaitAsync(limit + Grace, clock));
            Failpoint.Reached(FailpointAt.CallAnswered, kind);
            if (answer is null)
            {
                LogUnusable(logger, payment.Provider, kind, payment.PaymentId);
                return lost("the adapter gave no usable answer");
            }

            return answer;
        }
        catch (Exception fault)
        {
            // Where and what kind of fault, but no message: an adapter's could quote what it was sending.
            LogNoAnswer(logger, payment.Provider, kind, payment.PaymentId, fault.GetType().Name, fault.StackTrace);
            return lost("no answer");
        }
        finally
        {
            metrics.CallEnded(payment.Provider, kind, answer, clock.GetElapsedTime(startedAt));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Provider {Provider} gave no answer to {Operation} of payment {PaymentId}: {Fault}\n{Frames}")]
    private static partial void LogNoAnswer(ILogger logger, string provider, string operation, string paymentId, string fault, string? frames);

    [LoggerMessage(Level = LogLevel.Error, Message = "The adapter of {Provider} answered {Operation} of payment {PaymentId} with nothing, or with an id that cannot be one (1 to 255 printable characters)")]
    private static partial void LogUnusable(ILogger logger, string provider, string operation, string paymentId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Provider {Provider} could not be called for payment {PaymentId}: {Reason}")]
    private static partial void LogNotCalled(ILogger logger, string provider, string paymentId, string reason);
}
