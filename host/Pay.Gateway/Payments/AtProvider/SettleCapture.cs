using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary>Stores how a capture stands: told by the provider's answer or by its notification, whichever comes first.</summary>
internal static class SettleCapture
{
    /// <summary>Whether the payment still waits to hear of its capture.</summary>
    public static bool IsAwaited(PaymentStatus status) => status is PaymentStatus.CaptureApproved or PaymentStatus.CaptureSubmitted;

    public static async Task CapturedAsync(Session session, Payment payment, string operationId, string? reference, DateTimeOffset now)
    {
        await PaymentRows.MoveAsync(session, payment, PaymentStatus.Captured, now);
        await session.ExecuteOneAsync(
            """
            UPDATE payments SET capture_submitted_at = coalesce(capture_submitted_at, @at), captured_at = @at
            WHERE payment_number = @Number
            """,
            new { payment.Number, at = now.ToUnixTimeMilliseconds() });
        await ProviderOperation.SettleAsync(session, operationId, OperationOutcome.Confirmed, now, reference);
        await Work.RemoveForOperationAsync(session, operationId);
        Failpoint.Reached(FailpointAt.OutcomeWritten, "capture");
    }

    /// <summary>The provider has accepted the capture and will do it; the work of finding out stays.</summary>
    public static async Task SubmittedAsync(Session session, Payment payment, string operationId, string? reference, DateTimeOffset now)
    {
        if (payment.Status != PaymentStatus.CaptureSubmitted)
        {
            await PaymentRows.MoveAsync(session, payment, PaymentStatus.CaptureSubmitted, now);
            await session.ExecuteOneAsync(
                "UPDATE payments SET capture_submitted_at = @at WHERE payment_number = @Number",
                new { payment.Number, at = now.ToUnixTimeMilliseconds() });
        }

        await ProviderOperation.SettleAsync(session, operationId, OperationOutcome.Submitted, now, reference);
    }

    /// <summary>Certain: no money was taken. The service may have given out goods already, so a person has to look.</summary>
    public static async Task FailedAsync(Session session, Payment payment, string operationId, string reason, DateTimeOffset now)
    {
        await PaymentRows.MoveAsync(session, payment, PaymentStatus.CaptureError, now);
        await ProviderOperation.SettleAsync(session, operationId, OperationOutcome.Rejected, now, reason: reason);
        await Work.RemoveForOperationAsync(session, operationId);
        await Work.FlagAsync(session, payment.Number, now, "The confirmed payment could not be captured: " + reason, operationId);
    }
    /// <summary>The money that had been taken did not come after all. What was given back of it is lost: a person has to look.</summary>
    public static async Task ReversedAsync(Session session, Payment payment, string operationId, string reason, DateTimeOffset now)
    {
        await PaymentRows.MoveAsync(session, payment, PaymentStatus.CaptureError, now);
        await ProviderOperation.SettleAsync(session, operationId, OperationOutcome.Rejected, now, reason: reason);
        await Work.FlagAsync(session, payment.Number, now, "The provider undid the capture of the payment, whatever was given back of it: " + reason);
    }
}
