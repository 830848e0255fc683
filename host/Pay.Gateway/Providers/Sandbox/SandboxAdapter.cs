using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>
/// The built-in provider without money: what becomes of a payment depends on the card number alone, unless it is asked for a fault
/// (<see cref="SandboxFaults"/>). It behaves like any other adapter, down to recognising a repeated operation by its id.
/// </summary>
internal sealed class SandboxAdapter(SandboxLedger ledger, SandboxFinish backOffice) : IPspAdapter
{
    public const string ProviderName = "sandbox";

    public string Name => ProviderName;

    public PspCapabilities Capabilities { get; } = new()
    {
        TestOnly = true,
        PreassignsId = true,
        CanQuery = true,
        CanQueryRefund = true,
        ThreeDSecure = true,
        NativeIdempotency = NativeIdempotency.Key,
    };

    public CredentialSchema Credentials => CredentialSchema.None;

    public string PreassignTransactionId(string paymentId) => Guid.NewGuid().ToString("D");

    public async Task<AuthoriseResult> AuthoriseAsync(AuthoriseRequest request, PspContext context, CancellationToken deadline)
    {
        if (SandboxAuthenticate.IsAskedFor(request))
        {
            return SandboxAuthenticate.Challenge(request);
        }

        // The payment's own faults are kept with its transaction: later operations do not see the description.
        var ofPayment = SandboxFaults.Find(request.Description, request.Reference);
        var fault = ofPayment.Or(await ledger.FaultsAsync(context.AccountId, request.TransactionId)).Of(SandboxFaults.Authorise, attempt: 1);
        return await SandboxWire.PassAsync(
            fault,
            async () =>
            {
                var result = await SandboxAuthorise.RunAsync(ledger, request, ofPayment, fault);
                await NotifyEarlyAsync(fault, request.OperationId);
                return result;
            },
            reason => new AuthoriseResult.Unknown(reason),
            (kind, reason) => new AuthoriseResult.Failed(kind, reason, TransactionId: null),
            context.Clock,
            deadline);
    }

    public Task<AuthoriseResult> ContinueAsync(ContinueRequest request, PspContext context, CancellationToken deadline) =>
        SandboxAuthenticate.ContinueAsync(ledger, request);

    public Task<ModificationResult> CaptureAsync(CaptureRequest request, PspContext context, CancellationToken deadline) => ModifyAsync(
        SandboxFaults.Capture, request.OperationId, request.TransactionId, request.Attempt, context, deadline,
        fault => SandboxCapture.RunAsync(ledger, request, fault));

    public Task<ModificationResult> CancelAsync(CancelRequest request, PspContext context, CancellationToken deadline) => ModifyAsync(
        SandboxFaults.Cancel, request.OperationId, request.TransactionId!, request.Attempt, context, deadline,
        fault => SandboxCancel.RunAsync(ledger, request, fault));

    public Task<ModificationResult> RefundAsync(RefundRequest request, PspContext context, CancellationToken deadline) => ModifyAsync(
        SandboxFaults.Refund, request.OperationId, request.TransactionId, request.Attempt, context, deadline,
        fault => SandboxRefund.RunAsync(ledger, request, fault));

    public async Task<QueryResult> QueryAsync(QueryRequest request, PspContext context, CancellationToken deadline)
    {
        var fault = await QueryFaultAsync(request.TransactionId, context);
        return await SandboxWire.PassAsync<QueryResult>(
            fault,
            () => SandboxQuery.RunAsync(ledger, request, fault),
            reason => new QueryResult.Inconclusive(reason),
            (_, reason) => new QueryResult.Inconclusive(reason),
            context.Clock,
            deadline);
    }

    public async Task<RefundQueryResult> QueryRefundAsync(RefundQueryRequest request, PspContext context, CancellationToken deadline)
    {
        var fault = await QueryFaultAsync(request.TransactionId, context);
        return await SandboxWire.PassAsync<RefundQueryResult>(
            fault,
            () => SandboxQueryRefund.RunAsync(ledger, request, fault),
            reason => new RefundQueryResult.Inconclusive(reason),
            (_, reason) => new RefundQueryResult.Inconclusive(reason),
            context.Clock,
            deadline);
    }

    private async Task<ModificationResult> ModifyAsync(
        string kind,
        string operationId,
        string transactionId,
        int attempt,
        PspContext context,
        CancellationToken deadline,
        Func<SandboxFault, Task<ModificationResult>> act)
    {
        var fault = (await ledger.FaultsAsync(context.AccountId, transactionId)).Of(kind, attempt);
        return await SandboxWire.PassAsync(
            fault,
            async () =>
            {
                var result = await act(fault);
                await NotifyEarlyAsync(fault, operationId);
                return result;
            },
            reason => new ModificationResult.Unknown(reason),
            (failure, reason) => new ModificationResult.Failed(failure, reason),
            context.Clock,
            deadline);
    }

    private async Task NotifyEarlyAsync(SandboxFault fault, string operationId)
    {
        if (fault == SandboxFault.NotifiedEarly && await ledger.FindOperationAsync(operationId) is { Accepted: not 0 } operation)
        {
            await backOffice.NotifyAsync(operation);
        }
    }

    private async Task<SandboxFault> QueryFaultAsync(string? transactionId, PspContext context)
    {
        var faults = await ledger.FaultsAsync(context.AccountId, transactionId);
        return faults.Of(SandboxFaults.Query, attempt: 1) == SandboxFault.None
            ? SandboxFault.None
            : faults.Of(SandboxFaults.Query, await ledger.CountQueryAsync(transactionId));
    }
}
