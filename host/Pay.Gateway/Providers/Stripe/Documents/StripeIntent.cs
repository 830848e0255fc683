using System.Text.Json;

namespace Pay.Gateway.Providers.Stripe.Documents;

/// <summary>A payment as Stripe holds it (a PaymentIntent), as far as it concerns us.</summary>
internal sealed record StripeIntent
{
    public const string IdPrefix = "pi_";

    /// <summary>Under this name each intent carries our payment id: the only way to find one whose id never reached us.</summary>
    public const string PaymentIdName = "gateway_payment_id";

    public required string Id { get; init; }

    public required string Status { get; init; }

    public long? Amount { get; init; }

    public long? AmountCapturable { get; init; }

    public long? AmountReceived { get; init; }

    public string? Currency { get; init; }

    /// <summary>Our payment id, where it is echoed.</summary>
    public string? PaymentId { get; init; }

    /// <summary>Where the payer's bank is, where Stripe says so by an address.</summary>
    public Uri? RedirectUrl { get; init; }

    /// <summary>Why the last attempt failed.</summary>
    public string? FailureCode { get; init; }

    public string? DeclineCode { get; init; }

    public string? ChargeId { get; init; }

    /// <summary>The status by its present name: until 2019-02-11 some were called after "sources" (stripe.md section 3).</summary>
    public StripeIntentStatus Kind => Status switch
    {
        "requires_capture" => StripeIntentStatus.RequiresCapture,
        "requires_action" or "requires_source_action" => StripeIntentStatus.RequiresAction,
        "requires_payment_method" or "requires_source" => StripeIntentStatus.RequiresPaymentMethod,
        "requires_confirmation" or "processing" => StripeIntentStatus.Processing,
        "canceled" => StripeIntentStatus.Cancelled,
        "succeeded" => StripeIntentStatus.Succeeded,
        _ => StripeIntentStatus.NotKnown,
    };

    public bool IsSterling => string.Equals(Currency, "gbp", StringComparison.OrdinalIgnoreCase);

    /// <summary>The amount that the status speaks of.</summary>
    public long? AmountInState => Kind switch
    {
        StripeIntentStatus.RequiresCapture => AmountCapturable,
        StripeIntentStatus.Succeeded => AmountReceived ?? Amount,
        _ => Amount,
    };

    /// <summary>Why the card was refused, for people.</summary>
    public string RejectionText => "Stripe says " + string.Join(", ", new[] { FailureCode ?? Status, DeclineCode }.OfType<string>());

    public bool IsAbout(string paymentId) => PaymentId is null || string.Equals(PaymentId, paymentId, StringComparison.Ordinal);

    /// <returns><see langword="null"/>: not an intent.</returns>
    public static StripeIntent? Read(ReadOnlyMemory<byte> bytes) => StripeJson.Read(bytes) is { } root ? Read(root) : null;

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})"/>
    public static StripeIntent? Read(JsonElement element)
    {
        if (element.Text("object") != "payment_intent"
            || StripeText.Id(element.Text("id"), IdPrefix) is not { } id
            || StripeText.Code(element.Text("status")) is not { } status)
        {
            return null;
        }

        var failure = element.Part("last_payment_error");
        return new StripeIntent
        {
            Id = id,
            Status = status,
            Amount = element.Number("amount"),
            AmountCapturable = element.Number("amount_capturable"),
            AmountReceived = element.Number("amount_received"),
            Currency = element.Text("currency"),
            PaymentId = element.Part("metadata")?.Text(PaymentIdName),
            RedirectUrl = RedirectOf(element.Part("next_action")),
            FailureCode = StripeText.Code(failure?.Text("code")),
            DeclineCode = StripeText.Code(failure?.Text("decline_code")),
            ChargeId = ChargeOf(element),
        };
    }

    /// <summary>Any other step than a redirect needs Stripe's own script in the payer's browser.</summary>
    private static Uri? RedirectOf(JsonElement? action) =>
        action?.Text("type") == "redirect_to_url"
        && Uri.TryCreate(action?.Part("redirect_to_url")?.Text("url"), UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
            ? url
            : null;

    /// <summary>Versions of the API before 2022-11-15 list charges, later ones name the latest.</summary>
    private static string? ChargeOf(JsonElement element) =>
        StripeText.Id(element.Id("latest_charge"), "ch_")
        ?? StripeText.Id(element.Part("charges")?.Parts("data") is [var first, ..] ? first.Text("id") : null, "ch_");
}

/// <summary>The statuses that mean different things to us.</summary>
internal enum StripeIntentStatus
{
    /// <summary>None of Stripe's that we know: never a success.</summary>
    NotKnown,
    RequiresCapture,
    RequiresAction,
    RequiresPaymentMethod,
    Processing,
    Cancelled,
    Succeeded,
}
