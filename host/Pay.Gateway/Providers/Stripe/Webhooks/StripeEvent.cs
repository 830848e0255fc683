using System.Text.Json;
using Pay.Gateway.Providers.Stripe.Documents;
using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe.Webhooks;

/// <summary>A webhook's content: what happened to which object. Nothing in it is believed before its signature is.</summary>
internal sealed class StripeEvent
{
    private readonly string? _apiVersion;
    private readonly JsonElement? _object;

    private StripeEvent(JsonElement root)
    {
        Id = StripeText.Id(root.Text("id"), "evt_");
        Type = root.Text("object") == "event" ? root.Text("type") ?? "" : "";
        IsLive = root.Truth("livemode");
        _apiVersion = root.Text("api_version");
        _object = root.Part("data")?.Part("object");
        Subject = _object is { } about ? SubjectOf(about) : null;
    }

    public string? Id { get; }

    public string Type { get; }

    /// <summary>Whether real money moved, where it says so.</summary>
    public bool? IsLive { get; }

    /// <summary>The payment that it names.</summary>
    public NotificationSubject? Subject { get; }

    /// <summary>
    /// The endpoint has another version of the API than ours: its intents and charges may mean something else, so that a change of money is
    /// asked for instead of believed (stripe.md section 6).
    /// </summary>
    private bool IsOfOtherVersion => _apiVersion is not null && _apiVersion != StripeAccess.ApiVersion;

    /// <returns><see langword="null"/>: not a JSON object within the bounds.</returns>
    public static StripeEvent? Read(ReadOnlyMemory<byte> body) => StripeJson.Read(body) is { } root ? new StripeEvent(root) : null;

    /// <returns>What it tells of a payment; <see langword="null"/>: nothing that concerns us.</returns>
    public ProviderEvent? ToProviderEvent()
    {
        if (Id is null || Subject is null || _object is not { } about)
        {
            return null;
        }

        return Type switch
        {
            "payment_intent.amount_capturable_updated" or "payment_intent.payment_failed" or "payment_intent.canceled" or "payment_intent.succeeded" =>
                IsOfOtherVersion ? Event(ProviderEventKind.NeedsQuery) : OfIntent(about),
            "charge.captured" => IsOfOtherVersion ? Event(ProviderEventKind.NeedsQuery) : OfCapture(about),
            "charge.refunded" => Event(ProviderEventKind.NeedsQuery),
            "refund.updated" or "charge.refund.updated" or "refund.failed" => OfRefund(about),
            _ when Type.StartsWith("charge.dispute.", StringComparison.Ordinal) => OfDispute(about),
            _ => null,
        };
    }

    /// <summary>Says nothing of the content.</summary>
    public override string ToString() => "StripeEvent";

    /// <summary>An event whose object does not bear it out, such as one that a later event has overtaken, only says that something happened.</summary>
    private ProviderEvent OfIntent(JsonElement about)
    {
        if (StripeIntent.Read(about) is not { IsSterling: true } intent)
        {
            return Event(ProviderEventKind.NeedsQuery);
        }

        return (Type, intent.Kind) switch
        {
            ("payment_intent.amount_capturable_updated", StripeIntentStatus.RequiresCapture)
                when intent.Amount > 0 && intent.AmountCapturable == intent.Amount =>
                Event(ProviderEventKind.PaymentAuthorised) with { Amount = intent.Amount },
            ("payment_intent.payment_failed", StripeIntentStatus.RequiresPaymentMethod) =>
                Event(ProviderEventKind.PaymentRejected) with { Reason = intent.RejectionText },
            ("payment_intent.canceled", StripeIntentStatus.Cancelled) => Event(ProviderEventKind.PaymentCancelled),
            ("payment_intent.succeeded", StripeIntentStatus.Succeeded) when intent.AmountInState is { } taken =>
                Event(ProviderEventKind.Captured) with { Amount = taken, Reference = intent.ChargeId },
            _ => Event(ProviderEventKind.NeedsQuery),
        };
    }

    private ProviderEvent OfCapture(JsonElement charge) =>
        charge.Truth("captured") == true && charge.Text("currency") is "gbp" && (charge.Number("amount_captured") ?? charge.Number("amount")) is { } taken
            ? Event(ProviderEventKind.Captured) with { Amount = taken, Reference = StripeText.Id(charge.Text("id"), "ch_") }
            : Event(ProviderEventKind.NeedsQuery);

    /// <summary>
    /// A refund's id, status and amount have been the same in every version of the API, and an inquiry into the payment would not tell of a
    /// refund that failed days after it had succeeded: so refunds are believed in any version.
    /// </summary>
    private ProviderEvent? OfRefund(JsonElement about)
    {
        if (StripeRefundDocument.Read(about) is not { } refund || (refund.Currency is not null && refund.Currency != "gbp"))
        {
            return null;
        }

        ProviderEventKind? kind = refund.Status switch
        {
            "succeeded" => ProviderEventKind.RefundSucceeded,
            "failed" or "canceled" => ProviderEventKind.RefundFailed,
            _ => null,
        };
        return kind is { } known
            ? Event(known) with
            {
                RefundId = refund.RefundId,
                Reference = refund.Id,
                Amount = refund.Amount,
                Reason = known == ProviderEventKind.RefundFailed ? refund.FailureText : null,
            }
            : null;
    }

    private ProviderEvent OfDispute(JsonElement dispute) => Event(ProviderEventKind.Dispute) with
    {
        Reference = StripeText.Id(dispute.Text("id"), "d"),
        Amount = dispute.Number("amount"),
        Reason = string.Join(", ", new[] { StripeText.Code(dispute.Text("reason")), StripeText.Code(dispute.Text("status")) }.OfType<string>()),
    };

    private ProviderEvent Event(ProviderEventKind kind) => new()
    {
        Kind = kind,
        DedupeKey = Id!,
        PaymentId = Subject?.PaymentId,
        TransactionId = Subject?.TransactionId,
    };

    private static NotificationSubject? SubjectOf(JsonElement about)
    {
        var transactionId = StripeText.Id(about.Text("object") == "payment_intent" ? about.Text("id") : about.Id("payment_intent"), StripeIntent.IdPrefix);
        var paymentId = StripeText.Id(about.Part("metadata")?.Text(StripeIntent.PaymentIdName), "");
        return transactionId is null && paymentId is null ? null : new NotificationSubject(paymentId, transactionId);
    }
}
