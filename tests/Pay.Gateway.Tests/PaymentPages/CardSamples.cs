using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.PaymentPages.Texts;

namespace Pay.Gateway.Tests.PaymentPages;

/// <summary>A sandbox account and a form that passes, to be spoiled one field at a time.</summary>
internal static class CardSamples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static Account Account(AccountType type = AccountType.Sandbox, string? acceptedCards = null) => new()
    {
        Number = 1,
        AccountId = "sandbox",
        Name = "A service",
        Type = type,
        Provider = "sandbox",
        AcceptedCards = acceptedCards is null ? AcceptedCards.Default : AcceptedCards.Parse(acceptedCards),
        EmailCollection = EmailCollection.Mandatory,
        CollectBillingAddress = true,
        CreatedAt = Now,
    };

    public static CardFormRules Rules(bool address = true, EmailCollection email = EmailCollection.Mandatory) => new(Account(), address, email);

    public static CardForm Read(Dictionary<string, string> values, CardFormRules? rules = null, PageTexts? texts = null, DateTimeOffset? now = null) =>
        CardForm.Read(
            new FormCollection(values.ToDictionary(pair => pair.Key, pair => new StringValues(pair.Value), StringComparer.Ordinal)),
            rules ?? Rules(),
            texts ?? PageTexts.English,
            now ?? Now);

    /// <summary>A form with some of its values replaced, as name and value in turn.</summary>
    public static Dictionary<string, string> Form(params string[] changes)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["cardNo"] = "4444333322221111",
            ["expiryMonth"] = "11",
            ["expiryYear"] = "26",
            ["cardholderName"] = "Jane Doe",
            ["cvc"] = "123",
            ["addressLine1"] = "1 High Street",
            ["addressLine2"] = "",
            ["addressCity"] = "London",
            ["addressCountry"] = "GB",
            ["addressPostcode"] = "E1 8QS",
            ["email"] = "jane@example.org",
        };
        for (var i = 0; i < changes.Length; i += 2)
        {
            values[changes[i]] = changes[i + 1];
        }

        return values;
    }
}
