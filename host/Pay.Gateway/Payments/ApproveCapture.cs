using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary>From here on the money is to be taken: the state and the intent to capture, in the caller's unit of work.</summary>
internal static class ApproveCapture
{
    public static async Task<WorkItem> RunAsync(Session session, Payment payment, DateTimeOffset now)
    {
        await PaymentRows.MoveAsync(session, payment, PaymentStatus.CaptureApproved, now);
        var operationId = await ProviderOperation.IntendAsync(session, "capture", payment, now);
        return await Work.AddLeasedAsync(session, WorkKind.Capture, payment.Number, operationId, now);
    }
}
