using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>What the items of a notification mean in neutral words: the table of section 8.</summary>
internal static class SmartpayEvents
{
    /// <summary>What it means, or <see langword="null"/>: nothing that concerns a payment of ours.</summary>
    public static ProviderEventKind? KindOf(SmartpayNotificationItem item) => (item.EventCode, item.Success) switch
    {
        ("AUTHORISATION", true) => ProviderEventKind.PaymentAuthorised,
        ("AUTHORISATION", false) => ProviderEventKind.PaymentRejected,
        ("CAPTURE", true) => ProviderEventKind.Captured,
        ("CAPTURE", false) => ProviderEventKind.CaptureFailed,
        ("CAPTURE_FAILED", _) => ProviderEventKind.CaptureReversed,
        ("CANCELLATION", true) => ProviderEventKind.PaymentCancelled,
        ("CANCELLATION", false) => ProviderEventKind.CancelFailed,
        ("REFUND", true) => ProviderEventKind.RefundSucceeded,
        ("REFUND", false) or ("REFUND_FAILED" or "REFUNDED_REVERSED", _) => ProviderEventKind.RefundFailed,
        ("CANCEL_OR_REFUND", true) => item.ModificationAction switch
        {
            "cancel" => ProviderEventKind.PaymentCancelled,
            "refund" => ProviderEventKind.RefundSucceeded,
            _ => null,
        },
        ("REQUEST_FOR_INFORMATION" or "NOTIFICATION_OF_CHARGEBACK" or "CHARGEBACK" or "CHARGEBACK_REVERSED", _) => ProviderEventKind.Dispute,
        _ => null,
    };

    /// <summary>Whether an item without a meaning should have had one: it does not say whether it succeeded, or at what.</summary>
    public static bool IsIncomplete(SmartpayNotificationItem item) => item.EventCode switch
    {
        "AUTHORISATION" or "CAPTURE" or "CANCELLATION" or "REFUND" => item.Success is null,
        "CANCEL_OR_REFUND" => item.Success is not false,
        _ => false,
    };

    public static ProviderEvent Map(SmartpayNotificationItem item, ProviderEventKind kind, string accountId)
    {
        var isOfRefund = kind is ProviderEventKind.RefundSucceeded or ProviderEventKind.RefundFailed;
        return new ProviderEvent
        {
            Kind = kind,

            // With the account, so that what one account is told can never make another's notification look like a repetition.
            DedupeKey = $"{accountId}:{item.PspReference}:{item.EventCode}:{SuccessOf(item)}",
            PaymentId = isOfRefund ? null : item.MerchantReference,
            RefundId = isOfRefund ? item.MerchantReference ?? "" : null,
            TransactionId = TransactionOf(item),
            MayBeNewTransaction = item.EventCode == "AUTHORISATION",
            Reference = item.EventCode == "AUTHORISATION" ? null : item.PspReference,
            Amount = HasAmount(item) ? item.Amount : null,
            Reason = ReasonOf(item, kind),
        };
    }

    /// <summary>Whether the amount of such an item is one that moved, or should have. Those of cancellations and disputes mean other things.</summary>
    public static bool HasAmount(SmartpayNotificationItem item) =>
        item.EventCode is "AUTHORISATION" or "CAPTURE" or "CAPTURE_FAILED" or "REFUND" or "REFUND_FAILED" or "REFUNDED_REVERSED";

    /// <summary>Everything but an authorisation names the authorisation as its original; some disputes are told under its own reference.</summary>
    private static string? TransactionOf(SmartpayNotificationItem item) => item.EventCode switch
    {
        "AUTHORISATION" => item.PspReference,
        "REQUEST_FOR_INFORMATION" or "NOTIFICATION_OF_CHARGEBACK" or "CHARGEBACK" or "CHARGEBACK_REVERSED" =>
            item.OriginalReference ?? item.PspReference,
        _ => item.OriginalReference,
    };

    private static string SuccessOf(SmartpayNotificationItem item) => item.Success switch { true => "true", false => "false", _ => "" };

    private static string? ReasonOf(SmartpayNotificationItem item, ProviderEventKind kind) => kind switch
    {
        ProviderEventKind.PaymentAuthorised or ProviderEventKind.Captured or ProviderEventKind.PaymentCancelled or ProviderEventKind.RefundSucceeded => null,
        _ => $"{item.EventCode}: {SmartpayText.Reason(item.Reason)}",
    };
}
