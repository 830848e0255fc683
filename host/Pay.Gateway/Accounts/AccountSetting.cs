using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.Providers.Sandbox;

namespace Pay.Gateway.Accounts;

/// <summary>A switch of an account that operators set by the contract's own name.</summary>
/// <param name="Name">The name, which is its column's, too.</param>
/// <param name="Accepts">What it takes, for who entered something else.</param>
/// <param name="Parse">The value as the column holds it; <see langword="null"/>: it cannot be that.</param>
/// <param name="Show">The account's value, as it would be entered.</param>
internal sealed record AccountSetting(string Name, string Accepts, Func<string, object?> Parse, Func<Account, string> Show)
{
    private const int NameLengthMax = 255;
    private const int OrganisationLengthMax = 500;

    public static IReadOnlyList<AccountSetting> All { get; } =
    [
        Text("name", NameLengthMax, account => account.Name),
        Text("organisation", OrganisationLengthMax, account => account.Organisation ?? ""),
        new("accepted_cards", "a list of brand:debit and brand:credit such as visa:debit,visa:credit,master-card:credit", ParseCards, account => account.AcceptedCards.ToString()),
        new("email_collection", "mandatory, optional or off", ParseEmailCollection, account => account.EmailCollection.ToString().ToLowerInvariant()),
        Flag("collect_billing_address", account => account.CollectBillingAddress),
        Flag("allow_zero_amount", account => account.AllowZeroAmount),
        Flag("allow_moto", account => account.AllowMoto),
        Flag("requires_3ds", account => account.Requires3ds),
        Flag("send_payer_ip_address", account => account.SendPayerIpAddress),
        Flag("send_payer_email", account => account.SendPayerEmail),
        Flag("disabled", account => account.Disabled),
        new("sandbox_faults", "a list of operation=fault such as refund=timeout-after,capture=slow*2, or nothing to end it", ParseFaults, account => account.SandboxFaults ?? ""),
    ];

    public static AccountSetting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    private static AccountSetting Flag(string name, Func<Account, bool> isSet) =>
        new(name, "true or false", text => text switch { "true" => 1L, "false" => 0L, _ => null }, account => isSet(account) ? "true" : "false");

    private static AccountSetting Text(string name, int lengthMax, Func<Account, string> show) =>
        new(name, $"1 to {lengthMax} characters", text => text.Trim() is { Length: > 0 } trimmed && trimmed.Length <= lengthMax ? trimmed : null, show);

    private static object? ParseEmailCollection(string text) => text is "mandatory" or "optional" or "off" ? text : null;

    private static object? ParseFaults(string text) => SandboxFaults.TryParse(text, out var faults, out _) ? faults.ToString() : null;

    private static object? ParseCards(string text)
    {
        var entries = text.Split(',', StringSplitOptions.TrimEntries);
        var known = Array.TrueForAll(entries, entry => entry.Split(':') is [var brand, "debit" or "credit"] && CardBrand.Find(brand) is not null);
        return known ? AcceptedCards.Parse(text).ToString() : null;
    }
}
