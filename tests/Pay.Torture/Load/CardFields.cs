using System.Globalization;

namespace Pay.Torture.Load;

/// <summary>What a payer enters.</summary>
internal static class CardFields
{
    public static KeyValuePair<string, string>[] For(string paymentId, string formToken, string cardNumber) =>
    [
        new("csrfToken", formToken),
        new("chargeId", paymentId),
        new("cardNo", cardNumber),
        new("expiryMonth", "12"),
        new("expiryYear", (DateTime.UtcNow.Year + 5).ToString(CultureInfo.InvariantCulture)),
        new("cardholderName", "Jane Doe"),
        new("cvc", "123"),
        new("addressLine1", "1 High Street"),
        new("addressLine2", ""),
        new("addressCity", "London"),
        new("addressCountry", "GB"),
        new("addressPostcode", "E1 8QS"),
        new("email", "jane.doe@example.org"),
    ];
}
