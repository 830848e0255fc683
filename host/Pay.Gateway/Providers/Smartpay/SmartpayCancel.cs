using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>The <c>cancel</c> operation; a CANCELLATION notification tells how it ended.</summary>
internal static class SmartpayCancel
{
    public const string Operation = "cancel";

    public static byte[] Build(string transactionId, string paymentId, string merchantAccount) =>
        SmartpayModification.Build(Operation, merchantAccount, transactionId, paymentId, amount: null);

    public static ModificationResult Read(PspReply reply) => SmartpayModification.Read(reply, Operation, isRepeatHarmless: true);
}
