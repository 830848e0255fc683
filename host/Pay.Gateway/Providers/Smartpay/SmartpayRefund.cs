using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>
/// The <c>refund</c> operation; a REFUND notification tells how it ended. SmartPay gives back once for each message that it receives,
/// so one whose answer was lost must never be sent again (section 7).
/// </summary>
internal static class SmartpayRefund
{
    public const string Operation = "refund";

    public static byte[] Build(RefundRequest request, string merchantAccount) =>
        SmartpayModification.Build(Operation, merchantAccount, request.TransactionId, request.RefundId, request.Amount);

    public static ModificationResult Read(PspReply reply) => SmartpayModification.Read(reply, Operation, isRepeatHarmless: false);
}
