using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay.Messages;

/// <summary>Worldpay's word that it has received a modification.</summary>
internal static class WorldpayReceipt
{
    /// <summary>Only the word for this operation, this order and this amount counts; after anything else nobody knows.</summary>
    public static ModificationResult Of(WorldpayReply? reply, string expected, string orderCode, long? amount) => reply switch
    {
        { Received: { } received } when received == expected && reply.OrderCode == orderCode
            && (amount is null || reply.ReceivedAmount is null || reply.ReceivedAmount.Pence == amount) =>
            new ModificationResult.Submitted(Reference: null),
        null => new ModificationResult.Unknown("Worldpay's answer cannot be read"),
        _ => new ModificationResult.Unknown("Worldpay answered for something else than was asked"),
    };
}
