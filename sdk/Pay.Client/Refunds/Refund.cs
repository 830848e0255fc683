using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>Where a refund is. Unknown values are kept.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct RefundStatus
{
    private readonly string? _value;

    /// <summary>Makes a status from the text that the API uses.</summary>
    public RefundStatus(string? value) => _value = string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The text that the API uses; empty when the server sent none.</summary>
    public string Value => _value ?? "";

    /// <summary>Accepted; the provider has not confirmed it yet. Ask again after 30 minutes, then at most every 5 minutes.</summary>
    public static RefundStatus Submitted { get; } = new("submitted");

    /// <summary>The provider confirmed it.</summary>
    public static RefundStatus Success { get; } = new("success");

    /// <summary>The provider refused it; its amount is available again.</summary>
    public static RefundStatus Error { get; } = new("error");

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal sealed class Converter : ApiStringConverter<RefundStatus>
    {
        private static readonly RefundStatus[] s_known = [Submitted, Success, Error];

        protected override ReadOnlySpan<RefundStatus> Known => s_known;

        protected override RefundStatus From(string? value) => new(value);

        protected override string TextOf(RefundStatus value) => value.Value;
    }
}

/// <summary>A refund. Amounts are pence.</summary>
public sealed class Refund : ApiObject
{
    /// <summary>The id of the refund.</summary>
    public string RefundId { get; set; } = "";

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedDate { get; set; }

    /// <summary>How much is refunded, in pence.</summary>
    public long Amount { get; set; }

    /// <summary>Where it is.</summary>
    public RefundStatus Status { get; set; }

    /// <summary>When the money moved; absent in the answer to the creation.</summary>
    public SettlementSummary? SettlementSummary { get; set; }

    /// <summary>The links.</summary>
    [JsonPropertyName("_links")]
    public RefundLinks? Links { get; set; }
}

/// <summary>The links of a refund or of a payment's refunds.</summary>
public sealed class RefundLinks : ApiObject
{
    /// <summary>The refund, or the list of them.</summary>
    public Link? Self { get; set; }

    /// <summary>The payment.</summary>
    public Link? Payment { get; set; }
}

/// <summary>The refunds of a payment, oldest first. GOV.UK Pay may list a new refund with a delay.</summary>
public sealed class RefundList : ApiObject
{
    /// <summary>The payment.</summary>
    public string PaymentId { get; set; } = "";

    /// <summary>The links.</summary>
    [JsonPropertyName("_links")]
    public RefundLinks? Links { get; set; }

    /// <summary>What the API wraps the list into; read <see cref="Refunds"/>.</summary>
    [JsonPropertyName("_embedded")]
    public EmbeddedRefunds? Embedded { get; set; }

    /// <summary>The refunds, oldest first.</summary>
    [JsonIgnore]
    public IReadOnlyList<Refund> Refunds => Embedded?.Refunds ?? [];
}

/// <summary>What the API wraps a list of refunds into.</summary>
public sealed class EmbeddedRefunds : ApiObject
{
    /// <summary>The refunds, oldest first.</summary>
    public IReadOnlyList<Refund> Refunds { get => field ??= []; set; }
}
