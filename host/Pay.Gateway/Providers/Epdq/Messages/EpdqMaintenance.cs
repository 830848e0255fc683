using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq.Messages;

/// <summary>What captures, cancellations and refunds have in common (epdq.md section 6).</summary>
internal static class EpdqMaintenance
{
    /// <param name="context">Whose account.</param>
    /// <param name="operation">ePDQ's three letters.</param>
    /// <param name="paymentId">Our order id, by which the transaction is known when ePDQ's own id never came.</param>
    /// <param name="transactionId">ePDQ's transaction.</param>
    /// <param name="more">Further parameters.</param>
    public static PspMessage Build(
        PspContext context, string operation, string paymentId, string? transactionId, params IEnumerable<KeyValuePair<string, string>> more) =>
        EpdqMessage.Create(
            context,
            EpdqMessage.MaintenancePage,
            [
                EpdqMessage.Field("OPERATION", operation),
                transactionId is null ? EpdqMessage.Field("ORDERID", paymentId) : EpdqMessage.Field("PAYID", transactionId),
                .. more,
            ]);

    /// <param name="reply">What came back.</param>
    /// <param name="paymentId">Our order id.</param>
    /// <param name="transactionId">ePDQ's transaction, where it was named.</param>
    /// <param name="amount">The amount in pence, where an answer that names another one is not to be believed.</param>
    /// <param name="meaning">What a status means for this operation; <see langword="null"/>: nothing certain.</param>
    /// <param name="whenInWrongState">What it means that the order is in no state for this operation; without: it has to be asked, for it may have been done before.</param>
    public static ModificationResult Read(
        PspReply reply,
        string paymentId,
        string? transactionId,
        long? amount,
        Func<EpdqAnswer, ModificationResult?> meaning,
        Func<EpdqAnswer, ModificationResult>? whenInWrongState = null)
    {
        if (reply.AsModification() is { } told)
        {
            return told;
        }

        if (reply is not PspReply.Answered answered || EpdqAnswer.Read(answered) is not { } answer)
        {
            return new ModificationResult.Unknown("ePDQ's answer cannot be read");
        }

        if (answer.IsAboutOther(paymentId) || IsOtherTransaction(answer, transactionId))
        {
            return new ModificationResult.Unknown("ePDQ answered about another order");
        }

        if (answer.IsError)
        {
            return EpdqErrors.IsWrongState(answer) && whenInWrongState is not null ? whenInWrongState(answer) : ReadError(answer);
        }

        if (answer.OrderId.Length == 0 && answer.PayId is null)
        {
            return new ModificationResult.Unknown($"ePDQ's answer (STATUS {EpdqStatus.Quote(answer)}) names no order and no transaction");
        }

        if (amount is { } pence && answer.IsOfOtherAmount(pence))
        {
            return new ModificationResult.Unknown("ePDQ answered about another amount") { Reference = answer.Reference };
        }

        return meaning(answer) ?? new ModificationResult.Unknown($"ePDQ does not know yet (STATUS {EpdqStatus.Quote(answer)})") { Reference = answer.Reference };
    }

    public static ModificationResult Refused(EpdqAnswer answer) =>
        new ModificationResult.Refused($"refused (STATUS {EpdqStatus.Quote(answer)}, {EpdqErrors.Describe(answer)})");

    private static bool IsOtherTransaction(EpdqAnswer answer, string? transactionId) =>
        answer.PayId is { } payId && transactionId is not null && !string.Equals(payId, transactionId, StringComparison.Ordinal);

    private static ModificationResult ReadError(EpdqAnswer answer) =>
        !EpdqErrors.IsCertain(answer) ? new ModificationResult.Unknown($"ePDQ gave no state ({EpdqErrors.Describe(answer)})")
        : answer.NcError == EpdqErrors.UnknownOrder ? new ModificationResult.NotFound()
        : new ModificationResult.Failed(EpdqErrors.ClassOf(answer), EpdqErrors.Describe(answer));
}
