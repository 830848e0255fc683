namespace Pay.Providers;

/// <summary>
/// The payer's card. It lives in memory for one authorisation and is never stored or logged, which is why this is a class with a
/// silent <see cref="ToString"/> and not a record.
/// </summary>
public sealed class PayerCard
{
    /// <summary>The card number, 12 to 19 digits without spaces.</summary>
    public required string Number { get; init; }

    /// <summary>The card security code, 3 or 4 digits.</summary>
    public required string SecurityCode { get; init; }

    /// <summary>1 to 12.</summary>
    public required int ExpiryMonth { get; init; }

    /// <summary>Four digits.</summary>
    public required int ExpiryYear { get; init; }

    /// <summary>The name on the card.</summary>
    public required string HolderName { get; init; }

    /// <summary>The brand's key: <c>visa</c>, <c>master-card</c>, <c>american-express</c>, <c>diners-club</c>, <c>discover</c>, <c>jcb</c>, <c>unionpay</c> or <c>maestro</c>.</summary>
    public required string Brand { get; init; }

    /// <summary>Debit, credit, or not known.</summary>
    public PayerCardType Type { get; init; }

    /// <summary>The billing address, where the account collects one.</summary>
    public BillingAddress? BillingAddress { get; init; }

    /// <summary>The last four digits, which may be stored.</summary>
    public string LastDigits => Number[^4..];

    /// <summary>The first six digits, which may be stored.</summary>
    public string FirstDigits => Number[..6];

    /// <summary>The expiry date as <c>MM/YY</c>, which may be stored.</summary>
    public string Expiry => FormattableString.Invariant($"{ExpiryMonth:00}/{ExpiryYear % 100:00}");

    /// <summary>Says nothing about the card.</summary>
    public override string ToString() => "PayerCard(redacted)";
}

/// <summary>The kind of a card, where the card information table knows it.</summary>
public enum PayerCardType
{
    /// <summary>Could be either.</summary>
    Unknown,

    /// <summary>A debit card.</summary>
    Debit,

    /// <summary>A credit card.</summary>
    Credit,
}

/// <summary>A billing address. Lines that were not given are <see langword="null"/>.</summary>
/// <param name="Line1">Building and street.</param>
/// <param name="Line2">The rest of the street address.</param>
/// <param name="Postcode">The postcode.</param>
/// <param name="City">The town or city.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
public sealed record BillingAddress(string? Line1, string? Line2, string? Postcode, string? City, string? Country);
