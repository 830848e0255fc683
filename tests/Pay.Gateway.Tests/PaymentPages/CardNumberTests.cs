using NUnit.Framework;
using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.PaymentPages.Texts;
using Pay.Providers;

namespace Pay.Gateway.Tests.PaymentPages;

internal sealed class CardNumberTests
{
    [TestCase("4444333322221111", CardNumberProblem.None)]
    [TestCase("4444 3333 2222 1111", CardNumberProblem.None)]
    [TestCase("36148900647913", CardNumberProblem.None)]
    [TestCase("4917610000000000003", CardNumberProblem.None)]
    [TestCase("", CardNumberProblem.NotANumber)]
    [TestCase("   ", CardNumberProblem.NotANumber)]
    [TestCase("4444-3333-2222-1111", CardNumberProblem.NotANumber)]
    [TestCase("٤٤٤٤٣٣٣٣٢٢٢٢١١١١", CardNumberProblem.NotANumber)]
    [TestCase("4444333322221112", CardNumberProblem.NotANumber)]
    [TestCase("42424242424", CardNumberProblem.WrongLength)]
    [TestCase("42424242424242424242", CardNumberProblem.WrongLength)]
    public void The_first_thing_that_is_wrong_is_told(string text, object problem) =>
        Assert.That(CardNumber.Parse(text, out _), Is.EqualTo(problem));

    [Test]
    public void A_number_does_not_show_itself()
    {
        CardNumber.Parse("4444333322221111", out var number);
        Assert.That(number!.ToString(), Does.Not.Contain("4444"));
        Assert.That($"{new CardAcceptance(number, Information: null, Refusal: null)}", Does.Not.Contain("4444"));
    }

    [TestCase("4", "visa")]
    [TestCase("51", "master-card")]
    [TestCase("55", "master-card")]
    [TestCase("2221", "master-card")]
    [TestCase("2720", "master-card")]
    [TestCase("2220", null)]
    [TestCase("2721", null)]
    [TestCase("34", "american-express")]
    [TestCase("37", "american-express")]
    [TestCase("300", "diners-club")]
    [TestCase("305", "diners-club")]
    [TestCase("306", null)]
    [TestCase("36", "diners-club")]
    [TestCase("38", "diners-club")]
    [TestCase("39", "diners-club")]
    [TestCase("6011", "discover")]
    [TestCase("644", "discover")]
    [TestCase("649", "discover")]
    [TestCase("65", "discover")]
    [TestCase("3528", "jcb")]
    [TestCase("3589", "jcb")]
    [TestCase("3527", null)]
    [TestCase("3590", null)]
    [TestCase("2131", "jcb")]
    [TestCase("1800", "jcb")]
    [TestCase("62", "unionpay")]
    [TestCase("81", "unionpay")]
    [TestCase("50", "maestro")]
    [TestCase("56", "maestro")]
    [TestCase("58", "maestro")]
    [TestCase("59", null)]
    [TestCase("63", "maestro")]
    [TestCase("67", "maestro")]
    [TestCase("69", "maestro")]
    [TestCase("6010", "maestro")]
    [TestCase("9", null)]
    public void The_brand_is_told_by_the_first_digits(string prefix, string? brand) =>
        Assert.That(CardBrand.ByPrefix(Numbered(prefix))?.Key, Is.EqualTo(brand));

    [TestCase("4444333322221111", PayerCardType.Credit)]
    [TestCase("4242424242424242", PayerCardType.Credit)]
    [TestCase("4000056655665556", PayerCardType.Debit)]
    [TestCase("5105105105105100", PayerCardType.Debit)]
    [TestCase("5200828282828210", PayerCardType.Debit)]
    [TestCase("371449635398431", PayerCardType.Credit)]
    [TestCase("3566002020360505", PayerCardType.Credit)]
    [TestCase("6011000990139424", PayerCardType.Credit)]
    [TestCase("36148900647913", PayerCardType.Credit)]
    [TestCase("4000000000000002", PayerCardType.Unknown)]
    public void A_sandbox_account_takes_the_mock_cards(string number, PayerCardType type)
    {
        var card = CardAcceptance.Judge(number, CardSamples.Account(), PageTexts.English);
        Assert.That((card.Refusal, card.Information?.Type), Is.EqualTo((default(string), type)));
    }

    [Test]
    public void A_live_account_knows_no_mock_cards() => Assert.That(
        CardAcceptance.Judge("4444333322221111", CardSamples.Account(AccountType.Live), PageTexts.English).Information!.Type,
        Is.EqualTo(PayerCardType.Unknown));

    [TestCase("6759649826438453", "Maestro is not supported", null)]
    [TestCase("6304000000000000", "This card type is not accepted", null)]
    [TestCase("4000056655665556", "Visa debit cards are not supported", "visa:credit")]
    [TestCase("4444333322221111", "Visa credit cards are not supported", "visa:debit")]
    [TestCase("4000000000000002", null, "visa:debit")]
    [TestCase("371449635398431", "American Express is not supported", "visa:debit")]
    [TestCase("4444333322221112", "Enter a valid card number", null)]
    [TestCase("123", "Card number is not the correct length", null)]
    public void What_an_account_does_not_take_is_refused_by_name(string number, string? message, string? acceptedCards) =>
        Assert.That(
            CardAcceptance.Judge(number, CardSamples.Account(acceptedCards: acceptedCards), PageTexts.English).Refusal, Is.EqualTo(message));

    // Sixteen digits with this beginning and a check digit that fits.
    private static CardNumber Numbered(string prefix)
    {
        for (var check = 0; ; check++)
        {
            if (CardNumber.Parse(prefix.PadRight(15, '0') + check, out var number) == CardNumberProblem.None)
            {
                return number!;
            }
        }
    }
}
