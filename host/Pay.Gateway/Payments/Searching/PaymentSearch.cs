using Pay.Gateway.Api;

namespace Pay.Gateway.Payments;

/// <summary>
/// The judged parameters of <c>GET /v1/payments</c>. Names that are wrong are collected in the contract's order and refused together
/// (api.md section 8.4.2); a blank value counts as not sent, an unknown name is ignored.
/// </summary>
internal sealed record PaymentSearch
{
    public const int DisplaySizeMax = 500;
    private const int ReferenceLengthMax = 255;
    private const int EmailLengthMax = 254;
    private const int CardBrandLengthMax = 20;

    /// <summary>What the caller sent and this search used, for the page links.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Filters { get; init; }
    public string? State { get; private init; }
    public string? Reference { get; private init; }
    public string? Email { get; private init; }
    public string? CardBrand { get; private init; }

    /// <summary>Milliseconds since 1970 UTC; found is what was created after it.</summary>
    public long? CreatedAfter { get; private init; }

    /// <summary>Milliseconds since 1970 UTC; found is what was created before it.</summary>
    public long? CreatedBefore { get; private init; }
    public int Page { get; private init; } = 1;
    public int DisplaySize { get; private init; } = DisplaySizeMax;
    public string? CardholderName { get; private init; }
    public string? FirstDigits { get; private init; }
    public string? LastDigits { get; private init; }
    public string? SettledFrom { get; private init; }
    public string? SettledTo { get; private init; }
    public string? AgreementId { get; private init; }

    public static PaymentSearch Parse(IQueryCollection query)
    {
        var filters = new List<KeyValuePair<string, string>>();
        var wrong = new List<string>();

        string? Read(string name, Func<string, bool> isValid)
        {
            var value = query[name] is [var first, ..] ? first : null;
            if (string.IsNullOrWhiteSpace(value))
            {
                return null;
            }

            filters.Add(new(name, value));
            if (JsonBody.IsStorable(value) && isValid(value))
            {
                return value;
            }

            wrong.Add(name);
            return null;
        }

        var search = new PaymentSearch
        {
            Filters = filters,
            State = Read("state", value => value is "created" or "started" or "submitted" or "success" or "failed" or "cancelled" or "error"),
            Reference = Read("reference", value => value.Length <= ReferenceLengthMax),
            Email = Read("email", value => value.Length <= EmailLengthMax),
            CardBrand = Read("card_brand", value => value.Length <= CardBrandLengthMax)?.ToLowerInvariant(),
            CreatedAfter = ZonedTime.Parse(Read("from_date", value => ZonedTime.Parse(value) is not null))?.Floor,
            CreatedBefore = ZonedTime.Parse(Read("to_date", value => ZonedTime.Parse(value) is not null))?.Ceiling,
            Page = Number(query, "page", int.MaxValue, 1, wrong),
            DisplaySize = Number(query, "display_size", DisplaySizeMax, DisplaySizeMax, wrong),
            FirstDigits = Read("first_digits_card_number", value => IsDigits(value, 6)),
            LastDigits = Read("last_digits_card_number", value => IsDigits(value, 4)),
            SettledFrom = Read("from_settled_date", IsDate),
            SettledTo = Read("to_settled_date", IsDate),
            CardholderName = Read("cardholder_name", _ => true),
            AgreementId = Read("agreement_id", _ => true),
        };
        return wrong.Count == 0 ? search : throw Invalid(wrong);
    }

    /// <summary>A number too big for 32 bits ends the judging: only the names found before it are told.</summary>
    private static int Number(IQueryCollection query, string name, int max, int otherwise, List<string> wrong)
    {
        var value = query[name] is [var first, ..] ? first : null;
        if (string.IsNullOrWhiteSpace(value))
        {
            return otherwise;
        }

        if (value.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            wrong.Add(name);
            return otherwise;
        }

        if (!int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            throw Invalid(wrong);
        }

        if (number < 1 || number > max)
        {
            wrong.Add(name);
        }

        return number;
    }

    private static bool IsDigits(string value, int length) => value.Length == length && value.All(char.IsAsciiDigit);

    private static bool IsDate(string value) =>
        DateOnly.TryParseExact(value, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _);

    private static ApiRefusal Invalid(List<string> names) => new(new ApiError(
        422, "P0401", $"Invalid parameters: {string.Join(", ", names)}. See Public API documentation for the correct data formats"));
}
