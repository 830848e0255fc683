using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>
/// A payment, as the API answers it. All amounts are pence. Values that an answer does not have are <c>null</c>: answers of
/// 2018 have fewer, and many appear only later in a payment's life.
/// </summary>
/// <remarks>Source: GOV.UK Pay API, payment object.</remarks>
public sealed class Payment : ApiObject
{
    /// <summary>The id of the payment. Keep it: the payer comes back without it.</summary>
    public string PaymentId { get; set; } = "";

    /// <summary>What the service asked for, in pence, without any surcharge.</summary>
    public long Amount { get; set; }

    /// <summary>What the payer reads.</summary>
    public string? Description { get; set; }

    /// <summary>The service's own reference; not unique.</summary>
    public string? Reference { get; set; }

    /// <summary>The language of the payment pages.</summary>
    public PaymentLanguage? Language { get; set; }

    /// <summary>What the service stored with the payment; <c>null</c> when nothing.</summary>
    public IDictionary<string, MetadataValue>? Metadata { get; set; }

    /// <summary>The payer's e-mail address, once known.</summary>
    public string? Email { get; set; }

    /// <summary>Where the payment is.</summary>
    public PaymentState State { get => field ??= new(); set; }

    /// <summary>A strong-authentication exemption and what became of it.</summary>
    public Exemption? Exemption { get; set; }

    /// <summary>The payment service provider, for instance <c>sandbox</c>, <c>worldpay</c>, <c>stripe</c>.</summary>
    public string? PaymentProvider { get; set; }

    /// <summary>When the payment was created.</summary>
    public DateTimeOffset CreatedDate { get; set; }

    /// <summary>What can be refunded.</summary>
    public RefundSummary? RefundSummary { get; set; }

    /// <summary>When the money moved. May be empty or absent.</summary>
    public SettlementSummary? SettlementSummary { get; set; }

    /// <summary>The card, once details exist.</summary>
    public CardDetails? CardDetails { get; set; }

    /// <summary>Whether the service captures the payment itself, with <see cref="PaymentsClient.CaptureAsync"/>.</summary>
    public bool DelayedCapture { get; set; }

    /// <summary>Whether it is a mail order or telephone order payment.</summary>
    public bool Moto { get; set; }

    /// <summary>The surcharge for a corporate card, in pence, when one was added.</summary>
    public long? CorporateCardSurcharge { get; set; }

    /// <summary>The amount and the surcharge, in pence. Search results may have it without a surcharge.</summary>
    public long? TotalAmount { get; set; }

    /// <summary>The provider's fee, in pence, where the provider tells.</summary>
    public long? Fee { get; set; }

    /// <summary>What is paid out, in pence, where the provider tells. May be negative.</summary>
    public long? NetAmount { get; set; }

    /// <summary>The provider's own id, after the first authorisation attempt.</summary>
    public string? ProviderId { get; set; }

    /// <summary>Where the payer is sent afterwards, to the character as the service gave it.</summary>
    public string? ReturnUrl { get; set; }

    /// <summary>Present when 3-D Secure was required.</summary>
    public AuthorisationSummary? AuthorisationSummary { get; set; }

    /// <summary>The agreement that this payment sets up or uses.</summary>
    public string? AgreementId { get; set; }

    /// <summary>How the payment is authorised.</summary>
    public AuthorisationMode? AuthorisationMode { get; set; }

    /// <summary>What kind of agreement payment it is.</summary>
    public AgreementPaymentType? AgreementPaymentType { get; set; }

    /// <summary>What can be done with the payment.</summary>
    [JsonPropertyName("_links")]
    public PaymentLinks Links { get => field ??= new(); set; }

    /// <summary>A deprecated copy of <see cref="CardDetails.CardBrand"/>.</summary>
    public string? CardBrand { get; set; }

    /// <summary>
    /// Where to send the payer now (<c>_links.next_url.href</c>), or <c>null</c> when there is nothing for the payer to do.
    /// Works once; read the payment again for a fresh one.
    /// </summary>
    [JsonIgnore]
    public string? NextUrl => Links.NextUrl?.Href;
}
