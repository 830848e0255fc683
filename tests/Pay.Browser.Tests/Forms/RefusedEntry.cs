using Pay.Browser.Tests.Browsing;

namespace Pay.Browser.Tests.Forms;

/// <summary>One thing that the card page does not take, and what it says (payment-pages.md sections 6 and 8).</summary>
/// <param name="Field">Id of the input.</param>
/// <param name="Text">What is in it.</param>
/// <param name="Message">Beside the field.</param>
/// <param name="Summary">In the summary, where that differs.</param>
public sealed record RefusedEntry(string Field, string Text, string Message, string? Summary = null)
{
    private const string ExpiryInvalid = "Enter a valid expiry date";
    private const string Name = "Enter the name as it appears on the card";
    private const string Line1 = "Enter address line 1, typically the building and street";
    private const string TwelveDigits = "Flat 4444 3333 2222";

    /// <summary>The country of the entry's form, where it matters.</summary>
    public string Country { get; init; } = "GB";

    public string SummaryId => Field == "expiry-year" ? "expiry-month-error" : $"{Field}-error";

    public string MessageId => Field is "expiry-year" or "expiry-month" ? "error-expiry-date" : $"error-{Field}";

    /// <summary>Where the summary's link puts the payer.</summary>
    public string FocusId => Field == "expiry-year" ? "expiry-month" : Field;

    public static IReadOnlyList<RefusedEntry> All { get; } =
    [
        new("card-no", "", "Enter a valid card number"),
        new("card-no", "4444-3333-2222-1111", "Enter a valid card number"),
        new("card-no", "44443333222x1111", "Enter a valid card number"),
        new("card-no", "4444333322221112", "Enter a valid card number"),
        new("card-no", "42424242424", "Card number is not the correct length"),
        new("card-no", "42424242424242424242", "Card number is not the correct length"),
        new("card-no", "9999999999999995", "This card type is not accepted"),
        new("expiry-month", "", ExpiryInvalid),
        new("expiry-month", "13", ExpiryInvalid),
        new("expiry-month", "0", ExpiryInvalid),
        new("expiry-month", "1x", ExpiryInvalid),
        new("expiry-year", "", ExpiryInvalid),
        new("expiry-year", "2100", ExpiryInvalid),
        new("expiry-year", "203", ExpiryInvalid),
        new("expiry-year", "20", "Enter an expiry date in the future"),
        new("expiry-year", "2020", "Enter an expiry date in the future"),
        new("cardholder-name", "", Name, "Enter a valid name"),
        new("cardholder-name", "4444 3333 2222 1111", Name),
        new("cardholder-name", "123", Name),
        new("cardholder-name", "1234", Name),
        new("cvc", "", "Enter a valid card security code"),
        new("cvc", "91", "Enter a valid card security code"),
        new("cvc", "abc", "Enter a valid card security code"),
        new("address-line-1", "", Line1, "Enter a valid address line 1"),
        new("address-line-1", TwelveDigits, Line1),
        new("address-line-2", TwelveDigits, "Enter address line 2"),
        new("address-city", "", "Enter a valid town/city"),
        new("address-city", TwelveDigits, "Enter a valid town/city"),
        new("address-postcode", "", "Enter a valid postcode"),
        new("address-postcode", "", "Enter a valid postcode") { Country = "FR" },
        new("address-postcode", "SW1A 1A", "Enter a valid postcode"),
        new("address-postcode", "12345", "Enter a valid postcode"),
        new("email", "", "Enter a valid email"),
        new("email", "sian", "Enter a valid email"),
        new("email", "sian@example", "Enter a valid email"),
        new("email", "si..an@example.org", "Enter a valid email"),
        new("email", "sian@@example.org", "Enter a valid email"),
        new("email", "sian@-example.org", "Enter a valid email"),
    ];

    public static IReadOnlyList<string> Fields { get; } = [.. All.Select(entry => entry.Field).Distinct(StringComparer.Ordinal)];

    /// <summary>A card page with this one fault.</summary>
    public CardEntry Card => Field switch
    {
        "card-no" => Base with { Number = Text },
        "expiry-month" => Base with { Month = Text },
        "expiry-year" => Base with { Year = Text },
        "cardholder-name" => Base with { Name = Text },
        "cvc" => Base with { SecurityCode = Text },
        "address-line-1" => Base with { Line1 = Text },
        "address-line-2" => Base with { Line2 = Text },
        "address-city" => Base with { City = Text },
        "address-postcode" => Base with { Postcode = Text },
        "email" => Base with { Email = Text },
        _ => throw new InvalidOperationException($"There is no field {Field}."),
    };

    private CardEntry Base => CardEntry.Good with { Country = Country };

    public override string ToString() => $"{Field} '{Text}'{(Country == "GB" ? "" : $" in {Country}")}";
}
