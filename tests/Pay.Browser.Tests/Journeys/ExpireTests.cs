using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Journeys;

/// <summary>
/// 90 minutes after its creation an unfinished payment is over, whatever the payer does next (payment-pages.md section 9.5). Each
/// test moves the gateway's clock on; the payments of the others have ended by then.
/// </summary>
internal sealed class ExpireTests : BrowserFixture
{
    [Test]
    public async Task Looking_at_the_card_page_too_late()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        Gateway.Clock.Advance(PaymentStates.PastExpiry);
        await Payer.Page.ReloadAsync();
        await AssertExpiredAsync();
        await AssertStateAsync(payment, "failed P0020");
        await Payer.By("return-url").ClickAsync();
        await Payer.IsBackAsync(payment);
    }

    [Test]
    public async Task Sending_the_card_too_late()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good);
        Gateway.Clock.Advance(PaymentStates.PastExpiry);
        await Payer.ContinueAsync();
        await AssertExpiredAsync();
        await AssertStateAsync(payment, "failed P0020");
        Assert.That(Books.Operations(payment.Id(), "authorise"), Is.Zero);
    }

    [Test]
    public async Task Looking_at_the_confirm_page_too_late()
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        Gateway.Clock.Advance(PaymentStates.PastExpiry);
        await Payer.Page.ReloadAsync();
        await AssertExpiredAsync();
        await AssertStateAsync(payment, "failed P0020");
    }

    [Test]
    public async Task Confirming_too_late()
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        Gateway.Clock.Advance(PaymentStates.PastExpiry);
        await Payer.ConfirmAsync();
        await AssertExpiredAsync();
        await AssertStateAsync(payment, "failed P0020");
        Assert.That(Books.Operations(payment.Id(), "capture"), Is.Zero);
    }

    [Test]
    public async Task Cancelling_too_late_still_shows_that_it_expired()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        Gateway.Clock.Advance(PaymentStates.PastExpiry);
        await Payer.CancelAsync();
        await AssertExpiredAsync();
        await AssertStateAsync(payment, "failed P0020");
    }

    [Test]
    public async Task An_unused_next_url_of_an_expired_payment_leads_back_to_the_service()
    {
        var payment = await CreateAsync();
        Gateway.Clock.Advance(PaymentStates.PastExpiry);
        await Payer.OpenAsync(payment);
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "failed P0020");
    }

    [Test]
    public async Task One_minute_before_its_end_a_payment_can_still_be_paid()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good);
        Gateway.Clock.Advance(TimeSpan.FromMinutes(89));
        await Payer.ContinueAsync();
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");
    }

    private async Task AssertExpiredAsync()
    {
        await Payer.SeesAsync("Your payment session has expired");
        await Expect(Payer.Page.Locator("h1.session-expired")).ToHaveCountAsync(1);
        await Expect(Payer.Page.Locator("main")).ToContainTextAsync(
            "Your payment session has expired. This may be because you have completed your payment or your session has timed out.");
        await Payer.HasTextAsync("return-url", "Go back to try the payment again");
    }
}
