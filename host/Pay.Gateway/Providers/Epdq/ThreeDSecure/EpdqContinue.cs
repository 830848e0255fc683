using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq.ThreeDSecure;

/// <summary>
/// What came of 3D Secure (epdq.md section 5.4). ePDQ finishes the authorisation by itself and sends the payer back to one of three
/// addresses, which the payer can forge. So ePDQ is asked, and of its answer and the address the worse one counts.
/// </summary>
internal static class EpdqContinue
{
    private enum Return
    {
        Accepted,
        Declined,
        Error,
    }

    public static QueryRequest Question(ContinueRequest request) => new(request.PaymentId, request.TransactionId);

    public static AuthoriseResult Read(PspReply reply, ContinueRequest request)
    {
        var way = WayBack(request);
        return EpdqQuery.Read(reply, Question(request)) switch
        {
            QueryResult.Found found => Combine(found, way, request),
            QueryResult.Inconclusive inconclusive => Unknown(inconclusive.Reason, request.TransactionId),
            _ => Unknown("ePDQ does not know the order that it asked 3D Secure for", request.TransactionId),
        };
    }

    private static AuthoriseResult Combine(QueryResult.Found found, Return way, ContinueRequest request) => found.Payment switch
    {
        PspPaymentState.Rejected => new AuthoriseResult.Rejected("refused, or 3D Secure failed", found.TransactionId),
        PspPaymentState.Cancelled => new AuthoriseResult.CancelledByPsp(found.TransactionId),
        PspPaymentState.Error => new AuthoriseResult.Failed(FailureClass.PspInternal, "ePDQ reports an error of the order", found.TransactionId),
        PspPaymentState.Authorised or PspPaymentState.Captured or PspPaymentState.CaptureSubmitted when found.Amount is { } amount && amount != request.Amount =>
            new AuthoriseResult.Failed(FailureClass.Protocol, "ePDQ holds another amount", found.TransactionId) { CleanUp = true },
        PspPaymentState.Authorised when way == Return.Accepted => new AuthoriseResult.Authorised(found.TransactionId),
        // Without an amount it is a refund that ePDQ tells of: what is left of the payment, that does not say.
        PspPaymentState.Captured or PspPaymentState.CaptureSubmitted when way == Return.Accepted && found.Amount is not null =>
            new AuthoriseResult.Authorised(found.TransactionId) { AlreadyCaptured = true },
        PspPaymentState.Pending or PspPaymentState.AuthenticationRequired when way == Return.Accepted => new AuthoriseResult.Pending(found.TransactionId),
        PspPaymentState.Authorised or PspPaymentState.Pending or PspPaymentState.AuthenticationRequired => GiveUp(way, found.TransactionId),
        _ => Unknown("ePDQ's state of the order does not fit the payer's return", found.TransactionId),
    };

    /// <summary>Something is, or may yet be, held for a payment that the payer was told is over.</summary>
    private static AuthoriseResult GiveUp(Return way, string transactionId) => way == Return.Declined
        ? new AuthoriseResult.Rejected("3D Secure was declined", transactionId) { CleanUp = true }
        : new AuthoriseResult.Failed(FailureClass.PspInternal, "3D Secure ended in an error", transactionId) { CleanUp = true };

    private static AuthoriseResult.Unknown Unknown(string reason, string? transactionId) => new(reason) { TransactionId = transactionId };

    /// <summary>Any outcome but "declined" is taken for the worst. ePDQ's own STATUS, in capitals, can come along and is not the outcome.</summary>
    private static Return WayBack(ContinueRequest request)
    {
        var outcomes = request.Fields
            .Where(field => string.Equals(field.Key, EpdqThreeDSecure.OutcomeField, StringComparison.Ordinal))
            .Select(field => field.Value)
            .ToList();
        return outcomes.Count == 0 ? Return.Accepted
            : outcomes.TrueForAll(outcome => string.Equals(outcome, EpdqThreeDSecure.Declined, StringComparison.Ordinal)) ? Return.Declined
            : Return.Error;
    }
}
