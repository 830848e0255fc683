using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Texts;
using Pay.Providers;

namespace Pay.Gateway.PaymentPages.Cards;

/// <summary>
/// Whether an account takes a card: one judgement, asked while the payer types (<c>/check_card</c>) and again when the form comes.
/// </summary>
internal sealed record CardAcceptance(CardNumber? Number, CardInformation? Information, string? Refusal)
{
    // Far beyond what the form lets in; longer texts are not worth reading.
    private const int TextLengthMax = 100;

    public static CardAcceptance Judge(string text, Account account, PageTexts texts)
    {
        if (text.Length > TextLengthMax)
        {
            return Refused(texts.CardNumberLength);
        }

        switch (CardNumber.Parse(text, out var number))
        {
            case CardNumberProblem.NotANumber: return Refused(texts.CardNumberInvalid);
            case CardNumberProblem.WrongLength: return Refused(texts.CardNumberLength);
        }

        if (CardInformationTable.Find(number!, account.Type) is { } known)
        {
            return new(number, known, JudgeKnown(known, account, texts));
        }

        // Unknown range: the prefix tells the brand, and the type may be either.
        var brand = CardBrand.ByPrefix(number!);
        return brand is not null && Accepts(account, brand, out _, out _)
            ? new(number, new CardInformation(brand, PayerCardType.Unknown), Refusal: null)
            : Refused(texts.CardTypeNotAccepted);
    }

    private static string? JudgeKnown(CardInformation card, Account account, PageTexts texts)
    {
        if (!Accepts(account, card.Brand, out var debit, out var credit))
        {
            return texts.BrandNotSupported(card.Brand.Label);
        }

        return card.Type switch
        {
            PayerCardType.Debit when !debit => texts.DebitNotSupported(card.Brand.Label),
            PayerCardType.Credit when !credit => texts.CreditNotSupported(card.Brand.Label),
            _ => null,
        };
    }

    private static bool Accepts(Account account, CardBrand brand, out bool debit, out bool credit)
    {
        (_, debit, credit) = account.AcceptedCards.Brands.FirstOrDefault(accepted => accepted.Brand == brand.Key);
        return debit || credit;
    }

    private static CardAcceptance Refused(string message) => new(Number: null, Information: null, message);
}
