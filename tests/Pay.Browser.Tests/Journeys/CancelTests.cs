using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Journeys;

/// <summary>Payers and services that change their mind (payment-pages.md sections 9.3, 9.4 and 11).</summary>
internal sealed class CancelTests : BrowserFixture
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Cancelling_on_the_card_page_takes_nothing_and_leads_back(bool scripts)
    {
        var payer = scripts ? Payer : await NewPayerAsync(BrowserPayer.WithoutScripts);
        var payment = await CreateAsync();
        await payer.OpenAsync(payment);
        await payer.CancelAsync();
        await AssertCancelledAsync(payer, payment.Id());

        await payer.By("return-url").ClickAsync();
        await payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "failed P0030");
        Assert.That(Books.Operations(payment.Id(), "cancel"), Is.Zero, "There was nothing to give back.");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Cancelling_on_the_confirm_page_gives_the_authorisation_back(bool scripts)
    {
        var payer = scripts ? Payer : await NewPayerAsync(BrowserPayer.WithoutScripts);
        var payment = await CreateAsync();
        await payer.AuthoriseAsync(payment);
        await payer.CancelAsync();
        await AssertCancelledAsync(payer, payment.Id());
        await AssertStateAsync(payment, "failed P0030");
        Assert.Multiple(() =>
        {
            Assert.That(Books.Operations(payment.Id(), "cancel"), Is.EqualTo(1));
            Assert.That(Books.Operations(payment.Id(), "capture"), Is.Zero);
        });

        await payer.By("return-url").ClickAsync();
        await payer.IsBackAsync(payment);
    }

    [Test]
    public async Task Sending_the_cancelled_form_again_shows_the_same_page()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.CancelAsync();
        await Payer.Page.ReloadAsync();
        await AssertCancelledAsync(Payer, payment.Id());
        Assert.That(Books.Entered(payment.Id(), "failed"), Is.EqualTo(1));
    }

    [Test]
    public async Task Going_back_from_an_unfinished_payment_cancels_it()
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        await Payer.GoAsync($"/card_details/{payment.Id()}");
        await Payer.SeesAsync("Your payment is in progress");
        await Payer.By("return-url").ClickAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "failed P0030");
        Assert.That(Books.Operations(payment.Id(), "cancel"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_service_cancels_while_the_payer_types()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good);
        Assert.That((await Gateway.PostAsync($"/v1/payments/{payment.Id()}/cancel")).Status, Is.EqualTo(204));
        await Payer.ContinueAsync();
        await AssertCancelledByServiceAsync();
        Assert.That(Books.Operations(payment.Id(), "authorise"), Is.Zero);
        await Payer.By("return-url").ClickAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "cancelled P0040");
    }

    [Test]
    public async Task The_service_cancels_while_the_payer_reads_the_confirm_page()
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        Assert.That((await Gateway.PostAsync($"/v1/payments/{payment.Id()}/cancel")).Status, Is.EqualTo(204));
        await Payer.ConfirmAsync();
        await AssertCancelledByServiceAsync();
        await AssertStateAsync(payment, "cancelled P0040");
        Assert.That(Books.Operations(payment.Id(), "capture"), Is.Zero);
    }

    private static async Task AssertCancelledAsync(BrowserPayer payer, string paymentId)
    {
        await payer.SeesAsync("Your payment has been cancelled");
        await payer.IsAtAsync($"/card_details/{paymentId}/cancel");
        await Expect(payer.Page.Locator("h1.user-cancel")).ToHaveCountAsync(1);
        await Expect(payer.Page.Locator("main")).ToContainTextAsync("No money has been taken from your account.");
        await Expect(payer.Page.Locator("a#return-url.govuk-button")).ToHaveTextAsync("Continue");
    }

    private async Task AssertCancelledByServiceAsync()
    {
        await Payer.SeesAsync("Payment cancelled");
        await Expect(Payer.Page.Locator("h1.system-cancel")).ToHaveCountAsync(1);
        await Expect(Payer.Page.Locator("main")).ToContainTextAsync(
            "The service you’re trying to pay has cancelled your payment. No money has been taken from your account.");
        await Expect(Payer.Page.Locator("a#return-url.govuk-button")).ToHaveTextAsync("Continue");
    }
}
