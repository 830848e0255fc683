using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Pay.Gateway.Accounts;
using Pay.Providers;

namespace Pay.Gateway.Tests.Providers;

/// <summary>
/// A provider with credentials that does at once what it is asked, and remembers with what it was asked. It is not for tests only, as far
/// as the gateway knows, so that it can serve live accounts.
/// </summary>
internal sealed class RecordingProvider(string name) : IPspAdapter
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => name;

    public PspCapabilities Capabilities { get; } = new() { PreassignsId = true, CanQuery = true, CanQueryRefund = true };

    public CredentialSchema Credentials { get; } = new(
    [
        new CredentialField("merchant_id", "Merchant ID", IsSecret: false) { IsIdentity = true },
        new CredentialField("password", "Password", IsSecret: true),
    ]);

    /// <summary>Every call with what it was made with, in order.</summary>
    public ConcurrentQueue<(string Call, PspContext Context)> Calls { get; } = [];

    public ConcurrentQueue<AuthoriseRequest> Authorisations { get; } = [];

    /// <summary>Answers a capture in its place.</summary>
    public Func<ModificationResult?> AnswerCapture { get; set; } = () => null;

    /// <summary>Whether questions hang until they are released.</summary>
    public bool Hangs { get; set; }

    /// <summary>Completes when a question hangs.</summary>
    public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>The password of the last call.</summary>
    public string? LastPassword => Calls.Last().Context.Credential("password");

    public void Release() => _released.TrySetResult();

    public void Install(IServiceCollection services) => services.AddSingleton<IPspAdapter>(this);

    /// <summary>Stores credentials and makes this the account's provider, as the command does.</summary>
    public async Task ConnectAsync(GatewayUnderTest gateway, string accountId, string merchantId, string password)
    {
        var account = await gateway.Database.ReadAsync(session => AccountRows.FindAsync(session, accountId));
        await gateway.Services.GetRequiredService<ProviderCredentials>().StoreAsync(
            account!, this, new Dictionary<string, string>(StringComparer.Ordinal) { ["merchant_id"] = merchantId, ["password"] = password });

        // What a gateway remembers of an account it remembers for a second.
        gateway.Clock.Pass(TimeSpan.FromSeconds(2));
    }

    /// <summary>What was asked of a merchant account, such as <c>capture</c>.</summary>
    public IEnumerable<string> CallsOf(string merchantId) =>
        Calls.Where(call => call.Context.Credential("merchant_id") == merchantId).Select(call => call.Call);

    public string PreassignTransactionId(string paymentId) => $"{name}-{paymentId}";

    public Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline)
    {
        Calls.Enqueue(("authorise", context));
        Authorisations.Enqueue(request);
        return Task.FromResult<AuthoriseResult>(new AuthoriseResult.Authorised(request.TransactionId!));
    }

    public Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline)
    {
        Calls.Enqueue(("capture", context));
        return Task.FromResult(AnswerCapture() ?? new ModificationResult.Completed(request.OperationId));
    }

    public Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline)
    {
        Calls.Enqueue(("cancel", context));
        return Task.FromResult<ModificationResult>(new ModificationResult.Completed(request.OperationId));
    }

    public Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline)
    {
        Calls.Enqueue(("refund", context));
        return Task.FromResult<ModificationResult>(new ModificationResult.Completed(request.OperationId));
    }

    public async Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline)
    {
        Calls.Enqueue(("query", context));
        if (Hangs)
        {
            _reached.TrySetResult();
            await _released.Task;
        }

        return new QueryResult.Found(PspPaymentState.Authorised, request.TransactionId!, Amount: null);
    }

    public Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline) =>
        Task.FromResult<RefundQueryResult>(new RefundQueryResult.Succeeded(request.OperationId));
}
