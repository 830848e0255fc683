using Pay.Providers;

namespace Acorn;

/// <summary><c>POST payments/ID/capture</c>: takes the amount, confirmed at once.</summary>
internal static class AcornCapture
{
    public static PspMessage Build(CaptureRequest request, PspContext context) => AcornMessage.Post(
        $"payments/{Uri.EscapeDataString(request.TransactionId)}/capture", request.OperationId, new { request.Amount }, context);

    public static ModificationResult Read(PspReply reply, CaptureRequest request)
    {
        if (AcornModification.Failure(reply, out var document) is { } failed)
        {
            return failed;
        }

        return document.State == "captured" && document.IsAbout(request.PaymentId, request.Amount)
            ? new ModificationResult.Completed(document.Id)
            : new ModificationResult.Unknown("Acorn's answer does not say that this payment was captured");
    }
}
