using Pay.Providers;

namespace Acorn;

/// <summary>
/// <c>POST payments/ID/release</c>, or <c>POST orders/ORDER/release</c> where the answer that named the id was lost.
/// </summary>
internal static class AcornCancel
{
    public static PspMessage Build(CancelRequest request, PspContext context) => AcornMessage.Post(
        request.TransactionId is { } id ? $"payments/{Uri.EscapeDataString(id)}/release" : $"orders/{Uri.EscapeDataString(request.PaymentId)}/release",
        request.OperationId,
        new { },
        context);

    public static ModificationResult Read(PspReply reply, CancelRequest request)
    {
        if (AcornModification.Failure(reply, out var document) is { } failed)
        {
            return failed;
        }

        return document.State == "released" && document.Order == request.PaymentId
            ? new ModificationResult.Completed(document.Id)
            : new ModificationResult.Unknown("Acorn's answer does not say that this payment was released");
    }
}
