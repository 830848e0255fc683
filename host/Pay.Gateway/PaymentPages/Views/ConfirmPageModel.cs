using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.PaymentPages.Texts;
using Pay.Gateway.Payments;

namespace Pay.Gateway.PaymentPages.Views;

/// <summary>The confirm page: what the payer entered, before any money is taken.</summary>
public sealed record ConfirmPageModel
{
    // The same dots for every length: the length of a card number says something about the card.
    private const string HiddenDigits = "●●●●●●●●●●●●";

    public required PageTexts Texts { get; init; }

    public required string PaymentId { get; init; }

    public required string Description { get; init; }

    /// <summary>Pence.</summary>
    public required long Amount { get; init; }

    public required string LastDigits { get; init; }

    public required string Expiry { get; init; }

    public required string CardholderName { get; init; }

    /// <summary>In one line; <see langword="null"/> where the account does not collect it.</summary>
    public required string? Address { get; init; }

    /// <summary>The confirmation's address, where the account collects one and the payer gave it.</summary>
    public required string? Email { get; init; }

    public required Func<string> NewFormToken { get; init; }

    public string MaskedNumber => HiddenDigits + LastDigits;

    internal static ConfirmPageModel Of(Payment payment, CardFormRules rules, PageTexts texts, Func<string> newFormToken) => new()
    {
        Texts = texts,
        PaymentId = payment.PaymentId,
        Description = payment.Description,
        Amount = payment.Amount,
        LastDigits = payment.CardLastDigits ?? "",
        Expiry = payment.CardExpiry ?? "",
        CardholderName = payment.CardholderName ?? "",
        Address = rules.CollectAddress ? InOneLine(payment) : null,
        Email = rules.Email == EmailCollection.Off || string.IsNullOrWhiteSpace(payment.Email) ? null : payment.Email,
        NewFormToken = newFormToken,
    };

    private static string InOneLine(Payment payment)
    {
        string?[] parts =
        [
            payment.AddressLine1, payment.AddressLine2, payment.AddressCity, payment.AddressPostcode,
            payment.AddressCountry is { } country ? Countries.NameOf(country) : null,
        ];
        return string.Join(", ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
    }
}
