using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>
/// Where a payment is: <c>state.status</c>. Values that this version does not know are kept, so compare with the values below and
/// have a branch for all others.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct PaymentStatus
{
    private readonly string? _value;

    /// <summary>Makes a status from the text that the API uses.</summary>
    public PaymentStatus(string? value) => _value = string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The text that the API uses; empty when the server sent none.</summary>
    public string Value => _value ?? "";

    /// <summary>Made by the API; the payer has not opened <c>next_url</c> yet.</summary>
    public static PaymentStatus Created { get; } = new("created");

    /// <summary>The payer is on the card page or in 3-D Secure.</summary>
    public static PaymentStatus Started { get; } = new("started");

    /// <summary>Authorised; the payer has not confirmed yet.</summary>
    public static PaymentStatus Submitted { get; } = new("submitted");

    /// <summary>Delayed capture: authorised and confirmed, waiting for <see cref="PaymentsClient.CaptureAsync"/>.</summary>
    public static PaymentStatus Capturable { get; } = new("capturable");

    /// <summary>Confirmed. The capture may still be in progress and, rarely, a later <see cref="Error"/> is possible.</summary>
    public static PaymentStatus Success { get; } = new("success");

    /// <summary>Declined (P0010), expired (P0020) or cancelled by the payer (P0030); see <see cref="PaymentState.Code"/>.</summary>
    public static PaymentStatus Failed { get; } = new("failed");

    /// <summary>Cancelled by the service (P0040).</summary>
    public static PaymentStatus Cancelled { get; } = new("cancelled");

    /// <summary>The payment provider or the platform failed (P0050).</summary>
    public static PaymentStatus Error { get; } = new("error");

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal sealed class Converter : ApiStringConverter<PaymentStatus>
    {
        private static readonly PaymentStatus[] s_known = [Created, Started, Submitted, Capturable, Success, Failed, Cancelled, Error];

        protected override ReadOnlySpan<PaymentStatus> Known => s_known;

        protected override PaymentStatus From(string? value) => new(value);

        protected override string TextOf(PaymentStatus value) => value.Value;
    }
}

/// <summary>The <c>state</c> of a payment.</summary>
public sealed class PaymentState : ApiObject
{
    /// <summary>Where the payment is.</summary>
    public PaymentStatus Status { get; set; }

    /// <summary>
    /// Whether the payer's journey is over. Not an absolute promise for <see cref="PaymentStatus.Success"/>: a capture that fails
    /// for good makes a later <see cref="PaymentStatus.Error"/> of it.
    /// </summary>
    public bool Finished { get; set; }

    /// <summary>Why the payment failed, for people. The wording differs between versions of the API: decide by <see cref="Code"/>.</summary>
    public string? Message { get; set; }

    /// <summary>
    /// Why the payment failed: P0010 declined, P0020 expired, P0030 cancelled by the payer, P0040 cancelled by the service,
    /// P0050 provider or platform error; otherwise <c>null</c>.
    /// </summary>
    public string? Code { get; set; }

    /// <summary>For rejected agreement payments: whether the provider allows another try.</summary>
    public bool? CanRetry { get; set; }
}
