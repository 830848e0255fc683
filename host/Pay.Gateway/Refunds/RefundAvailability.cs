using Pay.Gateway.Payments;

namespace Pay.Gateway.Refunds;

/// <summary>Whether money can be given back: <c>refund_summary.status</c> (lifecycle.md section 6).</summary>
internal static class RefundAvailability
{
    public const string Available = "available";

    public static string Of(Payment payment) => payment.Status switch
    {
        PaymentStatus.Captured when payment.RefundAmountAvailable > 0 => Available,
        PaymentStatus.Captured => "full",
        PaymentStatus.Created or PaymentStatus.EnteringCardDetails
            or PaymentStatus.AuthorisationReady or PaymentStatus.Authorisation3dsRequired or PaymentStatus.Authorisation3dsReady
            or PaymentStatus.AuthorisationSuccess
            or PaymentStatus.CaptureApproved or PaymentStatus.CaptureReady or PaymentStatus.CaptureSubmitted => "pending",
        _ => "unavailable",
    };
}
