using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>
/// The card of a payment. Absent until card details exist; then every value may still be <c>null</c>, for instance when only
/// details that the service prefilled are known. Answers of 2018 have five of these values.
/// </summary>
public sealed class CardDetails : ApiObject
{
    /// <summary>The last four digits, as text so that leading zeros stay.</summary>
    public string? LastDigitsCardNumber { get; set; }

    /// <summary>The first six digits, as text.</summary>
    public string? FirstDigitsCardNumber { get; set; }

    /// <summary>The name on the card.</summary>
    public string? CardholderName { get; set; }

    /// <summary>The expiry date, <c>MM/YY</c>.</summary>
    public string? ExpiryDate { get; set; }

    /// <summary>The billing address.</summary>
    public BillingAddress? BillingAddress { get; set; }

    /// <summary>The label of the brand, for instance <c>Visa</c> or <c>American Express</c>; empty with prefilled details only.</summary>
    public string? CardBrand { get; set; }

    /// <summary>Debit or credit.</summary>
    public CardType? CardType { get; set; }

    /// <summary>The wallet that the card came from, if any.</summary>
    public WalletType? WalletType { get; set; }
}

/// <summary>A billing address. Lines that are not known are <c>null</c>.</summary>
public sealed class BillingAddress : ApiObject
{
    /// <summary>The first line, at most 255 characters.</summary>
    public string? Line1 { get; set; }

    /// <summary>The second line, at most 255 characters.</summary>
    public string? Line2 { get; set; }

    /// <summary>The postcode, at most 25 characters.</summary>
    public string? Postcode { get; set; }

    /// <summary>The town or city, at most 255 characters.</summary>
    public string? City { get; set; }

    /// <summary>The two-letter ISO 3166 code of the country.</summary>
    public string? Country { get; set; }
}

/// <summary>The kind of a card: <c>card_type</c>. Unknown values are kept.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct CardType
{
    private readonly string? _value;

    /// <summary>Makes a card type from the text that the API uses.</summary>
    public CardType(string? value) => _value = string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The text that the API uses; empty when the server sent none.</summary>
    public string Value => _value ?? "";

    /// <summary>A debit card.</summary>
    public static CardType Debit { get; } = new("debit");

    /// <summary>A credit card.</summary>
    public static CardType Credit { get; } = new("credit");

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal sealed class Converter : ApiStringConverter<CardType>
    {
        private static readonly CardType[] s_known = [Debit, Credit];

        protected override ReadOnlySpan<CardType> Known => s_known;

        protected override CardType From(string? value) => new(value);

        protected override string TextOf(CardType value) => value.Value;
    }
}

/// <summary>The wallet that a card came from: <c>wallet_type</c>. Unknown values are kept.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct WalletType
{
    private readonly string? _value;

    /// <summary>Makes a wallet type from the text that the API uses.</summary>
    public WalletType(string? value) => _value = string.IsNullOrEmpty(value) ? null : value;

    /// <summary>The text that the API uses; empty when the server sent none.</summary>
    public string Value => _value ?? "";

    /// <summary>Apple Pay.</summary>
    public static WalletType ApplePay { get; } = new("Apple Pay");

    /// <summary>Google Pay.</summary>
    public static WalletType GooglePay { get; } = new("Google Pay");

    /// <inheritdoc/>
    public override string ToString() => Value;

    internal sealed class Converter : ApiStringConverter<WalletType>
    {
        private static readonly WalletType[] s_known = [ApplePay, GooglePay];

        protected override ReadOnlySpan<WalletType> Known => s_known;

        protected override WalletType From(string? value) => new(value);

        protected override string TextOf(WalletType value) => value.Value;
    }
}
