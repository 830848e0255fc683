using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>Authorises by card number.</summary>
internal static class SandboxAuthorise
{
    public static async Task<AuthoriseResult> RunAsync(SandboxLedger ledger, AuthoriseRequest request, SandboxFaults faults, SandboxFault fault)
    {
        var transactionId = request.TransactionId!;
        var (state, reason) = fault == SandboxFault.Refused
            ? (SandboxTransaction.Rejected, "The sandbox was asked to refuse.")
            : Decide(SandboxCards.OutcomeOf(request.Card.Number));
        var order = new SandboxOrder(request.OperationId, request.PaymentId, transactionId, SandboxFaults.Authorise, request.Amount, fault);
        await WriteAsync(ledger, order with { Fault = fault == SandboxFault.Refused ? SandboxFault.None : fault }, state, reason, faults);
        return state switch
        {
            SandboxTransaction.Authorised => new AuthoriseResult.Authorised(transactionId),
            SandboxTransaction.Rejected => new AuthoriseResult.Rejected(reason!, transactionId),
            _ => new AuthoriseResult.Failed(FailureClass.PspInternal, reason!, transactionId),
        };
    }

    /// <summary>After 3D Secure, where only the payer's yes was missing.</summary>
    public static async Task<AuthoriseResult> HoldAsync(SandboxLedger ledger, ContinueRequest request)
    {
        var order = new SandboxOrder(
            request.OperationId, request.PaymentId, request.TransactionId!, SandboxFaults.Authorise, request.Amount, SandboxFault.None);
        await WriteAsync(ledger, order, SandboxTransaction.Authorised, reason: null, SandboxFaults.None);
        return new AuthoriseResult.Authorised(request.TransactionId!);
    }

    private static Task WriteAsync(SandboxLedger ledger, SandboxOrder order, string state, string? reason, SandboxFaults faults) =>
        ledger.OnceAsync(order, async session =>
        {
            await session.ExecuteAsync(
                """
                INSERT INTO sandbox_transactions (transaction_id, payment_id, amount, state, reason, faults)
                VALUES (@TransactionId, @PaymentId, @Amount, @state, @reason, @faults)
                """,
                new { order.TransactionId, order.PaymentId, order.Amount, state, reason, faults = faults.ToString() is { Length: > 0 } text ? text : null });
            return state == SandboxTransaction.Authorised;
        });

    private static (string State, string? Reason) Decide(SandboxOutcome outcome) => outcome switch
    {
        SandboxOutcome.Authorise => (SandboxTransaction.Authorised, null),
        SandboxOutcome.Decline => (SandboxTransaction.Rejected, "The card was declined."),
        SandboxOutcome.ExpiredCard => (SandboxTransaction.Rejected, "The card has expired."),
        SandboxOutcome.InvalidSecurityCode => (SandboxTransaction.Rejected, "The card security code is wrong."),
        SandboxOutcome.ProcessingError => (SandboxTransaction.Failed, "There was a processing error."),
        _ => (SandboxTransaction.Failed, "Unsupported card details."),
    };
}
