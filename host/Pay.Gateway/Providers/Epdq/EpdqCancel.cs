using Pay.Gateway.Providers.Epdq.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq;

/// <summary>Releases an authorised amount and closes the order, by our order id where ePDQ's never came (epdq.md section 6).</summary>
internal static class EpdqCancel
{
    public static PspMessage Build(CancelRequest request, PspContext context) =>
        EpdqMaintenance.Build(context, "DES", request.PaymentId, request.TransactionId);

    public static ModificationResult Read(PspReply reply, CancelRequest request) => EpdqMaintenance.Read(
        reply,
        request.PaymentId,
        request.TransactionId,
        amount: null,
        answer => answer.Status switch
        {
            "6" or "64" or "7" => new ModificationResult.Completed(answer.Reference),
            "61" or "71" => new ModificationResult.Submitted(answer.Reference),
            "63" => EpdqMaintenance.Refused(answer),
            _ => null,
        },
        // It may be cancelled or refused already; who is told "refused" asks before it goes to a person.
        whenInWrongState: EpdqMaintenance.Refused);
}
