using Pay.Gateway.Notifications;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>
/// The sandbox's back office: finishes what was only accepted, and tells the gateway, as a real provider would by its notifications.
/// </summary>
internal sealed class SandboxFinish(Database database, ReceiveNotification receive) : IWorkHandler
{
    private const string WorkIdPrefix = "sandbox-";

    public string Kind => WorkKind.SandboxFinish;

    /// <summary>Not the operation's own id: settling that removes the gateway's work, and this is the provider's.</summary>
    public static string WorkIdOf(string operationId) => WorkIdPrefix + operationId;

    public async Task RunAsync(WorkItem item)
    {
        var operation = await database.WriteAsync(session => FinishAsync(session, item.OperationId![WorkIdPrefix.Length..]));
        if (operation.AskedFor != SandboxFault.SubmittedSilent)
        {
            await NotifyAsync(operation);
        }

        await database.WriteAsync(session => Work.RemoveAsync(session, item));
    }

    /// <summary>Tells the gateway of an operation, in the way that it was asked to be told.</summary>
    public async Task NotifyAsync(SandboxOperation operation)
    {
        var told = new ProviderEvent
        {
            Kind = KindOf(operation),
            DedupeKey = operation.OperationId + "/" + operation.State,
            TransactionId = operation.TransactionId,
            RefundId = operation.RefundId,
            Reference = operation.Reference,
            Reason = operation.State == SandboxOperation.Failed ? "The sandbox was asked to fail it later." : null,
        };
        await receive.RunAsync(SandboxAdapter.ProviderName, told);
        if (operation.AskedFor == SandboxFault.NotifiedTwice)
        {
            await receive.RunAsync(SandboxAdapter.ProviderName, told);
        }

        if (operation.AskedFor == SandboxFault.NotifiedOutOfOrder)
        {
            await receive.RunAsync(
                SandboxAdapter.ProviderName,
                told with { Kind = ProviderEventKind.PaymentAuthorised, DedupeKey = operation.OperationId + "/late" });
        }
    }

    private static async Task<SandboxOperation> FinishAsync(Session session, string operationId)
    {
        var operation = (await SandboxLedger.FindOperationAsync(session, operationId))!;
        if (operation.State != SandboxOperation.Submitted)
        {
            return operation;
        }

        var fails = operation.AskedFor == SandboxFault.SubmittedFails;
        if (operation.Kind == SandboxFaults.Refund && fails)
        {
            await session.ExecuteOneAsync(
                "UPDATE sandbox_transactions SET refunded_amount = refunded_amount - @Amount WHERE transaction_id = @TransactionId", operation);
        }
        else if (operation.Kind != SandboxFaults.Refund)
        {
            var state = fails ? SandboxTransaction.Authorised
                : operation.Kind == SandboxFaults.Capture ? SandboxTransaction.Captured : SandboxTransaction.Cancelled;
            await session.ExecuteOneAsync(
                "UPDATE sandbox_transactions SET state = @state WHERE transaction_id = @TransactionId", new { operation.TransactionId, state });
        }

        await session.ExecuteOneAsync(
            "UPDATE sandbox_operations SET state = @state WHERE operation_id = @OperationId",
            new { operation.OperationId, state = fails ? SandboxOperation.Failed : SandboxOperation.Done });
        return (await SandboxLedger.FindOperationAsync(session, operationId))!;
    }

    private static ProviderEventKind KindOf(SandboxOperation operation) => (operation.Kind, operation.State == SandboxOperation.Failed) switch
    {
        (SandboxFaults.Capture, false) => ProviderEventKind.Captured,
        (SandboxFaults.Capture, true) => ProviderEventKind.CaptureFailed,
        (SandboxFaults.Refund, false) => ProviderEventKind.RefundSucceeded,
        (SandboxFaults.Refund, true) => ProviderEventKind.RefundFailed,
        (SandboxFaults.Cancel, true) => ProviderEventKind.CancelFailed,
        (SandboxFaults.Cancel, false) => ProviderEventKind.PaymentCancelled,
        _ => ProviderEventKind.PaymentAuthorised,
    };
}
