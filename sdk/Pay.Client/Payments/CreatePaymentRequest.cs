using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>
/// What <see cref="PaymentsClient.CreateAsync"/> sends. A value that is <c>null</c> is not sent. The server judges the values; a
/// fault comes back as <see cref="PayException"/> with P0101 (missing) or P0102 (not valid) and the field.
/// </summary>
/// <remarks>
/// The firewall in front of GOV.UK Pay refuses (P0920) <c>&lt; &gt; | " \</c> in values, a URL in <see cref="Reference"/> or
/// <see cref="Description"/> and, with live keys, a <see cref="ReturnUrl"/> that is not https.
/// </remarks>
public sealed class CreatePaymentRequest
{
    /// <summary>Required. Pence, 1 to 10,000,000 (0 if the account allows it).</summary>
    public long Amount { get; set; }

    /// <summary>Required. The service's own reference, at most 255 characters; need not be unique.</summary>
    public string? Reference { get; set; }

    /// <summary>Required. What the payer reads, at most 255 characters.</summary>
    public string? Description { get; set; }

    /// <summary>
    /// Where the payer is sent afterwards, at most 2000 characters; required in web mode. Pay adds nothing to it: see
    /// <see cref="PaymentReturnId"/> for how to know which payment a returning payer made.
    /// </summary>
    public string? ReturnUrl { get; set; }

    /// <summary>The language of the payment pages; English unless set.</summary>
    public PaymentLanguage? Language { get; set; }

    /// <summary>The payer's e-mail address, at most 254 characters.</summary>
    public string? Email { get; set; }

    /// <summary>What the card page is filled with.</summary>
    public PrefilledCardholderDetails? PrefilledCardholderDetails { get; set; }

    /// <summary>Values to store with the payment; see <see cref="MetadataValue"/> for the limits.</summary>
    public IDictionary<string, MetadataValue>? Metadata { get; set; }

    /// <summary>Whether the service captures the payment itself, within five days, with <see cref="PaymentsClient.CaptureAsync"/>.</summary>
    public bool? DelayedCapture { get; set; }

    /// <summary>Whether it is a mail order or telephone order payment (P0196 if the account may not).</summary>
    public bool? Moto { get; set; }

    /// <summary>How the payment is authorised; on the payment pages unless set.</summary>
    public AuthorisationMode? AuthorisationMode { get; set; }

    /// <summary>The agreement to charge, with <see cref="AuthorisationMode.Agreement"/>.</summary>
    public string? AgreementId { get; set; }

    /// <summary>The agreement that this payment's card is saved to.</summary>
    public string? SetUpAgreement { get; set; }

    /// <summary>What kind of agreement payment it is.</summary>
    public AgreementPaymentType? AgreementPaymentType { get; set; }

    /// <summary>
    /// Sent as the header <c>Idempotency-Key</c>: 1 to 255 letters, digits and hyphens. GOV.UK Pay acts on it only with
    /// <see cref="AuthorisationMode.Agreement"/>; a Pay gateway acts on it always (say so with
    /// <see cref="PayClientOptions.IdempotencyKeysHonoured"/>). The same key with another body is P0191.
    /// </summary>
    [JsonIgnore]
    public string? IdempotencyKey { get; set; }
}

/// <summary>What the card page is filled with.</summary>
public sealed class PrefilledCardholderDetails
{
    /// <summary>The name on the card, at most 255 characters.</summary>
    public string? CardholderName { get; set; }

    /// <summary>The billing address.</summary>
    public BillingAddress? BillingAddress { get; set; }
}
