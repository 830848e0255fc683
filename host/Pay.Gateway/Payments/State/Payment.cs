using System.Data.Common;

namespace Pay.Gateway.Payments;

/// <summary>A payment as it stands in the database. Amounts are in pence.</summary>
internal sealed record Payment
{
    /// <summary>The columns that <see cref="Read"/> maps, in its order.</summary>
    public const string Columns =
        """
        payment_number, payment_id, account_number, provider, amount, refunded_amount, reference, description, return_url, language,
        metadata, delayed_capture, moto, authorisation_mode, status, email, created_at,
        coalesce(transaction_id, cardholder_name, address_line1, address_line2, address_postcode, address_city, address_country) IS NOT NULL,
        transaction_id, cardholder_name, card_first_digits, card_last_digits, card_expiry, card_brand, card_type, address_line1, address_line2,
        address_postcode, address_city, address_country, capture_submitted_at, captured_at, settled_date, credential_number, three_d_secure
        """;

    public required long Number { get; init; }
    public required string PaymentId { get; init; }
    public required long AccountNumber { get; init; }
    public required string Provider { get; init; }

    /// <summary>The credentials that it was begun with, whatever the account uses by now; <see langword="null"/> where the provider needs none.</summary>
    public long? CredentialNumber { get; init; }
    public required long Amount { get; init; }

    /// <summary>Reserved for refunds, in progress and done (money rule 1).</summary>
    public long RefundedAmount { get; init; }
    public required string Reference { get; init; }
    public required string Description { get; init; }
    public string? ReturnUrl { get; init; }
    public required string Language { get; init; }

    /// <summary>The service's metadata as the JSON that it sent.</summary>
    public string? Metadata { get; init; }
    public bool DelayedCapture { get; init; }
    public bool Moto { get; init; }
    public required string AuthorisationMode { get; init; }
    public required PaymentStatus Status { get; init; }

    /// <summary>The provider has asked for 3D Secure.</summary>
    public bool ThreeDSecure { get; init; }

    /// <summary>The provider's transaction; known from the first authorisation attempt on.</summary>
    public string? TransactionId { get; init; }
    public string? Email { get; init; }
    public string? CardholderName { get; init; }
    public string? CardFirstDigits { get; init; }
    public string? CardLastDigits { get; init; }
    public string? CardExpiry { get; init; }
    public string? CardBrand { get; init; }
    public string? CardType { get; init; }
    public string? AddressLine1 { get; init; }
    public string? AddressLine2 { get; init; }
    public string? AddressPostcode { get; init; }
    public string? AddressCity { get; init; }
    public string? AddressCountry { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? CaptureSubmittedAt { get; init; }
    public DateTimeOffset? CapturedAt { get; init; }

    /// <summary><c>YYYY-MM-DD</c>, from providers that report it.</summary>
    public string? SettledDate { get; init; }

    public PublicState State => Status.Public();

    /// <summary>What can still be given back, whatever the state (lifecycle.md section 6).</summary>
    public long RefundAmountAvailable => Amount - RefundedAmount;

    public bool HasAddress => (AddressLine1 ?? AddressLine2 ?? AddressPostcode ?? AddressCity ?? AddressCountry) is not null;

    public bool HasCardDetails => CardLastDigits is not null || CardholderName is not null || HasAddress;

    /// <summary>Whether a payer may (still) be sent to the payment pages.</summary>
    public bool NeedsPayer => AuthorisationMode == "web" && !State.Finished && Status != PaymentStatus.AwaitingCaptureRequest;

    public static Payment Read(DbDataReader row)
    {
        var payment = new Payment
        {
            Number = row.GetInt64(0),
            PaymentId = row.GetString(1),
            AccountNumber = row.GetInt64(2),
            Provider = row.GetString(3),
            Amount = row.GetInt64(4),
            RefundedAmount = row.GetInt64(5),
            Reference = row.GetString(6),
            Description = row.GetString(7),
            ReturnUrl = Text(row, 8),
            Language = row.GetString(9),
            Metadata = Text(row, 10),
            DelayedCapture = row.GetInt64(11) != 0,
            Moto = row.GetInt64(12) != 0,
            AuthorisationMode = row.GetString(13),
            Status = PaymentStatusRules.Parse(row.GetString(14)),
            Email = Text(row, 15),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(16)),
            CredentialNumber = row.IsDBNull(33) ? null : row.GetInt64(33),
            ThreeDSecure = row.GetInt64(34) != 0,
        };
        return row.GetBoolean(17) ? payment.WithPayer(row) : payment;
    }

    /// <summary>Half of the columns, which a payment that waits for its payer does not have yet.</summary>
    private Payment WithPayer(DbDataReader row) => this with
    {
        TransactionId = Text(row, 18),
        CardholderName = Text(row, 19),
        CardFirstDigits = Text(row, 20),
        CardLastDigits = Text(row, 21),
        CardExpiry = Text(row, 22),
        CardBrand = Text(row, 23),
        CardType = Text(row, 24),
        AddressLine1 = Text(row, 25),
        AddressLine2 = Text(row, 26),
        AddressPostcode = Text(row, 27),
        AddressCity = Text(row, 28),
        AddressCountry = Text(row, 29),
        CaptureSubmittedAt = Time(row, 30),
        CapturedAt = Time(row, 31),
        SettledDate = Text(row, 32),
    };

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
