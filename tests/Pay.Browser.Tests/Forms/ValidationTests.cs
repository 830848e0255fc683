using Microsoft.Playwright;
using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Forms;

/// <summary>
/// What the card page refuses, with which words, in which places: once judged by the page's script, once by the server. Both must
/// say the same (payment-pages.md sections 5.5, 5.6 and 8).
/// </summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class ValidationTests(bool scripts) : BrowserFixture
{
    private const string SummaryTitle = "The following fields are missing or contain errors";

    protected override BrowserNewContextOptions Profile => new() { JavaScriptEnabled = scripts };

    [TestCaseSource(typeof(RefusedEntry), nameof(RefusedEntry.Fields))]
    public async Task One_fault_is_named_in_the_summary_and_beside_the_field(string field)
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        var faults = RefusedEntry.All.Where(entry => entry.Field == field).ToList();
        foreach (var refused in faults)
        {
            await Payer.FillInAsync(refused.Card);
            Payer.Watch.Secrets.Clear();
            await (scripts ? Payer.SubmitCardFormAsync() : Payer.ContinueAsync());
            await AssertRefusedAsync(refused);
        }

        var sent = Payer.Watch.GatewayRequests.Count(request => request == $"POST /card_details/{payment.Id()}");
        Assert.That(sent, Is.EqualTo(scripts ? 0 : faults.Count), "The script judges before anything is sent; without it the server does.");
        await AssertStateAsync(payment, "started");
        Assert.That(Books.Operations(payment.Id(), "authorise"), Is.Zero);
    }

    [Test]
    public async Task An_empty_form_names_every_field_in_the_order_of_the_page()
    {
        await Payer.OpenAsync(await CreateAsync());
        await Payer.By("submit-card-details").ClickAsync();
        await Expect(Payer.Page.Locator("#error-summary li a")).ToHaveTextAsync(
        [
            "Enter a valid card number", "Enter a valid expiry date", "Enter a valid name", "Enter a valid card security code",
            "Enter a valid address line 1", "Enter a valid town/city", "Enter a valid postcode", "Enter a valid email",
        ]);
        var ids = await Payer.Page.Locator("#error-summary li a").EvaluateAllAsync<string[]>("links => links.map(link => link.id)");
        Assert.That(ids, Is.EqualTo(
        [
            "card-no-error", "expiry-month-error", "cardholder-name-error", "cvc-error",
            "address-line-1-error", "address-city-error", "address-postcode-error", "email-error",
        ]));
        await Expect(Payer.By("expiry-year")).ToHaveClassAsync(
            Pattern.Class("govuk-input--error"));
    }

    [Test]
    public async Task After_a_fault_the_payer_corrects_it_and_pays()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good with { Postcode = "SW1A 1A", Number = "4444333322221112" });
        await Payer.SubmitCardFormAsync();
        await Expect(Payer.Page.Locator("#error-summary li")).ToHaveCountAsync(2);

        await Payer.FillInAsync(CardEntry.Good);
        await Payer.ContinueAsync();
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");
    }

    [TestCase("4444 3333  2222 1111", "917", "1", "2 digits")]
    [TestCase("371449635398431", "917", "01", "4 digits")]
    [TestCase("4444333322221111", "9174", "12", "4 digits")]
    public async Task What_looks_odd_but_is_allowed_is_taken(string number, string securityCode, string month, string year)
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good with
        {
            Number = number,
            SecurityCode = securityCode,
            Month = month,
            Year = year == "2 digits" ? CardEntry.ExpiryYear[^2..] : CardEntry.ExpiryYear,
            Name = "张伟 d’Oß",
            Country = "FR",
            Postcode = "12345",
            Email = "o'neill+pay@sub.example.gov.uk",
        });
        await Payer.ContinueAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
        await Payer.HasTextAsync("cardholder-name", "张伟 d’Oß");
        await Payer.HasTextAsync("expiry-date", $"{month.PadLeft(2, '0')}/{CardEntry.ExpiryYear[^2..]}");
    }

    [Test]
    public async Task The_current_month_is_not_over_yet()
    {
        var now = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Europe/London"));
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good with { Month = $"{now.Month}", Year = $"{now.Year}" });
        await Payer.ContinueAsync();
        await Payer.IsAtAsync($"/card_details/{payment.Id()}/confirm");
    }

    private async Task AssertRefusedAsync(RefusedEntry refused)
    {
        var what = $"{refused}: ";
        await Expect(Payer.Page.Locator("#error-summary li")).ToHaveTextAsync([refused.Summary ?? refused.Message]);
        await Payer.HasTextAsync(refused.MessageId, $"Error: {refused.Message}");
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(await Payer.By("error-summary-title").InnerTextAsync(), Is.EqualTo(SummaryTitle), what);
            Assert.That(await Payer.By(refused.SummaryId).InnerTextAsync(), Is.EqualTo(refused.Summary ?? refused.Message), what);
            Assert.That(await Payer.By(refused.SummaryId).GetAttributeAsync("href"), Is.EqualTo($"#{refused.FocusId}"), what);
            Assert.That(await Payer.Page.Locator("p.govuk-error-message").CountAsync(), Is.EqualTo(1), what);
            Assert.That(await Payer.Page.Locator($"#{refused.MessageId}.govuk-error-message").CountAsync(), Is.EqualTo(1), what);
            Assert.That(await Payer.Page.Locator(".govuk-form-group--error").CountAsync(), Is.EqualTo(1), what);
            Assert.That(await Payer.Page.Locator($".govuk-form-group--error #{refused.FocusId}.govuk-input--error").CountAsync(), Is.EqualTo(1), what);
            Assert.That(await Payer.By(refused.FocusId).GetAttributeAsync("aria-describedby"), Does.Match($"(^| ){refused.MessageId}( |$)"), what);
            Assert.That(await Payer.Page.TitleAsync(), Is.EqualTo("Error: Enter card details"), what);
        });
    }
}
