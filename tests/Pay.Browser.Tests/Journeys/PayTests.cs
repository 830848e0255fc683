using System.Text.Json.Nodes;
using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Journeys;

/// <summary>A payer pays and comes back (payment-pages.md sections 1, 9 and 17).</summary>
internal sealed class PayTests : BrowserFixture
{
    [TestCase("4444333322221111", "Visa", "credit")]
    [TestCase("4242424242424242", "Visa", "credit")]
    [TestCase("4000056655665556", "Visa", "debit")]
    [TestCase("5105105105105100", "Mastercard", "debit")]
    [TestCase("5200828282828210", "Mastercard", "debit")]
    [TestCase("371449635398431", "American Express", "credit")]
    [TestCase("3566002020360505", "Jcb", "credit")]
    [TestCase("6011000990139424", "Discover", "credit")]
    [TestCase("36148900647913", "Diners Club", "credit")]
    public async Task Every_mock_card_that_works_takes_the_payer_back_with_the_money_taken(string number, string brand, string type)
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.IsAtAsync($"/card_details/{payment.Id()}");
        await AssertStateAsync(payment, "started");

        await Payer.FillInAsync(CardEntry.With(number) with { Line2 = "Flat 2" });
        await Payer.ContinueAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        await Payer.SeesAsync("Confirm your payment");
        await Expect(Payer.Page).ToHaveTitleAsync("Confirm your payment");
        await Payer.HasTextAsync("card-number", "●●●●●●●●●●●●" + number[^4..]);
        await Payer.HasTextAsync("expiry-date", $"11/{CardEntry.ExpiryYear[^2..]}");
        await Payer.HasTextAsync("cardholder-name", "Siân O’Neill");
        await Payer.HasTextAsync("address", "1 High Street, Flat 2, Caerdydd, CF10 3NQ, United Kingdom");
        await Payer.HasTextAsync("email", "sian@example.org");
        await Payer.HasTextAsync("amount", "£145.00");
        await Payer.HasTextAsync("payment-description", "A fishing licence");
        await AssertStateAsync(payment, "submitted");
        Assert.That(Books.Operations(payment.Id(), "capture"), Is.Zero, "No money may move before the payer confirms.");

        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
        await AssertPaidAsync(payment, number, brand, type);
    }

    private async Task AssertPaidAsync(JsonObject payment, string number, string brand, string type)
    {
        var paid = await ReadAsync(payment);
        var card = paid["card_details"]!;
        Assert.Multiple(() =>
        {
            Assert.That(paid.State(), Is.EqualTo("success"));
            Assert.That((string?)paid["email"], Is.EqualTo("sian@example.org"));
            Assert.That((string?)card["last_digits_card_number"], Is.EqualTo(number[^4..]));
            Assert.That((string?)card["first_digits_card_number"], Is.EqualTo(number[..6]));
            Assert.That((string?)card["expiry_date"], Is.EqualTo($"11/{CardEntry.ExpiryYear[^2..]}"));
            Assert.That((string?)card["cardholder_name"], Is.EqualTo("Siân O’Neill"));
            Assert.That((string?)card["card_brand"], Is.EqualTo(brand));
            Assert.That((string?)card["card_type"], Is.EqualTo(type));
            Assert.That((string?)card["billing_address"]!["line1"], Is.EqualTo("1 High Street"));
            Assert.That((string?)card["billing_address"]!["line2"], Is.EqualTo("Flat 2"));
            Assert.That((string?)card["billing_address"]!["postcode"], Is.EqualTo("CF10 3NQ"));
            Assert.That((string?)card["billing_address"]!["city"], Is.EqualTo("Caerdydd"));
            Assert.That((string?)card["billing_address"]!["country"], Is.EqualTo("GB"));
            Assert.That(Books.Operations(payment.Id(), "authorise"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task The_payer_comes_back_to_the_very_return_url()
    {
        var path = $"/paid/{Guid.NewGuid():N}?ref=A%20b%2Fc+d&empty=&x=%C3%A9&x=2&sum=1,50;t&tilde=~!*()&last=%26";
        var payment = await CreateAsync(("return_url", Service.Origin + path + "#receipt"));
        await Payer.PayAsync(payment);

        Assert.Multiple(() =>
        {
            Assert.That(Payer.Page.Url, Is.EqualTo(Service.Origin + path + "#receipt"));
            Assert.That(Service.Visits, Does.Contain(path), "To the letter, and nothing appended.");
        });
    }

    [Test]
    public async Task A_return_url_that_goes_on_to_another_host_does_not_strand_the_payer()
    {
        var name = Guid.NewGuid().ToString("N");
        var payment = await CreateAsync(("return_url", $"{Service.Origin}/moved/{name}"));
        await Payer.AuthoriseAsync(payment);
        await Payer.ConfirmAsync();

        await Expect(Payer.Page).ToHaveURLAsync($"{Service.OtherOrigin}/arrived/{name}");
        await AssertStateAsync(payment, "success");
    }

    [Test]
    public async Task A_payment_that_the_service_captures_later_returns_in_the_same_way()
    {
        var payment = await CreateAsync(("delayed_capture", true));
        await Payer.PayAsync(payment);

        await AssertStateAsync(payment, "capturable");
        Assert.That(Books.Operations(payment.Id(), "capture"), Is.Zero);
    }

    [Test]
    public async Task Details_that_the_service_knows_are_filled_in_and_can_be_changed()
    {
        var payment = await CreateAsync(
            ("email", "known@example.org"),
            ("prefilled_cardholder_details", new
            {
                cardholder_name = "Kim Known",
                billing_address = new { line1 = "2 Low Road", line2 = "Hut", postcode = "D01 F5P2", city = "Dublin", country = "IE" },
            }));
        await Payer.OpenAsync(payment);
        await Expect(Payer.By("cardholder-name")).ToHaveValueAsync("Kim Known");
        await Expect(Payer.By("address-line-1")).ToHaveValueAsync("2 Low Road");
        await Expect(Payer.By("address-line-2")).ToHaveValueAsync("Hut");
        await Expect(Payer.By("address-city")).ToHaveValueAsync("Dublin");
        await Expect(Payer.By("address-postcode")).ToHaveValueAsync("D01 F5P2");
        await Expect(Payer.By("address-country")).ToHaveValueAsync("IE");
        await Expect(Payer.By("email")).ToHaveValueAsync("known@example.org");

        await Payer.By("card-no").FillAsync("4444 3333 2222 1111");
        await Payer.By("expiry-month").FillAsync("1");
        await Payer.By("expiry-year").FillAsync(CardEntry.ExpiryYear[^2..]);
        await Payer.By("cvc").FillAsync(CardEntry.GoodSecurityCode);
        await Payer.By("cardholder-name").FillAsync("Kim Changed");
        await Payer.ContinueAsync();
        await Payer.HasTextAsync("cardholder-name", "Kim Changed");
        await Payer.HasTextAsync("expiry-date", $"01/{CardEntry.ExpiryYear[^2..]}");
        await Payer.HasTextAsync("address", "2 Low Road, Hut, Dublin, D01 F5P2, Ireland");
    }

    [Test]
    public async Task Texts_of_the_service_and_the_payer_are_texts_and_not_markup()
    {
        // The API takes no angle brackets in a description; the payer may type them.
        const string Description = "Tom & \"Jo\"'s &lt;b&gt; @(1 + 1) {{x}}";
        var payment = await CreateAsync(("description", Description));
        await Payer.OpenAsync(payment);
        await Payer.HasTextAsync("payment-description", Description);
        await Payer.FillInAsync(CardEntry.Good with { Name = "<b>\"Bo\"</b>", City = "</dd><script>1</script>" });
        await Payer.ContinueAsync();
        await Payer.HasTextAsync("payment-description", Description);
        await Payer.HasTextAsync("cardholder-name", "<b>\"Bo\"</b>");
        await Expect(Payer.By("address")).ToContainTextAsync("</dd><script>1</script>");
        await Expect(Payer.Page.Locator("dd b, dd script")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Amounts_have_two_decimals_and_no_separator()
    {
        var payment = await CreateAsync(("amount", 1_000_000));
        await Payer.OpenAsync(payment);
        await Payer.HasTextAsync("amount", "£10000.00");
        await Expect(Payer.By("amount")).ToHaveAttributeAsync("data-amount", "10000.00");
        await Payer.FillInAsync(CardEntry.Good);
        await Payer.ContinueAsync();
        await Payer.HasTextAsync("amount", "£10000.00");
    }
}
