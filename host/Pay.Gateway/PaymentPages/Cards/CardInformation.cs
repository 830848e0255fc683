using Pay.Gateway.Accounts;
using Pay.Providers;

namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>What is known of a card from its number alone.</summary>
internal sealed record CardInformation(CardBrand Brand, PayerCardType Type, bool Corporate = false, Prepaid Prepaid = Prepaid.Unknown)
{
    /// <summary>The name of the type in answers to the browser.</summary>
    public string TypeName => Type switch
    {
        PayerCardType.Debit => "DEBIT",
        PayerCardType.Credit => "CREDIT",
        _ => "CREDIT_OR_DEBIT",
    };

    public string PrepaidName => Prepaid switch
    {
        Prepaid.Prepaid => "PREPAID",
        Prepaid.NotPrepaid => "NOT_PREPAID",
        _ => "UNKNOWN",
    };
}

internal enum Prepaid
{
    Unknown,
    NotPrepaid,
    Prepaid,
}

/// <summary>
/// The card information look-up. A self-hosted table of ranges is never complete, so only the mock cards of sandbox accounts are
/// in it; every other card is left to its prefix.
/// </summary>
internal static class CardInformationTable
{
    // By the first eleven digits. 40000000000 holds the mock cards that are declined or fail, whose type is not published.
    private static readonly Dictionary<long, CardInformation> SandboxRanges = new()
    {
        [44443333222] = new(CardBrand.Visa, PayerCardType.Credit, Prepaid: Prepaid.NotPrepaid),
        [42424242424] = new(CardBrand.Visa, PayerCardType.Credit, Prepaid: Prepaid.NotPrepaid),
        [40000566556] = new(CardBrand.Visa, PayerCardType.Debit, Prepaid: Prepaid.NotPrepaid),
        [40000000000] = new(CardBrand.Visa, PayerCardType.Unknown),
        [40000200000] = new(CardBrand.Visa, PayerCardType.Unknown),
        [40001600000] = new(CardBrand.Visa, PayerCardType.Debit, Prepaid: Prepaid.Prepaid),
        [40001800000] = new(CardBrand.Visa, PayerCardType.Debit, Corporate: true, Prepaid.Prepaid),
        [41318400000] = new(CardBrand.Visa, PayerCardType.Debit, Corporate: true, Prepaid.Prepaid),
        [49880800000] = new(CardBrand.Visa, PayerCardType.Debit, Corporate: true, Prepaid.NotPrepaid),
        [41111111111] = new(CardBrand.Visa, PayerCardType.Credit, Corporate: true, Prepaid.NotPrepaid),
        [42931891000] = new(CardBrand.Visa, PayerCardType.Credit, Corporate: true, Prepaid.NotPrepaid),
        [51051051051] = new(CardBrand.Mastercard, PayerCardType.Debit, Prepaid: Prepaid.NotPrepaid),
        [52008282828] = new(CardBrand.Mastercard, PayerCardType.Debit, Prepaid: Prepaid.NotPrepaid),
        [51011800000] = new(CardBrand.Mastercard, PayerCardType.Credit, Corporate: true, Prepaid.NotPrepaid),
        [37144963539] = new(CardBrand.AmericanExpress, PayerCardType.Credit, Prepaid: Prepaid.NotPrepaid),
        [35660020203] = new(CardBrand.Jcb, PayerCardType.Credit, Prepaid: Prepaid.NotPrepaid),
        [60110009901] = new(CardBrand.Discover, PayerCardType.Credit, Prepaid: Prepaid.NotPrepaid),
        [36148900647] = new(CardBrand.DinersClub, PayerCardType.Credit, Prepaid: Prepaid.NotPrepaid),
        [67596498264] = new(CardBrand.Maestro, PayerCardType.Debit, Prepaid: Prepaid.NotPrepaid),
    };

    /// <summary><see langword="null"/>: the number is in no known range.</summary>
    public static CardInformation? Find(CardNumber number, AccountType accountType) =>
        accountType == AccountType.Sandbox ? SandboxRanges.GetValueOrDefault(number.Range) : null;
}
