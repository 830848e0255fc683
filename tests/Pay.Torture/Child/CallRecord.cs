using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Pay.Providers;

namespace Pay.Torture.Child;

/// <summary>
/// What goes over the wire to the provider, written down outside of the database before it goes: a provider that recognises
/// repetitions hides from its books that it was told twice. Some calls are slow, so that the work loop looks while they are under way.
/// </summary>
internal sealed class CallRecord(string path, ShiftedClock clock, int slowPerMille, int seed)
{
    private const int SlowMsMin = 200;
    private const int SlowMsMax = 2_500;

    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <summary>Puts the record between the gateway and every provider that it knows.</summary>
    public void Install(IServiceCollection services)
    {
        foreach (var adapter in services.Where(service => service.ServiceType == typeof(IPspAdapter)).ToList())
        {
            services.Remove(adapter);
            services.AddSingleton<IPspAdapter>(provider => new RecordedAdapter((IPspAdapter)(
                adapter.ImplementationInstance
                ?? adapter.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, adapter.ImplementationType!)), this));
        }
    }

    public async Task<T> CallAsync<T>(string kind, string operationId, int attempt, Func<Task<T>> call)
    {
        Task slow;
        lock (_lock)
        {
            // One write for each line: the kernel keeps it when the process is killed.
            _file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"{clock.GetUtcNow().ToUnixTimeMilliseconds()} {Environment.ProcessId} {kind} {operationId} {attempt}\n")));
            slow = _random.Next(1000) < slowPerMille ? Task.Delay(_random.Next(SlowMsMin, SlowMsMax)) : Task.CompletedTask;
        }

        await slow;
        return await call();
    }

    private sealed class RecordedAdapter(IPspAdapter adapter, CallRecord record) : IPspAdapter
    {
        private const string NoOperation = "-";

        public string Name => adapter.Name;
        public PspCapabilities Capabilities => adapter.Capabilities;
        public CredentialSchema Credentials => adapter.Credentials;

        public string? PreassignTransactionId(string paymentId) => adapter.PreassignTransactionId(paymentId);

        public Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline) =>
            record.CallAsync("authorise", request.OperationId, 1, () => adapter.AuthoriseAsync(request, context, deadline));

        public Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline) =>
            record.CallAsync("capture", request.OperationId, request.Attempt, () => adapter.CaptureAsync(request, context, deadline));

        public Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline) =>
            record.CallAsync("cancel", request.OperationId, request.Attempt, () => adapter.CancelAsync(request, context, deadline));

        public Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline) =>
            record.CallAsync("refund", request.OperationId, request.Attempt, () => adapter.RefundAsync(request, context, deadline));

        public Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline) =>
            record.CallAsync("query", NoOperation, 0, () => adapter.QueryAsync(request, context, deadline));

        public Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline) =>
            record.CallAsync("query", NoOperation, 0, () => adapter.QueryRefundAsync(request, context, deadline));
    }
}
