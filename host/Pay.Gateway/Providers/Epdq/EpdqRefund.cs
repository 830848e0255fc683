using System.Globalization;
using Pay.Gateway.Providers.Epdq.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq;

/// <summary>Gives captured money back. ePDQ has no guard against a refund that is sent twice (epdq.md sections 6 and 8).</summary>
internal static class EpdqRefund
{
    public static PspMessage Build(RefundRequest request, PspContext context) => EpdqMaintenance.Build(
        context,
        "RFD",
        request.PaymentId,
        request.TransactionId,
        EpdqMessage.Field("AMOUNT", request.Amount.ToString(CultureInfo.InvariantCulture)));

    public static ModificationResult Read(PspReply reply, RefundRequest request) => EpdqMaintenance.Read(
        reply,
        request.PaymentId,
        request.TransactionId,
        request.Amount,
        // On the day of the capture a refund is a deletion: 7, 71, 73.
        answer => answer.Status switch
        {
            "8" or "7" => new ModificationResult.Completed(answer.Reference),
            "81" or "71" => new ModificationResult.Submitted(answer.Reference),
            "83" or "73" or "84" or "94" => EpdqMaintenance.Refused(answer),
            _ => null,
        },
        whenInWrongState: EpdqMaintenance.Refused);
}
