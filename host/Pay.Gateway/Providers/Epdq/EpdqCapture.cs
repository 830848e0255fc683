using Pay.Gateway.Providers.Epdq.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq;

/// <summary>Takes the whole authorised amount: without AMOUNT, "SAS" is the only capture that there will be (epdq.md section 6).</summary>
internal static class EpdqCapture
{
    public static PspMessage Build(CaptureRequest request, PspContext context) =>
        EpdqMaintenance.Build(context, "SAS", request.PaymentId, request.TransactionId);

    public static ModificationResult Read(PspReply reply, CaptureRequest request) => EpdqMaintenance.Read(
        reply,
        request.PaymentId,
        request.TransactionId,
        request.Amount,
        answer => answer.Status switch
        {
            "9" => new ModificationResult.Completed(answer.Reference),
            "91" => new ModificationResult.Submitted(answer.Reference),
            "93" => EpdqMaintenance.Refused(answer),
            _ => null,
        });
}
