using Pay.Gateway.Providers.Epdq.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq;

/// <summary>Asks what became of a refund, which ePDQ knows by the transaction and the operation's number on it (epdq.md section 7).</summary>
internal static class EpdqQueryRefund
{
    /// <summary><see langword="null"/>: the refund's answer was lost, and with it the only name by which ePDQ knows it.</summary>
    public static PspMessage? Build(RefundQueryRequest request, PspContext context) =>
        Parts(request) is { } parts
            ? EpdqMessage.Create(
                context,
                EpdqMessage.QueryPage,
                [EpdqMessage.Field("PAYID", parts.PayId), EpdqMessage.Field("PAYIDSUB", parts.PayIdSub)],
                isQuestion: true)
            : null;

    public static RefundQueryResult NoReference() => new RefundQueryResult.Inconclusive("ePDQ knows a refund by its own reference only, which never came");

    public static RefundQueryResult Read(PspReply reply, RefundQueryRequest request)
    {
        if (reply.AsRefundQuery() is { } told)
        {
            return told;
        }

        if (reply is not PspReply.Answered answered || EpdqAnswer.Read(answered) is not { } answer)
        {
            return new RefundQueryResult.Inconclusive("ePDQ's answer cannot be read");
        }

        // "Unknown" is no answer either: ePDQ has numbered the refund, so it did see it.
        if (answer.IsError)
        {
            return new RefundQueryResult.Inconclusive($"ePDQ did not answer the question ({EpdqErrors.Describe(answer)})");
        }

        if (answer.IsAboutOther(request.PaymentId) || !string.Equals(answer.Reference, request.Reference, StringComparison.Ordinal))
        {
            return new RefundQueryResult.Inconclusive("ePDQ answered about another operation");
        }

        if (request.Amount is { } amount && answer.IsOfOtherAmount(amount))
        {
            return new RefundQueryResult.Inconclusive("ePDQ answered about another amount");
        }

        return answer.Status switch
        {
            "7" or "8" => new RefundQueryResult.Succeeded(answer.Reference),
            "71" or "81" => new RefundQueryResult.Pending(),
            "73" or "83" or "84" or "94" => new RefundQueryResult.Failed($"refused ({EpdqErrors.Describe(answer)})"),
            _ => new RefundQueryResult.Inconclusive($"ePDQ does not know yet (STATUS {EpdqStatus.Quote(answer)})"),
        };
    }

    private static (string PayId, string PayIdSub)? Parts(RefundQueryRequest request) =>
        request.Reference?.Split('/') is [{ Length: > 0 } payId, { Length: > 0 } payIdSub] ? (payId, payIdSub) : null;
}
