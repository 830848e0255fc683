using System.Xml.Linq;
using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay;

/// <summary>Releases what is held. It can be repeated without harm.</summary>
internal static class WorldpayCancel
{
    public static byte[] Build(string orderCode, string merchantCode) =>
        WorldpayDocument.Write(merchantCode, WorldpayDocument.Modification(orderCode, new XElement("cancel")));

    /// <summary>The body of a 2xx answer.</summary>
    public static ModificationResult Read(ReadOnlyMemory<byte> body, string orderCode)
    {
        var reply = WorldpayReply.Read(body);
        return reply?.ErrorFor(orderCode) is { } error ? OfError(error) : WorldpayReceipt.Of(reply, "cancelReceived", orderCode, amount: null);
    }

    /// <summary>Code 5 is said of an order that is cancelled, captured or not there: the gateway asks which.</summary>
    private static ModificationResult OfError(WorldpayError error) => error switch
    {
        { Code: WorldpayError.InvalidRequest } => new ModificationResult.Refused(error.Reason),
        { IsInternal: true } => new ModificationResult.Failed(FailureClass.PspInternal, error.Reason),
        { Certain: { } failure } => new ModificationResult.Failed(failure, error.Reason),
        _ => new ModificationResult.Unknown(error.Reason),
    };
}
