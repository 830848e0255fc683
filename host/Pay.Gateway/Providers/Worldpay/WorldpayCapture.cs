using System.Xml.Linq;
using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay;

/// <summary>Takes the money. Worldpay only receives the request; a notification tells when it is done.</summary>
internal static class WorldpayCapture
{
    /// <param name="request">What to take.</param>
    /// <param name="merchantCode">The account.</param>
    /// <param name="today">The day of the capture; in the DTD it stands before the amount.</param>
    public static byte[] Build(CaptureRequest request, string merchantCode, DateOnly today) => WorldpayDocument.Write(
        merchantCode,
        WorldpayDocument.Modification(request.TransactionId, new XElement(
            "capture",
            new XElement("date", new XAttribute("dayOfMonth", today.Day), new XAttribute("month", today.Month), new XAttribute("year", today.Year)),
            WorldpayDocument.Amount(request.Amount))));

    /// <summary>The body of a 2xx answer.</summary>
    public static ModificationResult Read(ReadOnlyMemory<byte> body, CaptureRequest request)
    {
        var reply = WorldpayReply.Read(body);
        return reply?.ErrorFor(request.TransactionId) is { } error
            ? OfError(error)
            : WorldpayReceipt.Of(reply, "captureReceived", request.TransactionId, request.Amount);
    }

    /// <summary>
    /// Worldpay uses code 5 for a capture that it has done already, too: the gateway asks before it sends the capture again. Unlike a
    /// refund, one capture too many is refused, so an internal error may be counted as "not done".
    /// </summary>
    private static ModificationResult OfError(WorldpayError error) => error switch
    {
        { IsInternal: true } => new ModificationResult.Failed(FailureClass.PspInternal, error.Reason),
        { Certain: { } failure } => new ModificationResult.Failed(failure, error.Reason),
        _ => new ModificationResult.Unknown(error.Reason),
    };
}
