using Pay.Gateway.Providers.Epdq.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq.Notifications;

/// <summary>What a signed notification means (epdq.md section 9).</summary>
internal static class EpdqEvents
{
    private const int PayIdDigitsMax = 20;
    private const int PayIdSubDigitsMax = 6;
    private const int SignatureCharactersInKey = 32;

    /// <param name="values">Signed values by their names in upper case; nothing else may be believed.</param>
    /// <param name="accountId">To whom it was proven.</param>
    /// <returns><see langword="null"/>: it changes nothing.</returns>
    public static ProviderEvent? Read(IReadOnlyDictionary<string, string> values, string accountId)
    {
        // "0" is how ePDQ says that there is none.
        var payId = EpdqAnswer.IsDigits(Value(values, "PAYID"), PayIdDigitsMax) && Value(values, "PAYID").Trim('0').Length > 0 ? Value(values, "PAYID") : null;
        var orderId = Value(values, "ORDERID") is { Length: > 0 } told ? told : null;
        if (KindOf(Value(values, "STATUS")) is not { } kind || (payId ?? orderId) is not { } subject)
        {
            return null;
        }

        var payIdSub = EpdqAnswer.IsDigits(Value(values, "PAYIDSUB"), PayIdSubDigitsMax) ? Value(values, "PAYIDSUB") : null;
        var isRefund = kind is ProviderEventKind.RefundSucceeded or ProviderEventKind.RefundFailed;
        return new ProviderEvent
        {
            // An amount that cannot be compared is not acted on.
            Kind = IsAmountClear(values) ? kind : ProviderEventKind.NeedsQuery,
            DedupeKey = Key(values, accountId, subject, payIdSub, isRefund),
            PaymentId = orderId,
            TransactionId = payId,
            Reference = payId is null || payIdSub is null ? null : $"{payId}/{payIdSub}",
            Amount = EpdqAnswer.ToPence(Value(values, "AMOUNT")),
            Reason = ReasonOf(kind),
        };
    }

    private static ProviderEventKind? KindOf(string status) => status switch
    {
        "5" => ProviderEventKind.PaymentAuthorised,
        "2" => ProviderEventKind.PaymentRejected,
        "6" => ProviderEventKind.PaymentCancelled,
        "9" => ProviderEventKind.Captured,
        "93" => ProviderEventKind.CaptureFailed,
        "7" or "8" => ProviderEventKind.RefundSucceeded,
        "73" or "83" or "84" or "94" => ProviderEventKind.RefundFailed,
        "62" or "72" or "82" or "92" => ProviderEventKind.NeedsQuery,
        _ => null,
    };

    private static string? ReasonOf(ProviderEventKind kind) => kind switch
    {
        ProviderEventKind.PaymentRejected => "refused",
        ProviderEventKind.CaptureFailed => "ePDQ could not capture",
        ProviderEventKind.RefundFailed => "ePDQ could not refund",
        _ => null,
    };

    private static bool IsAmountClear(IReadOnlyDictionary<string, string> values) =>
        (Value(values, "AMOUNT") is not { Length: > 0 } amount || EpdqAnswer.ToPence(amount) is not null)
        && Value(values, "CURRENCY") is "" or "GBP";

    /// <summary>
    /// The account is part of it, for an account's passphrase can sign any number: without, one account could use up the key that another's
    /// notification will have. So is, for a refund that ePDQ was not set up to number, the signature: two refunds are not one that came twice.
    /// </summary>
    private static string Key(IReadOnlyDictionary<string, string> values, string accountId, string subject, string? payIdSub, bool isRefund)
    {
        var operation = payIdSub ?? (isRefund ? EpdqSignature.Of(values, accountId)[..SignatureCharactersInKey] : "");
        return $"{accountId}/{subject}/{operation}/{Value(values, "STATUS")}";
    }

    private static string Value(IReadOnlyDictionary<string, string> values, string name) => values.GetValueOrDefault(name, "");
}
