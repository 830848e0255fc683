using NUnit.Framework;
using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Cards;
using Pay.Gateway.PaymentPages.Texts;
using static Pay.Gateway.Tests.PaymentPages.CardSamples;

namespace Pay.Gateway.Tests.PaymentPages;

internal sealed class CardFormTests
{
    [Test]
    public void A_form_that_passes_becomes_a_card()
    {
        var form = Read(Form("cardNo", " 4444 3333 2222 1111 ", "cardholderName", "\u0007 Jane\tDoe ", "cvc", "1 2-3"));
        Assert.That(form.Errors, Is.Empty);
        Assert.That(
            (form.Card!.Number, form.Card.SecurityCode, form.Card.Expiry, form.Card.HolderName, form.Card.Brand, form.Email),
            Is.EqualTo(("4444333322221111", "123", "11/26", "JaneDoe", "visa", "jane@example.org")));
        Assert.That(form.Card.BillingAddress, Is.EqualTo(new Pay.Providers.BillingAddress("1 High Street", null, "E1 8QS", "London", "GB")));
    }

    [TestCase("cardNo", "", "Enter a valid card number", null)]
    [TestCase("cardNo", "4444333322221112", "Enter a valid card number", null)]
    [TestCase("cardNo", "4242", "Card number is not the correct length", null)]
    [TestCase("expiryMonth", "", "Enter a valid expiry date", null)]
    [TestCase("expiryMonth", "0", "Enter a valid expiry date", null)]
    [TestCase("expiryMonth", "13", "Enter a valid expiry date", null)]
    [TestCase("expiryMonth", "10", "Enter an expiry date in the future", null)]
    [TestCase("expiryYear", "", "Enter a valid expiry date", null)]
    [TestCase("expiryYear", "027", "Enter a valid expiry date", null)]
    [TestCase("expiryYear", "2100", "Enter a valid expiry date", null)]
    [TestCase("expiryYear", "25", "Enter an expiry date in the future", null)]
    [TestCase("expiryYear", "1999", "Enter an expiry date in the future", null)]
    [TestCase("cardholderName", " ", "Enter a valid name", "Enter the name as it appears on the card")]
    [TestCase("cardholderName", "Jane 4444 3333 2222", "Enter the name as it appears on the card", null)]
    [TestCase("cardholderName", "123", "Enter the name as it appears on the card", null)]
    [TestCase("cardholderName", "1234", "Enter the name as it appears on the card", null)]
    [TestCase("cvc", "", "Enter a valid card security code", null)]
    [TestCase("cvc", "12", "Enter a valid card security code", null)]
    [TestCase("cvc", "12345", "Enter a valid card security code", null)]
    [TestCase("addressLine1", "", "Enter a valid address line 1", "Enter address line 1, typically the building and street")]
    [TestCase("addressLine1", "444433332222", "Enter address line 1, typically the building and street", null)]
    [TestCase("addressLine2", "444433332222", "Enter address line 2", null)]
    [TestCase("addressCity", "", "Enter a valid town/city", null)]
    [TestCase("addressCity", "444433332222", "Enter a valid town/city", null)]
    [TestCase("addressCountry", "", "Enter a valid country or territory", null)]
    [TestCase("addressCountry", "XX", "Enter a valid country or territory", null)]
    [TestCase("addressPostcode", "", "Enter a valid postcode", null)]
    [TestCase("addressPostcode", "12345", "Enter a valid postcode", null)]
    [TestCase("email", "", "Enter a valid email", null)]
    [TestCase("email", "jane@example", "Enter a valid email", null)]
    public void One_bad_value_is_one_error(string field, string value, string summary, string? message)
    {
        var form = Read(Form(field, value));
        Assert.That(form.Card, Is.Null);
        Assert.That(form.Errors.Select(error => (error.Summary, error.Message)), Is.EqualTo(new[] { (summary, message ?? summary) }));
    }

    [TestCase("expiryMonth", "1", "expiryYear", "2099")]
    [TestCase("expiryMonth", "01", "expiryYear", "27")]
    [TestCase("cvc", "1234", "cvc", "1234")]
    [TestCase("cardholderName", "Al", "addressLine1", "12345678901")]
    [TestCase("addressCountry", "FR", "addressPostcode", "75001")]
    [TestCase("cardNo", "371449635398431", "cvc", "123")]
    public void What_looks_odd_but_is_right_passes(string field, string value, string otherField, string otherValue) =>
        Assert.That(Read(Form(field, value, otherField, otherValue)).Errors, Is.Empty);

    [Test]
    public void An_empty_form_lists_every_field_in_page_order()
    {
        var form = Read([]);
        Assert.That(form.Errors.Select(error => error.Field.SummaryId), Is.EqualTo(new[]
        {
            "card-no-error", "expiry-month-error", "cardholder-name-error", "cvc-error", "address-line-1-error", "address-city-error",
            "address-country-error", "address-postcode-error", "email-error",
        }));
    }

