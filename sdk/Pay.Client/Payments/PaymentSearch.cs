using System.Globalization;

namespace Pay.Client;

/// <summary>
/// What to search payments by. A value that is <c>null</c> or empty is not sent. Faults come back as P0401, naming the
/// parameters; a page past the end is P0402.
/// </summary>
public sealed class PaymentSearch
{
    /// <summary>Exact, ignoring case; at most 255 characters.</summary>
    public string? Reference { get; set; }

    /// <summary>A part of the e-mail address, ignoring case; at most 254 characters.</summary>
    public string? Email { get; set; }

    /// <summary>
    /// The status. <see cref="PaymentStatus.Failed"/> finds all three reasons. <see cref="PaymentStatus.Capturable"/> is
    /// documented but refused (P0401) by the service.
    /// </summary>
    public PaymentStatus? State { get; set; }

    /// <summary>The id of a brand: <c>visa</c>, <c>master-card</c>, <c>american-express</c>, <c>diners-club</c>, <c>discover</c>, <c>jcb</c>, <c>unionpay</c>, <c>maestro</c>.</summary>
    public string? CardBrand { get; set; }

    /// <summary>Created after this moment.</summary>
    public DateTimeOffset? FromDate { get; set; }

    /// <summary>Created before this moment.</summary>
    public DateTimeOffset? ToDate { get; set; }

    /// <summary>A part of the name on the card, ignoring case.</summary>
    public string? CardholderName { get; set; }

    /// <summary>Exactly six digits.</summary>
    public string? FirstDigitsCardNumber { get; set; }

    /// <summary>Exactly four digits.</summary>
    public string? LastDigitsCardNumber { get; set; }

    /// <summary>Settled on or after this day; the time is ignored.</summary>
    public DateTime? FromSettledDate { get; set; }

    /// <summary>Settled on or before this day; the time is ignored.</summary>
    public DateTime? ToSettledDate { get; set; }

    /// <summary>The agreement that was used.</summary>
    public string? AgreementId { get; set; }

    /// <summary>The page, from 1; with <see cref="PaymentsClient.SearchAsync"/> the page to begin at.</summary>
    public int? Page { get; set; }

    /// <summary>Payments on a page, 1 to 500; 500 unless set.</summary>
    public int? DisplaySize { get; set; }

    /// <summary>Writes the path and query for a page; pages are always rebuilt from these filters, never taken from a link.</summary>
    internal string ToPath(int? page)
    {
        var query = new QueryText("v1/payments");
        query.Add("reference", Reference);
        query.Add("email", Email);
        query.Add("state", State?.Value);
        query.Add("card_brand", CardBrand);
        query.Add("from_date", Moment(FromDate));
        query.Add("to_date", Moment(ToDate));
        query.Add("cardholder_name", CardholderName);
        query.Add("first_digits_card_number", FirstDigitsCardNumber);
        query.Add("last_digits_card_number", LastDigitsCardNumber);
        query.Add("from_settled_date", Day(FromSettledDate));
        query.Add("to_settled_date", Day(ToSettledDate));
        query.Add("agreement_id", AgreementId);
        query.Add("page", page?.ToString(CultureInfo.InvariantCulture));
        query.Add("display_size", DisplaySize?.ToString(CultureInfo.InvariantCulture));
        return query.ToString();
    }

    private static string? Moment(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string? Day(DateTime? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
