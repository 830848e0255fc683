using System.Xml.Linq;
using Pay.Gateway.Providers.Wire;
using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay;

/// <summary>Asks what Worldpay holds for an order.</summary>
internal static class WorldpayQuery
{
    /// <summary>A request that is still under way can make "not found" into "found".</summary>
    private static readonly TimeSpan NotFoundBelievedAfter = TimeSpan.FromMinutes(1);

    public static byte[] Build(string orderCode, string merchantCode) => WorldpayDocument.Write(
        merchantCode, new XElement("inquiry", new XElement("orderInquiry", WorldpayDocument.OrderCode(orderCode))));

    /// <summary>The body of a 2xx answer.</summary>
    /// <param name="body">The document.</param>
    /// <param name="request">The question.</param>
    /// <param name="orderCode">The order that was asked for.</param>
    /// <param name="now">The time of the answer.</param>
    public static QueryResult Read(ReadOnlyMemory<byte> body, QueryRequest request, string orderCode, DateTimeOffset now)
    {
        var reply = WorldpayReply.Read(body);
        return reply switch
        {
            null or { Received: not null } => new QueryResult.Inconclusive("Worldpay's answer cannot be read"),
            _ when reply.OrderCode is { } other && other != orderCode => new QueryResult.Inconclusive("Worldpay answered for another order"),
            { Error: { IsOrderNotFound: true } } => now - request.SentAt < NotFoundBelievedAfter
                ? new QueryResult.Inconclusive("Worldpay does not know the order yet")
                : new QueryResult.NotFound(),
            { Error: { } error } => new QueryResult.Inconclusive(error.Reason),
            { OrderCode: null } => new QueryResult.Inconclusive("Worldpay's answer names no order"),
            { Payment: { } payment } => OfPayment(payment, orderCode),
            _ => new QueryResult.Found(PspPaymentState.AuthenticationRequired, orderCode, Amount: null),
        };
    }

    private static QueryResult OfPayment(WorldpayPayment payment, string orderCode) => (StateOf(payment.LastEvent), payment.Amount) switch
    {
        (null, _) => new QueryResult.Inconclusive($"Worldpay's last event is '{PspText.Quote(payment.LastEvent)}'"),
        (_, { Pence: null }) => new QueryResult.Inconclusive("Worldpay's answer has no amount in pounds"),

        // Money that went back says nothing of the payment's own amount.
        ({ } state, var amount) => new QueryResult.Found(state, orderCode, amount is { IsDebit: false } ? amount.Pence : null),
    };

    /// <summary><see langword="null"/>: a word that is in no list, from which nothing follows.</summary>
    private static PspPaymentState? StateOf(string? lastEvent) => lastEvent switch
    {
        "AUTHORISED" => PspPaymentState.Authorised,
        "CAPTURED" or "SETTLED" or "SETTLED_BY_MERCHANT" => PspPaymentState.Captured,
        "REFUSED" or "REFUSED_BY_BANK" => PspPaymentState.Rejected,
        "CANCELLED" or "EXPIRED" => PspPaymentState.Cancelled,
        "SENT_FOR_AUTHORISATION" => PspPaymentState.Pending,

        // What happens to money after its capture does not undo the capture.
        "SENT_FOR_REFUND" or "REFUND_REQUESTED" or "REFUNDED" or "REFUNDED_BY_MERCHANT" or "REFUND_FAILED" or "CHARGED_BACK"
            or "CHARGEBACK_REVERSED" or "INFORMATION_REQUESTED" or "INFORMATION_SUPPLIED" => PspPaymentState.Captured,
        "ERROR" or "null" or null => PspPaymentState.Error,
        _ => null,
    };
}
