using System.Text.Json;
using Pay.Gateway.Api;

namespace Pay.Gateway.Payments;

/// <summary>
/// The body of <c>POST /v1/payments</c>. Parsing examines the fields in the contract's order and stops at the first fault
/// (api.md section 8.1.1); lengths and ranges come afterwards, in <see cref="CheckRanges"/>.
/// </summary>
internal sealed record CreatePaymentRequest
{
    public const int AmountMax = 10_000_000;
    private const int TextLengthMax = 255;
    private const int ReturnUrlLengthMax = 2000;
    private const int EmailLengthMax = 254;
    private const int PostcodeLengthMax = 25;
    private const int AgreementIdLength = 26;

    private static readonly System.Buffers.SearchValues<char> ForbiddenInTexts = System.Buffers.SearchValues.Create("<>|");

    public int Amount { get; private init; }
    public string Reference { get; private init; } = "";
    public string Description { get; private init; } = "";
    public string? ReturnUrl { get; private init; }
    public bool Moto { get; private init; }
    public string? SetUpAgreement { get; private init; }
    public string AuthorisationMode { get; private init; } = "web";
    public string? AgreementId { get; private init; }
    public string? AgreementPaymentType { get; private init; }
    public string Language { get; private init; } = "en";
    public bool DelayedCapture { get; private init; }
    public string? Email { get; private init; }
    public PrefilledCardholderDetails Prefilled { get; private init; } = new();

    /// <summary>As the JSON to store, or <see langword="null"/> where none or an empty object was sent.</summary>
    public string? Metadata { get; private init; }

    public static CreatePaymentRequest Parse(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonBody.Parse(bytes, "P0197");
        var body = document.RootElement;

        // An initializer runs from top to bottom: this is the order in which faults are found.
        var request = new CreatePaymentRequest
        {
            Amount = RequiredAmount(body),
            Reference = RequiredText(body, "reference"),
            Description = RequiredText(body, "description"),
            ReturnUrl = ParseReturnUrl(body),
            Moto = Flag(body, "moto"),
            SetUpAgreement = LenientText(body, "set_up_agreement"),
            AuthorisationMode = Choice(body, "authorisation_mode", "web", "Must be one of web, moto_api, agreement", ["web", "moto_api", "agreement"]),
            AgreementId = ParseAgreementId(body),
            AgreementPaymentType = ParseAgreementPaymentType(body),
            Language = Choice(body, "language", "en", "Must be \"en\" or \"cy\"", ["en", "cy"]),
            DelayedCapture = Flag(body, "delayed_capture"),
            Email = OptionalText(JsonBody.Property(body, "email"u8), "email"),
            Prefilled = PrefilledCardholderDetails.Parse(JsonBody.Property(body, "prefilled_cardholder_details"u8)),
            Metadata = PaymentMetadata.Parse(JsonBody.Property(body, "metadata"u8)),
        };
        CheckSource(JsonBody.Property(JsonBody.Property(body, "internal"u8), "source"u8));
        return request;
    }

    /// <summary>The second stage: lengths and ranges, all 422. 2018's order for the four fields of 2018.</summary>
    public void CheckRanges()
    {
        if (ReturnUrl is not null)
        {
            CheckLength(ReturnUrl, "return_url", ReturnUrlLengthMax);
        }

        if (Amount < 0)
        {
            throw Invalid(422, "amount", "Must be greater than or equal to 1");
        }

        if (Amount > AmountMax)
        {
            throw Invalid(422, "amount", "Must be less than or equal to 10000000");
        }

        CheckLength(Reference, "reference", TextLengthMax);
        CheckLength(Description, "description", TextLengthMax);
        CheckAgreementId(SetUpAgreement, "set_up_agreement");
        CheckAgreementId(AgreementId, "agreement_id");
        CheckLength(Email, "email", EmailLengthMax);
        CheckLength(Prefilled.CardholderName, "cardholder_name", TextLengthMax);
        CheckLength(Prefilled.Line1, "line1", TextLengthMax);
        CheckLength(Prefilled.Line2, "line2", TextLengthMax);
        CheckLength(Prefilled.City, "city", TextLengthMax);
        CheckLength(Prefilled.Postcode, "postcode", PostcodeLengthMax);
    }

    internal static ApiRefusal Invalid(int status, string field, string reason) => new(ApiError.Invalid("P0102", status, field, reason));

    internal static string? OptionalText(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => JsonBody.Text(value),
        _ => throw Invalid(400, field, "Field must be a string"),
    };

