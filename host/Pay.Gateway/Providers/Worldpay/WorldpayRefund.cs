using System.Xml.Linq;
using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay;

/// <summary>
/// Gives money back. Worldpay does not recognise a repetition by the reference: a refund in doubt is never sent again, and its
/// notification, which brings the reference back, is the only word on it.
/// </summary>
internal static class WorldpayRefund
{
    public static byte[] Build(RefundRequest request, string merchantCode) => WorldpayDocument.Write(
        merchantCode,
        WorldpayDocument.Modification(request.TransactionId, new XElement(
            "refund",
            WorldpayDocument.Attribute("reference", request.RefundId),
            WorldpayDocument.Amount(request.Amount))));

    /// <summary>The body of a 2xx answer.</summary>
    public static ModificationResult Read(ReadOnlyMemory<byte> body, RefundRequest request)
    {
        var reply = WorldpayReply.Read(body);
        return reply?.ErrorFor(request.TransactionId) is { } error
            ? OfError(error)
            : WorldpayReceipt.Of(reply, "refundReceived", request.TransactionId, request.Amount);
    }

    /// <summary>After an internal error the money may be on its way (specification, section 6).</summary>
    private static ModificationResult OfError(WorldpayError error) => error switch
    {
        { Code: WorldpayError.InvalidRequest } => new ModificationResult.Refused(error.Reason),
        { Certain: { } failure and not FailureClass.PspInternal } => new ModificationResult.Failed(failure, error.Reason),
        _ => new ModificationResult.Unknown(error.Reason),
    };
}
