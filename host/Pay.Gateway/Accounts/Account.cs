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
        account_number AS number, account_id, name, type AS type_name, provider, organisation, accepted_cards, email_collection,
        collect_billing_address, allow_zero_amount, allow_moto, disabled, sandbox_faults, created_at
        """;

    public required long Number { get; init; }
    public required string AccountId { get; init; }

    /// <summary>The service's name, as payers see it.</summary>
    public required string Name { get; init; }
    public required AccountType Type { get; init; }

    /// <summary>The provider that new payments go to; <see langword="null"/> until one is connected.</summary>
    public string? Provider { get; init; }

    /// <summary>Name and address of the organisation that takes the payment, for the foot of the pages.</summary>
    public string? Organisation { get; init; }
    public required AcceptedCards AcceptedCards { get; init; }
    public EmailCollection EmailCollection { get; init; }
    public bool CollectBillingAddress { get; init; }
    public bool AllowZeroAmount { get; init; }
    public bool AllowMoto { get; init; }

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
