using System.Text.Json.Nodes;
using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Journeys;

/// <summary>Payers who come again, by a fresh next_url or by a spent one (payment-pages.md section 3).</summary>
internal sealed class ResumeTests : BrowserFixture
{
    [Test]
    public async Task A_fresh_next_url_leads_to_the_card_page_and_on_to_the_end()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.By("cardholder-name").FillAsync("Not kept");

        await Payer.OpenAsync(await ReadAsync(payment));
        await Payer.IsAtAsync($"/card_details/{payment.Id()}");
        await Expect(Payer.By("cardholder-name")).ToHaveValueAsync("");
        await Payer.FillInAsync(CardEntry.Good);
        await Payer.ContinueAsync();
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
    }

    [Test]
    public async Task A_fresh_next_url_leads_another_browser_to_the_confirm_page()
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);

        var phone = await NewPayerAsync();
        await phone.OpenAsync(await ReadAsync(payment));
        await phone.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        await phone.ConfirmAsync();
        await phone.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");
        Assert.That(Books.Operations(payment.Id(), "authorise"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_fresh_next_url_leads_to_the_waiting_page_while_the_provider_is_asked()
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        var fresh = await ReadAsync(payment);
        Books.PutInto(payment.Id(), "authorisation_ready");
        await Payer.OpenAsync(fresh);
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/auth_waiting");
        await Payer.SeesAsync("Checking card details");
        Books.PutInto(payment.Id(), "authorisation_success");
        await Payer.SeesAsync("Confirm your payment");
    }

    [Test]
    public async Task An_unused_next_url_of_a_finished_payment_leads_back_to_the_service()
    {
        var payment = await CreateAsync();
        var unused = await ReadAsync(payment);
        await Payer.PayAsync(payment);

        var other = await NewPayerAsync();
        await other.OpenAsync(unused);
        await other.IsBackAsync(payment);
    }

    [Test]
    public async Task A_spent_next_url_in_the_same_browser_offers_to_go_on()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        var answer = await Payer.OpenAsync(payment);
        Assert.That(answer.Status, Is.EqualTo(200));
        await Payer.SeesAsync("Your payment is in progress");
        await Expect(Payer.Page.Locator("main")).ToContainTextAsync("You can either:");
        await Payer.HasTextAsync("return-url", "Cancel and go back to try the payment again");
        await Payer.HasTextAsync("card-details-link", "Continue with your payment");
        await Payer.By("card-details-link").ClickAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}");
        await Payer.SeesAsync("Enter card details");
    }

    [Test]
    public async Task A_spent_next_url_leads_the_same_browser_on_to_the_confirm_page()
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        await Payer.OpenAsync(payment);
        await Payer.SeesAsync("Your payment is in progress");
        await Payer.By("confirm-link").ClickAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
    }

    [Test]
    public async Task A_spent_next_url_of_a_paid_payment_shows_that_it_was_paid()
    {
        var payment = await CreateAsync();
        await Payer.PayAsync(payment);
        await Payer.OpenAsync(payment);
        await Payer.SeesAsync("Your payment was successful");
        await Expect(Payer.Page.Locator("main")).Not.ToContainTextAsync("No money has been taken");
        await Payer.HasTextAsync("return-url", "View your payment summary");
        await Payer.By("return-url").ClickAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");
    }

    [TestCase("created")]
    [TestCase("success")]
    public async Task A_spent_next_url_tells_another_browser_nothing(string state)
    {
        var payment = await CreateAsync();
        await (state == "created" ? Payer.OpenAsync(payment) : Payer.PayAsync(payment));

        var stranger = await NewPayerAsync();
        var answer = await stranger.OpenAsync(payment);
        Assert.That(answer.Status, Is.EqualTo(403));
        await AssertTellsNothingAsync(stranger, payment);
    }

    [TestCase("/secure/00000000-0000-4000-8000-000000000000")]
    [TestCase("/secure/nonsense")]
    public async Task A_made_up_next_url_tells_nothing(string url)
    {
        var answer = await Payer.GoAsync(url);
        Assert.That(answer.Status, Is.EqualTo(403));
        await AssertTellsNothingAsync(Payer, payment: null);
    }

    [TestCase("/card_details/{0}")]
    [TestCase("/card_details/{0}/confirm")]
    [TestCase("/card_details/{0}/auth_waiting")]
    [TestCase("/return/{0}")]
    public async Task Knowing_the_id_of_a_payment_gives_nothing(string path)
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);

        var stranger = await NewPayerAsync();
        var answer = await stranger.GoAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, payment.Id()));
        Assert.That(answer.Status, Is.EqualTo(403));
        await AssertTellsNothingAsync(stranger, payment);
        await AssertStateAsync(payment, "submitted");
    }

    [Test]
    public async Task A_service_can_post_the_payer_here()
    {
        var payment = await CreateAsync();
        var link = payment["_links"]!["next_url_post"]!;
        var form = Service.Serve(
            "/checkout",
            $"""
            <!DOCTYPE html><html lang=en><title>Checkout</title><h1>Checkout</h1>
            <form method=post action="{link["href"]}"><input type=hidden name=chargeTokenId value="{link["params"]!["chargeTokenId"]}">
            <button id=pay>Pay</button></form>
            """);

        // The browser has another payment open: a form from another site comes without its cookie, and must not make it forget.
        var other = await CreateAsync();
        await Payer.OpenAsync(other);
        await Payer.GoAsync(form);
        await Payer.By("pay").ClickAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}");
        await Payer.FillInAsync(CardEntry.Good);
        await Payer.ContinueAsync();
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");

        await Payer.GoAsync($"/card_details/{other.Id()}");
        await Payer.SeesAsync("Enter card details");
    }

    private static async Task AssertTellsNothingAsync(BrowserPayer stranger, JsonObject? payment)
    {
        await stranger.SeesAsync("Your payment session has expired");
        await Expect(stranger.Page.Locator("h1.session-expired")).ToHaveCountAsync(1);
        await Expect(stranger.By("return-url")).ToHaveCountAsync(0);
        await Expect(stranger.Page.Locator("main a")).ToHaveCountAsync(0);
        var page = await stranger.Page.ContentAsync();
        Assert.That(await stranger.Context.CookiesAsync(), Is.Empty);
        if (payment is not null)
        {
            Assert.That(page, Does.Not.Contain(payment.Id()).And.Not.Contain("145.00").And.Not.Contain("fishing").And.Not.Contain("localhost"));
        }
    }
}
