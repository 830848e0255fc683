using Pay.Gateway.Payments;
using Pay.Gateway.Telemetry;
using Pay.Providers;

namespace Pay.Gateway.Reliability;

/// <summary>
/// Calls to providers: each with a time limit of its own, none tied to the browser that caused it, and none that throws. An
/// adapter that breaks its contract by throwing has left us not knowing.
/// </summary>
internal sealed partial class ProviderCalls(
    IEnumerable<IPspAdapter> adapters, GatewayMetrics metrics, TimeProvider clock, ILogger<ProviderCalls> logger)
{
    /// <summary>Shorter than <see cref="Work.Lease"/>: whoever holds the work is done before it can be taken over.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, IPspAdapter> _adapters = adapters.ToDictionary(adapter => adapter.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => _adapters.Keys;

    /// <summary>Whether an account may take payments through the provider: real money needs one that moves it.</summary>
    public bool MayServe(string provider, bool isLive) => _adapters.TryGetValue(provider, out var adapter) && !(isLive && adapter.Capabilities.TestOnly);

    public IPspAdapter Of(Payment payment) => _adapters[payment.Provider];

    public async Task<AuthoriseResult> AuthoriseAsync(Payment payment, AuthoriseRequest request) =>
        await CallAsync("authorise", payment, (adapter, context, deadline) => adapter.AuthoriseAsync(request, context, deadline))
        ?? new AuthoriseResult.Unknown("no answer");

    public async Task<ModificationResult> CaptureAsync(Payment payment, string operationId, int attempt) =>
        await CallAsync("capture", payment, (adapter, context, deadline) => adapter.CaptureAsync(
            new CaptureRequest(operationId, payment.PaymentId, payment.TransactionId!, payment.Amount, attempt), context, deadline))
        ?? new ModificationResult.Unknown("no answer");

    public async Task<ModificationResult> CancelAsync(Payment payment, string operationId, int attempt) =>
        await CallAsync("cancel", payment, (adapter, context, deadline) => adapter.CancelAsync(
            new CancelRequest(operationId, payment.PaymentId, payment.TransactionId!, attempt), context, deadline))
        ?? new ModificationResult.Unknown("no answer");

    public async Task<ModificationResult> RefundAsync(Payment payment, string operationId, string refundId, long amount, int attempt) =>
        await CallAsync("refund", payment, (adapter, context, deadline) => adapter.RefundAsync(
            new RefundRequest(operationId, payment.PaymentId, payment.TransactionId!, refundId, amount, payment.Amount, attempt), context, deadline))
        ?? new ModificationResult.Unknown("no answer");

    public async Task<QueryResult> QueryAsync(Payment payment) =>
        await CallAsync("query", payment, (adapter, context, deadline) =>
            adapter.QueryAsync(new QueryRequest(payment.PaymentId, payment.TransactionId), context, deadline))
        ?? new QueryResult.Inconclusive("no answer");

    public async Task<RefundQueryResult> QueryRefundAsync(Payment payment, string operationId, string refundId) =>
        await CallAsync("query_refund", payment, (adapter, context, deadline) => adapter.QueryRefundAsync(
            new RefundQueryRequest(operationId, payment.PaymentId, payment.TransactionId!, refundId), context, deadline))
        ?? new RefundQueryResult.Inconclusive("no answer");

    private async Task<T?> CallAsync<T>(string kind, Payment payment, Func<IPspAdapter, PspContext, CancellationToken, Task<T>> call)
        where T : class
    {
        using var deadline = new CancellationTokenSource(TimeLimit, clock);
        var startedAt = clock.GetTimestamp();
        T? answer = null;
        try
        {
            // The account's credentials join the context with the first provider that has any.
            var context = new PspContext(payment.AccountNumber.ToString(System.Globalization.CultureInfo.InvariantCulture), IsLive: false, NoCredentials, clock);
            Failpoint.Reached(FailpointAt.CallStarting, kind);
            answer = await call(Of(payment), context, deadline.Token).WaitAsync(TimeLimit, clock);
            Failpoint.Reached(FailpointAt.CallAnswered, kind);
            return answer;
        }
        catch (Exception fault)
        {
            // Only the kind of the fault: an adapter's message could quote what it was sending.
            LogNoAnswer(logger, payment.Provider, payment.PaymentId, fault.GetType().Name);
            return null;
        }
        finally
        {
            metrics.CallEnded(payment.Provider, kind, answer, clock.GetElapsedTime(startedAt));
        }
    }

    private static readonly Dictionary<string, string> NoCredentials = [];

    [LoggerMessage(Level = LogLevel.Error, Message = "Provider {Provider} gave no answer for payment {PaymentId}: {Fault}")]
    private static partial void LogNoAnswer(ILogger logger, string provider, string paymentId, string fault);
}
