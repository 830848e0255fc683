using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Journeys;

/// <summary>
/// Impatient payers: double clicks, and the back button (payment-pages.md section 11). With scripts the page prevents the second
/// click; without them the browser drops the first request and sends a second one, and the gateway has to know better.
/// </summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class TwiceTests(bool scripts) : BrowserFixture
{
    protected override Microsoft.Playwright.BrowserNewContextOptions Profile => new() { JavaScriptEnabled = scripts };

    [Test]
    public async Task Continue_pressed_twice_authorises_once()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good);
        await Payer.By("submit-card-details").DblClickAsync();

        // The second request may find the payment authorised already; then its page leads on.
        var link = Payer.By("confirm-link");
        await Expect(link.Or(Payer.By("confirm"))).ToBeVisibleAsync();
        if (await link.IsVisibleAsync())
        {
            await link.ClickAsync();
        }

        await Payer.SeesAsync("Confirm your payment");
        Assert.That(Books.Operations(payment.Id(), "authorise"), Is.EqualTo(1));
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
        Assert.That(Books.Entered(payment.Id(), "submitted"), Is.EqualTo(1));
    }

    [Test]
    public async Task Confirm_pressed_twice_captures_once_and_leads_back()
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        await Payer.By("confirm").DblClickAsync();

        await Expect(Payer.Heading).ToHaveTextAsync(Pattern.Of("^(?:Back at the service|Your payment was successful)$"));
        if (Payer.Path.StartsWith("/card_details/", StringComparison.Ordinal))
        {
            await Payer.By("return-url").ClickAsync();
        }

        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");
        Assert.Multiple(() =>
        {
            Assert.That(Books.Operations(payment.Id(), "capture"), Is.EqualTo(1));
            Assert.That(Books.Entered(payment.Id(), "success"), Is.GreaterThanOrEqualTo(1));
        });
    }

    [Test]
    public async Task Back_from_the_confirm_page_offers_to_go_on()
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        await Payer.Page.GoBackAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}");
        await Payer.SeesAsync("Your payment is in progress");
        await Expect(Payer.By("card-details")).ToHaveCountAsync(0);
        await Payer.By("confirm-link").ClickAsync();
        await Payer.SeesAsync("Confirm your payment");
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
    }

    [Test]
    public async Task Back_from_the_service_shows_that_the_payment_was_made()
    {
        var payment = await CreateAsync();
        await Payer.PayAsync(payment);
        await Payer.Page.GoBackAsync();
        await Payer.SeesAsync("Your payment was successful");
        await Expect(Payer.Page.Locator("h1.successful")).ToHaveCountAsync(1);
        await Expect(Payer.Page.Locator("main")).ToContainTextAsync("To make any changes to your payment you’ll need to contact the service.");
        await Payer.Page.GoBackAsync();
        await Payer.SeesAsync("Your payment was successful");
        Assert.That(Books.Operations(payment.Id(), "capture"), Is.EqualTo(1));
    }

    [Test]
    public async Task Back_from_a_declined_payment_does_not_offer_the_form_again()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.With("4000000000000002"));
        await Payer.ContinueAsync();
        await Payer.By("return-url").ClickAsync();
        await Payer.IsBackAsync(payment);
        await Payer.Page.GoBackAsync();
        await Payer.SeesAsync("Your payment has been declined");
    }
}
