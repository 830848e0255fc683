using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>Whether a payment can be refunded: <c>refund_summary.status</c>. Unknown values are kept.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct RefundAvailability
{
    private readonly string? _value;

    /// <summary>Makes an availability from the text that the API uses.</summary>
    public RefundAvailability(string? value) => _value = string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The text that the API uses; empty when the server sent none.</summary>
    public string Value => _value ?? "";

    /// <summary>Not yet: the payment is not captured.</summary>
    public static RefundAvailability Pending { get; } = new("pending");

    /// <summary>The payment can be refunded.</summary>
    public static RefundAvailability Available { get; } = new("available");

    /// <summary>All of it has been refunded.</summary>
    public static RefundAvailability Full { get; } = new("full");

    /// <summary>The payment cannot be refunded: it failed, was cancelled, is disputed or waits for its capture.</summary>
    public static RefundAvailability Unavailable { get; } = new("unavailable");

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal sealed class Converter : ApiStringConverter<RefundAvailability>
    {
        private static readonly RefundAvailability[] s_known = [Pending, Available, Full, Unavailable];

        protected override ReadOnlySpan<RefundAvailability> Known => s_known;

        protected override RefundAvailability From(string? value) => new(value);

        protected override string TextOf(RefundAvailability value) => value.Value;
    }
}

/// <summary>
/// What can be refunded: <c>refund_summary</c>. The amounts are computed whatever the state of the payment, also for one that
/// failed; only <see cref="Status"/> says whether a refund is possible.
/// </summary>
public sealed class RefundSummary : ApiObject
{
    /// <summary>Whether the payment can be refunded.</summary>
    public RefundAvailability Status { get; set; }

    /// <summary>Amount and surcharge less what was refunded, in pence.</summary>
    public long AmountAvailable { get; set; }

    /// <summary>The sum of the refunds that are submitted or succeeded, in pence.</summary>
    public long AmountSubmitted { get; set; }
}