    private static int RequiredAmount(JsonElement body)
    {
        var value = JsonBody.Property(body, "amount"u8);
        if (value.IsMissing())
        {
            throw new ApiRefusal(ApiError.Missing("P0101", "amount"));
        }

        return JsonBody.TryGetInteger(value, out var amount) ? amount : throw Invalid(400, "amount", "Must be a valid numeric format");
    }

    private static string RequiredText(JsonElement body, string field)
    {
        var value = Property(body, field);
        if (value.IsMissing())
        {
            throw new ApiRefusal(ApiError.Missing("P0101", field));
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw Invalid(400, field, "Must be a valid string format");
        }

        var text = JsonBody.Text(value);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ApiRefusal(ApiError.Missing("P0101", field));
        }

        return text.AsSpan().ContainsAny(ForbiddenInTexts) ? throw Invalid(400, field, "Must be a valid string format") : text;
    }

    private static string? ParseReturnUrl(JsonElement body)
    {
        var value = JsonBody.Property(body, "return_url"u8);
        if (!value.IsMissing() && value.ValueKind != JsonValueKind.String)
        {
            throw Invalid(400, "return_url", "Must be a valid URL format");
        }

        var text = value.IsMissing() ? null : JsonBody.Text(value);
        if (string.IsNullOrWhiteSpace(text) && IsWeb(body))
        {
            throw new ApiRefusal(ApiError.Missing("P0101", "return_url"));
        }

        return text;
    }

    private static bool IsWeb(JsonElement body)
    {
        var mode = JsonBody.Property(body, "authorisation_mode"u8);
        return mode.ValueKind == JsonValueKind.Undefined || (mode.ValueKind == JsonValueKind.String && JsonBody.Text(mode) == "web");
    }

    private static bool Flag(JsonElement body, string field) => Property(body, field).ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Invalid(400, field, "Must be true or false"),
    };

    private static string Choice(JsonElement body, string field, string otherwise, string reason, ReadOnlySpan<string> allowed)
    {
        var value = Property(body, field);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return otherwise;
        }

        var text = value.ValueKind == JsonValueKind.String ? JsonBody.Text(value) : null;
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Invalid(400, field, reason);
        }

        return allowed.Contains(text) ? text : throw Invalid(422, field, reason);
    }

    private static string? LenientText(JsonElement body, string field)
    {
        var value = Property(body, field);
        return value.ValueKind == JsonValueKind.String ? JsonBody.Text(value) : null;
    }

    private static string? ParseAgreementId(JsonElement body)
    {
        var value = JsonBody.Property(body, "agreement_id"u8);
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        if (!IsMode(body, "agreement"))
        {
            throw new ApiRefusal(ApiError.Unexpected("agreement_id"));
        }

        if (value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(JsonBody.Text(value))))
        {
            throw new ApiRefusal(ApiError.Missing("P0101", "agreement_id"));
        }

        return value.ValueKind == JsonValueKind.String
            ? JsonBody.Text(value)
            : throw Invalid(400, "agreement_id", "Must be a valid string format");
    }

    private static string? ParseAgreementPaymentType(JsonElement body)
    {
        const string Field = "agreement_payment_type";
        if (Property(body, Field).ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        if (Property(body, "set_up_agreement").ValueKind == JsonValueKind.Undefined && !IsMode(body, "agreement"))
        {
            throw new ApiRefusal(ApiError.Unexpected(Field));
        }

        return Choice(body, Field, "recurring", "Must be one of instalment, recurring, unscheduled", ["instalment", "recurring", "unscheduled"]);
    }

    private static bool IsMode(JsonElement body, string mode) => LenientText(body, "authorisation_mode") == mode;

    private static void CheckSource(JsonElement source)
    {
        const string Reason = "Accepted values are only CARD_PAYMENT_LINK, CARD_AGENT_INITIATED_MOTO";
        if (source.IsMissing())
        {
            return;
        }

        switch (source.ValueKind == JsonValueKind.String ? JsonBody.Text(source) : null)
        {
            case "CARD_PAYMENT_LINK" or "CARD_AGENT_INITIATED_MOTO":
                return;
            case null or "CARD_API" or "CARD_EXTERNAL_TELEPHONE":
                throw Invalid(400, "source", Reason);
            default:
                throw Invalid(422, "source", Reason);
        }
    }

    private static void CheckLength(string? text, string field, int max)
    {
        if (text?.Length > max)
        {
            throw Invalid(422, field, $"Must be less than or equal to {max} characters length");
        }
    }

    private static void CheckAgreementId(string? id, string field)
    {
        if (id is not null && id.Length != AgreementIdLength)
        {
            throw Invalid(422, field, $"Field [{field}] length must be {AgreementIdLength}");
        }
    }

    private static JsonElement Property(JsonElement body, string field) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(field, out var value) ? value : default;
}
