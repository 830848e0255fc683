using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Journeys;

/// <summary>Cards that the provider or the form refuses (payment-pages.md sections 5.6, 6, 10 and 17).</summary>
internal sealed class DeclineTests : BrowserFixture
{
    [TestCase("4000000000000002")]
    [TestCase("4000000000000069")]
    [TestCase("4000000000000127")]
    public async Task A_declined_card_ends_the_payment_and_leads_back(string number)
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.With(number));
        await Payer.ContinueAsync();

        await Payer.IsAtAsync($"/card_details/{payment.Id()}");
        await Payer.SeesAsync("Your payment has been declined");
        await Expect(Payer.Page.Locator("h1.qa-payment-declined")).ToHaveCountAsync(1);
        await Expect(Payer.Page.Locator("main")).ToContainTextAsync("No money has been taken from your account. Contact your bank for more details.");
        await AssertStateAsync(payment, "failed P0010");

        await Payer.By("return-url").ClickAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "failed P0010");
    }

    [TestCase("4000000000000119", TestName = "The card for errors")]
    [TestCase("4539578763621486", TestName = "A number that the sandbox does not know")]
    public async Task A_provider_error_says_so_and_leads_back(string number)
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.With(number));
        var answer = await Payer.Page.RunAndWaitForResponseAsync(
            () => Payer.By("submit-card-details").ClickAsync(), response => response.Request.Method == "POST" && response.Request.IsNavigationRequest);

        await Payer.SeesAsync("We’re experiencing technical problems");
        await Expect(Payer.Page.Locator("h1.system-error")).ToHaveCountAsync(1);
        await Payer.HasTextAsync("errorMsg", "No money has been taken from your account.");
        Assert.That(answer.Status, Is.EqualTo(500));
        await AssertStateAsync(payment, "error P0050");

        await Payer.By("return-url").ClickAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "error P0050");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Maestro_is_refused_in_the_form_and_another_card_still_pays(bool scripts)
    {
        var payer = scripts ? Payer : await NewPayerAsync(BrowserPayer.WithoutScripts);
        var payment = await CreateAsync();
        await payer.OpenAsync(payment);
        await payer.FillInAsync(CardEntry.With("6759649826438453"));
        await payer.SubmitCardFormAsync();

        var refusal = Pattern.Of("This card type is not accepted|Maestro is not supported");
        await payer.HasTextAsync("error-card-no", refusal);
        await payer.HasTextAsync("card-no-error", refusal);
        await payer.IsAtAsync($"/card_details/{payment.Id()}");
        await AssertStateAsync(payment, "started");
        Assert.That(Books.Operations(payment.Id(), "authorise"), Is.Zero);

        await payer.FillInAsync(CardEntry.Good);
        await payer.ContinueAsync();
        await payer.ConfirmAsync();
        await payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");
    }
}
