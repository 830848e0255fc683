namespace Pay.Gateway.Accounts;

internal enum AccountType
{
    Sandbox,
    Live,
}

/// <summary>A gateway account: what an API key acts for, connected to one provider at a time.</summary>
internal sealed record Account
{
    public const string Columns =
        """
        account_number AS number, account_id, name, type AS type_name, provider, credential_number, organisation, accepted_cards,
        email_collection, collect_billing_address, allow_zero_amount, allow_moto, requires_3ds AS requires3ds, send_payer_ip_address,
        send_payer_email, disabled, sandbox_faults, created_at
        """;

    public required long Number { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The service's name, as payers see it.</summary>
    public required string Name { get; init; }
    public required AccountType Type { get; init; }

    /// <summary>The provider that new payments go to; <see langword="null"/> until one is connected.</summary>
    public string? Provider { get; init; }

    /// <summary>The credentials that new payments are begun with; <see langword="null"/> where there are none.</summary>
    public long? CredentialNumber { get; init; }

    /// <summary>Name and address of the organisation that takes the payment, for the foot of the pages.</summary>
    public string? Organisation { get; init; }
    public required AcceptedCards AcceptedCards { get; init; }
    public EmailCollection EmailCollection { get; init; }
    public bool CollectBillingAddress { get; init; }
    public bool AllowZeroAmount { get; init; }
    public bool AllowMoto { get; init; }

    /// <summary>Whether the provider may send payers to their bank (3D Secure).</summary>
    public bool Requires3ds { get; init; }

    /// <summary>Whether the provider is told the payer's address, for its fraud checks.</summary>
    public bool SendPayerIpAddress { get; init; }

    /// <summary>Whether the provider is told the payer's e-mail address.</summary>
    public bool SendPayerEmail { get; init; }

    /// <summary>Switched off by the operator: no new payments or refunds (P0941).</summary>
    public bool Disabled { get; init; }

    /// <summary>How the sandbox misbehaves for this account, as <see cref="Providers.Sandbox.SandboxFaults"/> reads it.</summary>
    public string? SandboxFaults { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal enum EmailCollection
{
    Mandatory,
    Optional,
    Off,
}

/// <summary>The card types that an account takes, such as <c>visa:debit</c>.</summary>
internal sealed record AcceptedCards(IReadOnlyList<(string Brand, bool Debit, bool Credit)> Brands)
{
    /// <summary>What a new account accepts: everything but Maestro, which needs 3D Secure.</summary>
    public static readonly AcceptedCards Default = Parse(
        "visa:debit,visa:credit,master-card:debit,master-card:credit,american-express:credit,diners-club:credit,discover:credit,jcb:credit,unionpay:credit");

    public static AcceptedCards Parse(string text)
    {
        var brands = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(entry => entry.Split(':'))
            .GroupBy(entry => entry[0], StringComparer.Ordinal)
            .Select(brand => (brand.Key, brand.Any(entry => entry[1] == "debit"), brand.Any(entry => entry[1] == "credit")));
        return new AcceptedCards([.. brands]);
    }

    public override string ToString() => string.Join(',', Brands.SelectMany(brand => new[]
    {
        brand.Debit ? brand.Brand + ":debit" : null,
        brand.Credit ? brand.Brand + ":credit" : null,
    }.OfType<string>()));
}
