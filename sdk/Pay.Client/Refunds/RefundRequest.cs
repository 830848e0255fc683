using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>A refund to make.</summary>
public sealed class RefundRequest
{
    /// <summary>Required. How much to refund, in pence, 1 to 10,000,000.</summary>
    public long Amount { get; set; }

    /// <summary>
    /// What was available when the decision to refund was made, in pence. The server refuses the refund (412 P0604) if it is not
    /// so any more, which is what stops a double click from refunding twice. Pass the figure that the person who decided has
    /// seen; when it is <c>null</c>, <see cref="RefundsClient.RefundAsync(string, RefundRequest, CancellationToken)"/> reads it.
    /// </summary>
    public long? RefundAmountAvailable { get; set; }

    /// <summary>
    /// Sent as the header <c>Idempotency-Key</c>: 1 to 255 letters, digits and hyphens. GOV.UK Pay ignores it for refunds; a Pay
    /// gateway acts on it (say so with <see cref="PayClientOptions.IdempotencyKeysHonoured"/>).
    /// </summary>
    [JsonIgnore]
    public string? IdempotencyKey { get; set; }
}
