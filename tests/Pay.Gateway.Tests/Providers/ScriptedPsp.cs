using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pay.Gateway.Accounts;
using Pay.Providers;

namespace Pay.Gateway.Tests.Providers;

/// <summary>
/// A provider that does what a test says. Its notifications are JSON events in clear, "signed" by the account's password in a header, so
/// that the gateway's half of receiving them can be tried without any real provider's format.
/// </summary>
internal sealed class ScriptedPsp(string name = "scripted") : IPspAdapter, INotificationHandler
{
    public Func<AuthoriseRequest, AuthoriseResult> Authorise { get; set; } = request => new AuthoriseResult.Authorised("tx-" + request.PaymentId);

    public Func<ContinueRequest, AuthoriseResult> Continue { get; set; } = request => new AuthoriseResult.Authorised("tx-" + request.PaymentId);

    public Func<CaptureRequest, ModificationResult> Capture { get; set; } = _ => new ModificationResult.Completed(Reference: null);

    public Func<CancelRequest, ModificationResult> Cancel { get; set; } = _ => new ModificationResult.Completed(Reference: null);

    public Func<RefundRequest, ModificationResult> Refund { get; set; } = _ => new ModificationResult.Completed(Reference: null);

    public Func<QueryRequest, QueryResult> Query { get; set; } = _ => new QueryResult.Inconclusive("not scripted");

    public Func<RefundQueryRequest, RefundQueryResult> QueryRefund { get; set; } = _ => new RefundQueryResult.Inconclusive("not scripted");

    public Func<DeviceCollection?> DeviceCollection { get; set; } = () => null;

    /// <summary>Every call with the password that it was made with, such as <c>capture secret-1</c>.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Forgets what it was told by a test before.</summary>
    public void BeginAnew()
    {
        var fresh = new ScriptedPsp(name);
        (Authorise, Continue, Capture, Cancel, Refund, Query) = (fresh.Authorise, fresh.Continue, fresh.Capture, fresh.Cancel, fresh.Refund, fresh.Query);
        (QueryRefund, DeviceCollection) = (fresh.QueryRefund, fresh.DeviceCollection);
        Calls.Clear();
    }

    public bool Has(string call) => Calls.Contains(call, StringComparer.Ordinal);

    public string Name => name;

    public PspCapabilities Capabilities { get; set; } = new() { CanQuery = true, ThreeDSecure = true, DeviceCollection = true };

    public CredentialSchema Credentials { get; init; } = new(
    [
        new CredentialField("merchant_id", "Merchant ID", IsSecret: false) { IsIdentity = true, Aliases = ["merchant"] },
        new CredentialField("password", "Password", IsSecret: true),
    ]);

    public INotificationHandler Notifications => this;

    public NotificationProof Proof { get; init; } = NotificationProof.Password;

    public IReadOnlyList<string> SourceHosts => [".psp.example"];

    /// <summary>A gateway that has this provider, and a test account on it.</summary>
    public async Task<(GatewayUnderTest Gateway, string AccountId, string Key)> StartAsync(params string[] settings)
    {
        var gateway = await GatewayUnderTest.StartAsync(services => services.AddSingleton<IPspAdapter>(this), settings);
        var (accountId, key) = await ConnectAsync(gateway, "secret-1");
        return (gateway, accountId, key);
    }

    /// <summary>A new test account on this provider and a key of it.</summary>
    public async Task<(string AccountId, string Key)> ConnectAsync(GatewayUnderTest gateway, string password, string merchant = "MERCHANT", params string[] flags)
    {
        var (accountId, key) = await gateway.CreateAccountAsync();
        await StoreAsync(gateway, accountId, password, merchant);
        foreach (var flag in flags)
        {
            await gateway.Database.WriteAsync(session => session.ExecuteOneAsync($"UPDATE accounts SET {flag} = 1 WHERE account_id = @accountId", new { accountId }));
        }

        return (accountId, key);
    }

    public async Task StoreAsync(GatewayUnderTest gateway, string accountId, string password, string merchant = "MERCHANT")
    {
        var account = await gateway.Database.ReadAsync(session => AccountRows.FindAsync(session, accountId));
        await gateway.Services.GetRequiredService<ProviderCredentials>().StoreAsync(
            account!, this, new Dictionary<string, string>(StringComparer.Ordinal) { ["merchant_id"] = merchant, ["password"] = password });
    }

    /// <summary>Sends a notification as the provider would.</summary>
    public async Task<ApiReply> TellAsync(GatewayUnderTest gateway, string password, params ProviderEvent[] events)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/api/notifications/{Name}");
        request.Content = new StringContent(JsonSerializer.Serialize(events), Encoding.UTF8, "application/json");
        request.Headers.Add("X-Password", password);
        return await gateway.SendAsync(request);
    }

    public string? PreassignTransactionId(string paymentId) => null;

    public DeviceCollection? CollectDeviceData(PspContext context) => DeviceCollection();

    public Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline) => Record("authorise", context, Authorise(request));

    public Task<AuthoriseResult> ContinueAsync(ContinueRequest request, PspContext context, CancellationToken deadline) => Record("continue", context, Continue(request));

    public Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline) => Record("capture", context, Capture(request));

    public Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline) => Record("cancel", context, Cancel(request));

    public Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline) => Record("refund", context, Refund(request));

    public Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline) => Record("query", context, Query(request));

    public Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline) =>
        Record("query_refund", context, QueryRefund(request));

    public NotificationReading Read(RawNotification notification)
    {
        var events = JsonSerializer.Deserialize<ProviderEvent[]>(notification.Body.Span) ?? [];
        return new NotificationReading { Subjects = [.. events.Select(told => new NotificationSubject(told.PaymentId, told.TransactionId))], Content = events };
    }

    public NotificationVerdict Verify(RawNotification notification, NotificationReading reading, IReadOnlyList<NotificationCandidate> candidates)
    {
        var proven = candidates.Where(candidate => candidate.Context.Credential("password") == notification.Header("X-Password")).ToList();
        return new NotificationVerdict(
            new NotificationAnswer(200, "[taken]"),
            [.. ((ProviderEvent[])reading.Content!).SelectMany(told => proven.Select(candidate => new ProvenEvent(candidate.Context.AccountId, told)))]);
    }

    private Task<T> Record<T>(string call, PspContext context, T answer)
    {
        Calls.Enqueue($"{call} {context.Credential("password")}");
        return Task.FromResult(answer);
    }
}
