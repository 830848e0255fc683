namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>
/// The names under which one field of the card page is known. Integrators' browser tests find elements by them
/// (payment-pages.md section 18), so they are a public interface and never change.
/// </summary>
/// <param name="Name">The name in the posted form.</param>
/// <param name="Id">The id of the input.</param>
/// <param name="SummaryId">The id of its entry in the error summary.</param>
/// <param name="MessageId">The id of the message beside it.</param>
public sealed record CardField(string Name, string Id, string SummaryId, string MessageId)
{
    public static readonly CardField CardNumber = Of("cardNo", "card-no");

    // Month and year are one group with one message.
    public static readonly CardField ExpiryMonth = new("expiryMonth", "expiry-month", "expiry-month-error", "error-expiry-date");
    public static readonly CardField ExpiryYear = new("expiryYear", "expiry-year", "expiry-month-error", "error-expiry-date");
    public static readonly CardField CardholderName = Of("cardholderName", "cardholder-name");
    public static readonly CardField SecurityCode = Of("cvc", "cvc");
    public static readonly CardField AddressLine1 = Of("addressLine1", "address-line-1");
    public static readonly CardField AddressLine2 = Of("addressLine2", "address-line-2");
    public static readonly CardField City = Of("addressCity", "address-city");
    public static readonly CardField Country = Of("addressCountry", "address-country");
    public static readonly CardField Postcode = Of("addressPostcode", "address-postcode");
    public static readonly CardField Email = Of("email", "email");

    private static CardField Of(string name, string id) => new(name, id, id + "-error", "error-" + id);
}

/// <summary>A value that was not taken: the text in the summary, and the text beside the field.</summary>
public sealed record CardFieldError(CardField Field, string Summary, string Message);
