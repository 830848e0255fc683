using Pay.Providers;

namespace Acorn;

/// <summary><c>GET payments/ID</c>, or <c>GET orders/ORDER</c> where the answer that named the id was lost.</summary>
internal static class AcornQuery
{
    public static PspMessage Build(string paymentId, string? transactionId, PspContext context) => AcornMessage.Get(
        transactionId is null ? $"orders/{Uri.EscapeDataString(paymentId)}" : $"payments/{Uri.EscapeDataString(transactionId)}", context);

    public static QueryResult Read(PspReply reply, string paymentId)
    {
        if (reply.AsQuery() is { } failed)
        {
            return failed;
        }

        if (reply is not PspReply.Answered answered || AcornDocument.Read(answered.Body) is not { } document)
        {
            return new QueryResult.Inconclusive("Acorn's answer could not be read");
        }

        if (answered.Status == 404 && document.Error == "not_found")
        {
            return new QueryResult.NotFound();
        }

        return answered.IsSuccess && document is { Id: { Length: > 0 } id, Currency: "GBP" } && document.Order == paymentId && StateOf(document.State) is { } state
            ? new QueryResult.Found(state, id, document.Amount)
            : new QueryResult.Inconclusive("Acorn's answer could not be understood");
    }

    private static PspPaymentState? StateOf(string? state) => state switch
    {
        "deciding" => PspPaymentState.Pending,
        "challenge" => PspPaymentState.AuthenticationRequired,
        "held" => PspPaymentState.Authorised,
        "declined" => PspPaymentState.Rejected,
        "released" => PspPaymentState.Cancelled,
        "captured" => PspPaymentState.Captured,
        _ => null,
    };
}
