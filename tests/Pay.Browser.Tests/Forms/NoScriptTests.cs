using Microsoft.Playwright;
using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Forms;

/// <summary>Everything works without a script (payment-pages.md sections 5.3, 5.6 and 16).</summary>
internal sealed class NoScriptTests : BrowserFixture
{
    protected override BrowserNewContextOptions Profile => BrowserPayer.WithoutScripts;

    [Test]
    public async Task A_payment_from_end_to_end()
    {
        var payment = await CreateAsync();
        await Payer.PayAsync(payment);
        await AssertStateAsync(payment, "success");
    }

    [Test]
    public async Task Number_expiry_and_security_code_come_back_empty_and_the_rest_is_kept()
    {
        await Payer.OpenAsync(await CreateAsync());
        await Payer.FillInAsync(CardEntry.Good with
        {
            Email = "not an address", Line2 = "Flat 2", Country = "IE", Postcode = "D01 F5P2",
        });
        var answer = await Payer.Page.RunAndWaitForResponseAsync(
            () => Payer.By("submit-card-details").ClickAsync(), response => response.Request.Method == "POST");
        Assert.That(answer.Status, Is.EqualTo(200));

        foreach (var id in new[] { "card-no", "expiry-month", "expiry-year", "cvc" })
        {
            await Expect(Payer.By(id)).ToHaveValueAsync("");
            Assert.That(await Payer.By(id).GetAttributeAsync("value"), Is.Null.Or.Empty, id);
        }

        await Expect(Payer.By("cardholder-name")).ToHaveValueAsync("Siân O’Neill");
        await Expect(Payer.By("address-line-1")).ToHaveValueAsync("1 High Street");
        await Expect(Payer.By("address-line-2")).ToHaveValueAsync("Flat 2");
        await Expect(Payer.By("address-city")).ToHaveValueAsync("Caerdydd");
        await Expect(Payer.By("address-country")).ToHaveValueAsync("IE");
        await Expect(Payer.By("address-postcode")).ToHaveValueAsync("D01 F5P2");
        await Expect(Payer.By("email")).ToHaveValueAsync("not an address");

        var html = await answer.TextAsync();
        Assert.That(html, Does.Not.Contain(CardEntry.GoodCard).And.Not.Contain("4444 3333").And.Not.Contain($"\"{CardEntry.GoodSecurityCode}\""));
        Assert.That(await Payer.Watch.PagesReadAsync(), Is.GreaterThanOrEqualTo(2));
    }

    [Test]
    public async Task Both_kinds_of_security_code_are_explained()
    {
        await Payer.OpenAsync(await CreateAsync());
        await Expect(Payer.Page.Locator(".generic-cvc")).ToHaveTextAsync("The last 3 digits on the back of the card");
        await Expect(Payer.Page.Locator(".generic-cvc")).ToBeVisibleAsync();
        await Expect(Payer.Page.Locator(".amex-cvc")).ToHaveTextAsync("The last 4 digits after the card number on the front");
        await Expect(Payer.Page.Locator(".amex-cvc")).ToBeVisibleAsync();
        await Expect(Payer.By("cvc-hint")).ToContainTextAsync("For American Express,");
    }

    [Test]
    public async Task The_waiting_page_moves_on_by_itself()
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        Books.PutInto(payment.Id(), "authorisation_ready");
        await Payer.GoAsync($"/card_details/{payment.Id()}/auth_waiting");
        await Payer.SeesAsync("Checking card details");
        await Expect(Payer.Page).ToHaveTitleAsync("Your payment is being processed.");
        await Expect(Payer.Page.Locator("#spinner img")).ToHaveAttributeAsync("alt", "waiting");
        await Expect(Payer.Page.Locator("meta[http-equiv=refresh]")).ToHaveAttributeAsync("content", "2");

        Books.PutInto(payment.Id(), "authorisation_success");
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
    }
}
