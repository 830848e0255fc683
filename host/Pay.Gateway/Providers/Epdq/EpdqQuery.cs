using Pay.Gateway.Providers.Epdq.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq;

/// <summary>Asks what ePDQ holds for a payment, by our order id (epdq.md section 7).</summary>
internal static class EpdqQuery
{
    public static PspMessage Build(QueryRequest request, PspContext context) =>
        EpdqMessage.Create(context, EpdqMessage.QueryPage, [EpdqMessage.Field("ORDERID", request.PaymentId)], isQuestion: true);

    public static QueryResult Read(PspReply reply, QueryRequest request)
    {
        if (reply.AsQuery() is { } told)
        {
            return told;
        }

        if (reply is not PspReply.Answered answered || EpdqAnswer.Read(answered) is not { } answer)
        {
            return new QueryResult.Inconclusive("ePDQ's answer cannot be read");
        }

        if (answer.IsAboutOther(request.PaymentId))
        {
            return new QueryResult.Inconclusive("ePDQ answered about another order");
        }

        if (answer.IsError && answer.PayId is null)
        {
            return answer.NcError == EpdqErrors.UnknownOrder
                ? new QueryResult.NotFound()
                : new QueryResult.Inconclusive($"ePDQ did not answer the question ({EpdqErrors.Describe(answer)})");
        }

        if (request.TransactionId is { } known && answer.PayId is { } named && known != named)
        {
            return new QueryResult.Inconclusive("ePDQ answered about another transaction");
        }

        return answer is { PayId: { } transactionId, OrderId.Length: > 0 }
            ? ReadState(answer, transactionId)
            : new QueryResult.Inconclusive($"ePDQ's answer (STATUS {EpdqStatus.Quote(answer)}) names no order or no transaction");
    }

    private static QueryResult ReadState(EpdqAnswer answer, string transactionId)
    {
        if (StateOf(answer) is not { } state)
        {
            return new QueryResult.Inconclusive($"ePDQ does not know yet (STATUS {EpdqStatus.Quote(answer)}, {EpdqErrors.Describe(answer)})");
        }

        if (answer.IsOfOtherCurrency || answer.IsAmountUnreadable)
        {
            return new QueryResult.Inconclusive("ePDQ's answer has an amount that cannot be read, or is not in pounds");
        }

        return new QueryResult.Found(state, transactionId, IsOfRefund(answer.Status) ? null : answer.Amount);
    }

    /// <summary><see langword="null"/>: undecided at ePDQ, or not a state that its guide gives an order.</summary>
    private static PspPaymentState? StateOf(EpdqAnswer answer) => answer.Status switch
    {
        "5" => PspPaymentState.Authorised,
        "2" => PspPaymentState.Rejected,
        "46" => PspPaymentState.AuthenticationRequired,
        // 61 is a cancellation that ePDQ has accepted and not done.
        "41" or "50" or "51" or "61" or "99" => PspPaymentState.Pending,
        "1" or "6" or "64" => PspPaymentState.Cancelled,
        "91" => PspPaymentState.CaptureSubmitted,
        "9" or "95" or "7" or "71" or "73" or "8" or "81" or "82" or "83" or "84" or "85" or "94" => PspPaymentState.Captured,
        "93" => PspPaymentState.CaptureFailed,
        "0" when answer.NcError is EpdqErrors.AuthenticationFailed or EpdqErrors.AuthenticationFailedOpen => PspPaymentState.Rejected,
        // An error of the question itself says nothing of the order.
        "0" when answer.NcError is "" or "0" => PspPaymentState.Error,
        _ => null,
    };

    /// <summary>Without an operation's number ePDQ tells the latest operation, whose amount is then the refund's and not the payment's.</summary>
    private static bool IsOfRefund(string status) => status is "7" or "71" or "73" or "8" or "81" or "82" or "83" or "84" or "85" or "94";
}
