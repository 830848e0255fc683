using System.Text.Json;

namespace Pay.Gateway.Providers.Stripe.Documents;

/// <summary>A refund as Stripe holds it, as far as it concerns us.</summary>
internal sealed record StripeRefundDocument
{
    /// <summary>Under this name each refund carries our refund id.</summary>
    public const string RefundIdName = "gateway_refund_id";

    public required string Id { get; init; }

    public required string Status { get; init; }

    public long? Amount { get; init; }

    public string? Currency { get; init; }

    public string? TransactionId { get; init; }

    public string? PaymentId { get; init; }

    public string? RefundId { get; init; }

    public string? FailureReason { get; init; }

    public string FailureText => FailureReason is null ? $"Stripe says {Status}" : $"Stripe says {Status}: {FailureReason}";

    /// <summary>Whether nothing that it says is about another refund than ours.</summary>
    public bool IsAbout(string transactionId, string refundId) =>
        (TransactionId is null || string.Equals(TransactionId, transactionId, StringComparison.Ordinal))
        && (RefundId is null || string.Equals(RefundId, refundId, StringComparison.Ordinal))
        && (Currency is null || string.Equals(Currency, "gbp", StringComparison.OrdinalIgnoreCase));

    /// <returns><see langword="null"/>: not a refund.</returns>
    public static StripeRefundDocument? Read(JsonElement element)
    {
        if (element.Text("object") != "refund"
            || StripeText.Id(element.Text("id"), "re_") is not { } id
            || StripeText.Code(element.Text("status")) is not { } status)
        {
            return null;
        }

        var metadata = element.Part("metadata");
        return new StripeRefundDocument
        {
            Id = id,
            Status = status,
            Amount = element.Number("amount"),
            Currency = element.Text("currency"),
            TransactionId = StripeText.Id(element.Id("payment_intent"), StripeIntent.IdPrefix),
            PaymentId = metadata?.Text(StripeIntent.PaymentIdName),
            RefundId = metadata?.Text(RefundIdName),
            FailureReason = StripeText.Code(element.Text("failure_reason")),
        };
    }
}
