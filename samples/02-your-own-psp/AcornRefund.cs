using Pay.Providers;

namespace Acorn;

/// <summary><c>POST payments/ID/refunds</c>: gives money back, at once or (to some banks) later.</summary>
internal static class AcornRefund
{
    public static PspMessage Build(RefundRequest request, PspContext context) => AcornMessage.Post(
        $"payments/{Uri.EscapeDataString(request.TransactionId)}/refunds",
        request.OperationId,
        new { request.Amount, refund = request.RefundId },
        context);

    public static ModificationResult Read(PspReply reply, RefundRequest request)
    {
        if (AcornModification.Failure(reply, out var document) is { } failed)
        {
            return failed;
        }

        if (document.Refund != request.RefundId || !document.IsAbout(request.PaymentId, request.Amount))
        {
            return new ModificationResult.Unknown("Acorn answered about another refund");
        }

        return document.State switch
        {
            "paid" => new ModificationResult.Completed(document.Id),
            "pending" => new ModificationResult.Submitted(document.Id),
            "failed" => new ModificationResult.Refused("Acorn could not give the money back"),
            _ => new ModificationResult.Unknown("Acorn answered a state that is not known here"),
        };
    }
}