    [TestCase("cardholderName", 255, 256)]
    [TestCase("addressLine1", 255, 256)]
    [TestCase("addressLine2", 255, 256)]
    [TestCase("addressCity", 255, 256)]
    public void Hard_limits_hold_for_those_who_bypass_the_page(string field, int longest, int tooLong)
    {
        Assert.That(Read(Form(field, new string('x', longest))).Errors, Is.Empty);
        Assert.That(Read(Form(field, new string('x', tooLong))).Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_postcode_has_25_characters_at_most()
    {
        Assert.That(Read(Form("addressCountry", "FR", "addressPostcode", new string('x', 25))).Errors, Is.Empty);
        Assert.That(Read(Form("addressCountry", "FR", "addressPostcode", new string('x', 26))).Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public void What_the_account_does_not_collect_is_not_judged()
    {
        var form = Read(
            Form("addressLine1", "", "addressCountry", "XX", "email", "nonsense"), Rules(address: false, email: EmailCollection.Off));
        Assert.That(form.Errors, Is.Empty);
        Assert.That((form.Card!.BillingAddress, form.Email), Is.EqualTo((default(Pay.Providers.BillingAddress), default(string))));
    }

    [Test]
    public void An_optional_email_may_be_blank_but_not_wrong()
    {
        Assert.That(Read(Form("email", " "), Rules(email: EmailCollection.Optional)).Email, Is.Null);
        Assert.That(Read(Form("email", "x"), Rules(email: EmailCollection.Optional)).Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public void Number_expiry_and_code_never_come_back()
    {
        var form = Read(Form("email", ""));
        var kept = string.Concat(form.Values.Keys.Select(field => field.Name));
        Assert.That(kept, Does.Not.Contain("cardNo").And.Not.Contain("expiry").And.Not.Contain("cvc"));
        Assert.That(form.Values[CardField.CardholderName], Is.EqualTo("Jane Doe"));
        Assert.That(form.ToString(), Is.EqualTo("CardForm(redacted)"));
    }

    [Test]
    public void Messages_come_in_the_payments_language() =>
        Assert.That(Read(Form("cvc", ""), texts: PageTexts.Welsh).Errors[0].Message, Is.EqualTo("Rhowch god diogelwch cerdyn dilys"));

    [Test]
    public void A_card_is_good_to_the_end_of_its_month_in_london()
    {
        // In summer the month ends in London an hour before it ends in UTC.
        var lastHour = new DateTimeOffset(2026, 6, 30, 22, 59, 0, TimeSpan.Zero);
        var june = Form("expiryMonth", "6", "expiryYear", "26");
        Assert.That(Read(june, now: lastHour).Errors, Is.Empty);
        Assert.That(Read(june, now: lastHour.AddMinutes(2)).Errors, Has.Count.EqualTo(1));
    }

    [TestCase("AB1A 1AB", true)]
    [TestCase("e18qs", true)]
    [TestCase("QQ1 1QQ", true)]
    [TestCase("SW1A1AA", true)]
    [TestCase("GIR 0AA", true)]
    [TestCase("gir0aa", true)]
    [TestCase("M1-1AA", true)]
    [TestCase("SW1A 1A", false)]
    [TestCase("12345", false)]
    [TestCase("BFPO 1", false)]
    public void A_uk_postcode_has_a_shape(string text, bool complete) => Assert.That(UkPostcode.IsComplete(text), Is.EqualTo(complete));

    [TestCase("jane@example.org", true)]
    [TestCase("j.a+n'e!#$%&*/=?^_`{|}~-@sub.example.co.uk", true)]
    [TestCase("jane@bücher.example", true)]
    [TestCase("jane@xn--bcher-kva.xn--p1ai", true)]
    [TestCase("jane@उदाहरण.परीक्षा", true)]
    [TestCase("jane", false)]
    [TestCase("jane@", false)]
    [TestCase("@example.org", false)]
    [TestCase("jane@doe@example.org", false)]
    [TestCase("jane@example", false)]
    [TestCase("jane@example..org", false)]
    [TestCase("ja..ne@example.org", false)]
    [TestCase("jane@-example.org", false)]
    [TestCase("jane@example-.org", false)]
    [TestCase("jane@example.o", false)]
    [TestCase("jane@example.o1", false)]
    [TestCase("jane doe@example.org", false)]
    [TestCase("jané@example.org", false)]
    [TestCase("jane@exam_ple.org", false)]
    public void An_email_address_has_a_form(string text, bool wellFormed) => Assert.That(EmailAddress.IsWellFormed(text), Is.EqualTo(wellFormed));

    [Test]
    public void An_email_address_has_254_characters_at_most()
    {
        var domain = "@example.org";
        Assert.That(EmailAddress.IsWellFormed(new string('x', 254 - domain.Length) + domain), Is.True);
        Assert.That(EmailAddress.IsWellFormed(new string('x', 255 - domain.Length) + domain), Is.False);
    }
}
