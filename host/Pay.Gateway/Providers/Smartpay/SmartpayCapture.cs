using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>The <c>capture</c> operation; a CAPTURE notification tells how it ended.</summary>
internal static class SmartpayCapture
{
    public const string Operation = "capture";

    public static byte[] Build(CaptureRequest request, string merchantAccount) =>
        SmartpayModification.Build(Operation, merchantAccount, request.TransactionId, request.PaymentId, request.Amount);

    public static ModificationResult Read(PspReply reply) => SmartpayModification.Read(reply, Operation, isRepeatHarmless: true);
}
