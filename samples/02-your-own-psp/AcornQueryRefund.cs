using Pay.Providers;

namespace Acorn;

/// <summary><c>GET refunds/REFUND</c>, by our id of it.</summary>
internal static class AcornQueryRefund
{
    public static PspMessage Build(RefundQueryRequest request, PspContext context) =>
        AcornMessage.Get($"refunds/{Uri.EscapeDataString(request.RefundId)}", context);

    public static RefundQueryResult Read(PspReply reply, RefundQueryRequest request)
    {
        if (reply.AsRefundQuery() is { } failed)
        {
            return failed;
        }

        if (reply is not PspReply.Answered answered || AcornDocument.Read(answered.Body) is not { } document)
        {
            return new RefundQueryResult.Inconclusive("Acorn's answer could not be read");
        }

        if (answered.Status == 404 && document.Error == "not_found")
        {
            return new RefundQueryResult.NotFound();
        }

        return (answered.IsSuccess && document.Refund == request.RefundId && document.Order == request.PaymentId ? document.State : null) switch
        {
            "paid" => new RefundQueryResult.Succeeded(document.Id),
            "pending" => new RefundQueryResult.Pending(),
            "failed" => new RefundQueryResult.Failed("Acorn could not give the money back"),
            _ => new RefundQueryResult.Inconclusive("Acorn's answer could not be understood"),
        };
    }
}
