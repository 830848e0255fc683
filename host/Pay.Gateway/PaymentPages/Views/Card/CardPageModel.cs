using System.Text.Json;
using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.PaymentPages.Texts;
using Pay.Gateway.Payments;
using Pay.Providers;

namespace Pay.Gateway.PaymentPages.Views.Card;

/// <summary>The card page: empty, prefilled, or with what was wrong.</summary>
public sealed record CardPageModel
{
    private const int ExpiryHintYears = 2;

    public required PageTexts Texts { get; init; }

    public required string PaymentId { get; init; }

    public required string Description { get; init; }

    /// <summary>Pence.</summary>
    public required long Amount { get; init; }

    public required bool CollectsAddress { get; init; }

    public required bool CollectsEmail { get; init; }

    public required bool EmailIsOptional { get; init; }

    /// <summary>The account's brands in the order of its settings.</summary>
    public required IReadOnlyList<(CardBrand Brand, bool Debit, bool Credit)> AcceptedBrands { get; init; }

    public required Func<string> NewFormToken { get; init; }

    /// <summary>For the expiry date's hint.</summary>
    public required int CurrentYear { get; init; }

    /// <summary>Never number, expiry date or security code.</summary>
    public required IReadOnlyDictionary<CardField, string> Values { get; init; }

    public required IReadOnlyList<CardFieldError> Errors { get; init; }

    /// <summary>Whether the script is to say what it knows of the browser.</summary>
    public bool AsksBrowser { get; init; }

    /// <summary>Where the provider looks at the payer's device, if it does.</summary>
    public DeviceCollection? DeviceCollection { get; init; }

    public bool HasErrors => Errors.Count > 0;

    public string ExpiryHintYear => $"{(CurrentYear + ExpiryHintYears) % 100:00}";

    public string AcceptedCardsHint =>
        !AcceptedBrands.Any(brand => brand.Credit) ? Texts.DebitCardsOnly
        : AcceptedBrands.Any(brand => brand.Debit) ? Texts.AcceptedCards
        : Texts.CreditCardsOnly;

    public string ValueOf(CardField field) => Values.GetValueOrDefault(field, "");

    public string? ErrorOf(CardField field) => Errors.FirstOrDefault(error => error.Field == field)?.Message;

    internal static CardPageModel Of(
        Payment payment, CardFormRules rules, PageTexts texts, Func<string> newFormToken, int currentYear, CardForm? refused) => new()
    {
        Texts = texts,
        PaymentId = payment.PaymentId,
        Description = payment.Description,
        Amount = payment.Amount,
        CollectsAddress = rules.CollectAddress,
        CollectsEmail = rules.Email != EmailCollection.Off,
        EmailIsOptional = rules.Email == EmailCollection.Optional,
        AcceptedBrands =
        [
            .. from accepted in rules.Account.AcceptedCards.Brands
               let brand = CardBrand.Find(accepted.Brand)
               where brand is not null
               select (brand, accepted.Debit, accepted.Credit),
        ],
        NewFormToken = newFormToken,
        CurrentYear = currentYear,
        Values = refused?.Values ?? Prefilled(payment),
        Errors = refused?.Errors ?? [],
    };

    // What the payment was created with; the payer may change it.
    private static Dictionary<CardField, string> Prefilled(Payment payment) => new()
    {
        [CardField.CardholderName] = payment.CardholderName ?? "",
        [CardField.AddressLine1] = payment.AddressLine1 ?? "",
        [CardField.AddressLine2] = payment.AddressLine2 ?? "",
        [CardField.City] = payment.AddressCity ?? "",
        [CardField.Country] = Countries.IsKnown(payment.AddressCountry) ? payment.AddressCountry! : Countries.Default,
        [CardField.Postcode] = payment.AddressPostcode ?? "",
        [CardField.Email] = payment.Email ?? "",
    };

    /// <summary>What the page's script needs to have the device looked at; <see langword="null"/>: nothing of the kind.</summary>
    public string? ScriptDeviceData => DeviceCollection is { } collection
        ? JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["action"] = PagePaths.DeviceData(PaymentId),
            ["origin"] = collection.Uri.GetLeftPart(UriPartial.Authority),
            ["answerMember"] = collection.AnswerMember,
        })
        : null;

    /// <summary>The messages that the page's own script shows: the same as the server's, in the payment's language.</summary>
    public string ScriptTexts => JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["error"] = Texts.ErrorPrefix,
        ["cardNumber"] = Texts.CardNumberInvalid,
        ["cardNumberLength"] = Texts.CardNumberLength,
        ["cardType"] = Texts.CardTypeNotAccepted,
        ["expiry"] = Texts.ExpiryInvalid,
        ["expiryPast"] = Texts.ExpiryInThePast,
        ["name"] = Texts.NameInvalid,
        ["nameMissing"] = Texts.NameMissing,
        ["securityCode"] = Texts.SecurityCodeInvalid,
        ["addressLine1"] = Texts.AddressLine1Invalid,
        ["addressLine1Missing"] = Texts.AddressLine1Missing,
        ["addressLine2"] = Texts.AddressLine2Invalid,
        ["city"] = Texts.TownInvalid,
        ["country"] = Texts.CountryInvalid,
        ["postcode"] = Texts.PostcodeInvalid,
        ["email"] = Texts.EmailInvalid,
        ["emailTo"] = Texts.EmailWillBeSentTo,
    });
}
