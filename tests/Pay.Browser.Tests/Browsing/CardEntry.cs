using System.Globalization;

namespace Pay.Browser.Tests.Browsing;

/// <summary>What a payer types into the card page.</summary>
public sealed record CardEntry
{
    public const string GoodCard = "4444333322221111";

    /// <summary>Three digits that stand in no page by accident.</summary>
    public const string GoodSecurityCode = "917";

    // Before Good, which holds it.
    public static string ExpiryYear { get; } = (DateTime.UtcNow.Year + 5).ToString(CultureInfo.InvariantCulture);

    public static CardEntry Good { get; } = new();

    public string Number { get; init; } = GoodCard;

    public string Month { get; init; } = "11";

    public string Year { get; init; } = ExpiryYear;

    public string Name { get; init; } = "Siân O’Neill";

    public string SecurityCode { get; init; } = GoodSecurityCode;

    public string Line1 { get; init; } = "1 High Street";

    public string Line2 { get; init; } = "";

    public string City { get; init; } = "Caerdydd";

    public string Country { get; init; } = "GB";

    public string Postcode { get; init; } = "CF10 3NQ";

    public string Email { get; init; } = "sian@example.org";

    public static CardEntry With(string number) => new() { Number = number };

    /// <summary>Ids of the inputs and what is typed into them, in the order of the page. The country is a list, and apart.</summary>
    public IEnumerable<(string Id, string Text)> Texts =>
    [
        ("card-no", Number), ("expiry-month", Month), ("expiry-year", Year), ("cardholder-name", Name), ("cvc", SecurityCode),
        ("address-line-1", Line1), ("address-line-2", Line2), ("address-city", City), ("address-postcode", Postcode), ("email", Email),
    ];
}
