using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;

namespace Pay.Browser.Tests.Journeys;

/// <summary>Two people at once, and one person with several tabs (payment-pages.md sections 4 and 11).</summary>
internal sealed class SeveralPaymentsTests : BrowserFixture
{
    [Test]
    public async Task Two_payers_at_once_each_pay_their_own()
    {
        var (first, second) = (await CreateAsync(("description", "For one")), await CreateAsync(("description", "For two"), ("amount", 200)));
        var other = await NewPayerAsync();

        await Task.WhenAll(Payer.AuthoriseAsync(first), other.AuthoriseAsync(second, CardEntry.With("5105105105105100")));
        await Payer.HasTextAsync("payment-description", "For one");
        await other.HasTextAsync("payment-description", "For two");
        await Payer.HasTextAsync("card-number", "●●●●●●●●●●●●1111");
        await other.HasTextAsync("card-number", "●●●●●●●●●●●●5100");

        Assert.That((await other.GoAsync($"/card_details/{first.Id()}/confirm")).Status, Is.EqualTo(403));
        await other.GoAsync($"/card_details/{second.Id()}/confirm");
        await Task.WhenAll(Payer.ConfirmAsync(), other.ConfirmAsync());
        await Payer.IsBackAsync(first);
        await other.IsBackAsync(second);
        await AssertStateAsync(first, "success");
        await AssertStateAsync(second, "success");
    }

    [Test]
    public async Task Several_payments_in_tabs_of_one_browser_do_not_disturb_each_other()
    {
        const int TabsMax = 4;
        var payments = new List<System.Text.Json.Nodes.JsonObject>();
        var tabs = new List<Microsoft.Playwright.IPage>();
        for (var tab = 0; tab < TabsMax; tab++)
        {
            payments.Add(await CreateAsync(("description", $"Number {tab}")));
            await Payer.NewTabAsync();
            tabs.Add(Payer.Page);
            await Payer.OpenAsync(payments[tab]);
        }

        // Step by step through all tabs, last one first, so that every step happens while the others are open.
        for (var tab = TabsMax - 1; tab >= 0; tab--)
        {
            Payer.LookAt(tabs[tab]);
            await Payer.FillInAsync(CardEntry.Good);
            await Payer.ContinueAsync();
            await Payer.IsAtAsync($"/card_details/{payments[tab].Id()}/confirm");
        }

        for (var tab = 0; tab < TabsMax; tab++)
        {
            Payer.LookAt(tabs[tab]);
            await Payer.HasTextAsync("payment-description", $"Number {tab}");
            await Payer.ConfirmAsync();
            await Payer.IsBackAsync(payments[tab]);
            await AssertStateAsync(payments[tab], "success");
        }
    }

    [Test]
    public async Task One_payment_in_two_tabs_is_paid_once()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good);
        var first = await Payer.NewTabAsync();
        await Payer.GoAsync($"/card_details/{payment.Id()}");
        await Payer.FillInAsync(CardEntry.With("5105105105105100"));
        await Payer.ContinueAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");

        var second = Payer.Page;
        Payer.LookAt(first);
        await Payer.ContinueAsync();
        await Payer.SeesAsync("Your payment is in progress");
        Payer.LookAt(second);
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
        Payer.LookAt(first);
        await Payer.By("confirm-link").ClickAsync();
        await Payer.SeesAsync("Your payment was successful");
        Assert.Multiple(() =>
        {
            Assert.That(Books.Operations(payment.Id(), "authorise"), Is.EqualTo(1));
            Assert.That(Books.Operations(payment.Id(), "capture"), Is.EqualTo(1));
        });
    }
}
