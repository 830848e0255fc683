using Microsoft.Playwright;
using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Forms;

/// <summary>What the card page's script adds (payment-pages.md section 5.5).</summary>
internal sealed class ScriptTests : BrowserFixture
{
    [Test]
    public async Task A_field_is_judged_when_the_payer_leaves_it_and_freed_as_soon_as_it_is_mended()
    {
        await Payer.OpenAsync(await CreateAsync());
        await LeaveAsync("cardholder-name", "1234");
        await Payer.HasTextAsync("error-cardholder-name", "Error: Enter the name as it appears on the card");
        await LeaveAsync("address-postcode", "SW1A 1A");
        await Payer.HasTextAsync("error-address-postcode", "Error: Enter a valid postcode");
        await Expect(Payer.By("error-summary")).ToBeHiddenAsync();

        await Payer.By("address-postcode").FillAsync("SW1A 1AA");
        await Expect(Payer.By("error-address-postcode")).ToHaveCountAsync(0);
        await Expect(Payer.By("address-postcode")).Not.ToHaveClassAsync(Pattern.Class("govuk-input--error"));
        await Expect(Payer.Page.Locator(".govuk-form-group--error")).ToHaveCountAsync(1);
    }

    [Test]
    public async Task A_field_that_is_left_empty_is_not_judged_yet()
    {
        await Payer.OpenAsync(await CreateAsync());
        foreach (var (id, _) in CardEntry.Good.Texts)
        {
            await LeaveAsync(id, "");
        }

        await LeaveAsync("expiry-month", "11");
        await Expect(Payer.Page.Locator(".govuk-error-message")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Month_and_year_are_judged_as_one_date()
    {
        await Payer.OpenAsync(await CreateAsync());
        await Payer.By("expiry-month").FillAsync("11");
        await LeaveAsync("expiry-year", "20");
        await Payer.HasTextAsync("error-expiry-date", "Error: Enter an expiry date in the future");
        await Expect(Payer.By("expiry-month")).ToHaveClassAsync(Pattern.Class("govuk-input--error"));
        await Expect(Payer.By("expiry-year")).ToHaveClassAsync(Pattern.Class("govuk-input--error"));
    }

    [TestCase("4", "visa", 3)]
    [TestCase("55", "master-card", 3)]
    [TestCase("2221", "master-card", 3)]
    [TestCase("37", "american-express", 4)]
    [TestCase("36", "diners-club", 3)]
    [TestCase("6011", "discover", 3)]
    [TestCase("3528", "jcb", 3)]
    [TestCase("62", "unionpay", 3)]
    public async Task The_brand_is_recognised_while_typing(string firstDigits, string brand, int securityCodeLength)
    {
        await Payer.OpenAsync(await CreateAsync());
        await Payer.By("card-no").PressSequentiallyAsync(firstDigits);
        await Expect(Payer.Page.Locator("ul.accepted-cards > li.selected")).ToHaveCountAsync(1);
        await Expect(Payer.Page.Locator("ul.accepted-cards > li.selected")).ToHaveAttributeAsync("data-key", brand);
        await Expect(Payer.By("cvc")).ToHaveAttributeAsync("maxlength", $"{securityCodeLength}");
        await Expect(Payer.Page.Locator(".amex-cvc")).ToBeVisibleAsync(new() { Visible = securityCodeLength == 4 });
        await Expect(Payer.Page.Locator(".generic-cvc")).ToBeVisibleAsync(new() { Visible = securityCodeLength == 3 });

        await Payer.By("card-no").FillAsync("");
        await Expect(Payer.Page.Locator("ul.accepted-cards > li.selected")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task The_server_is_asked_about_a_number_that_looks_right()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        var answer = await Payer.Page.RunAndWaitForResponseAsync(
            () => LeaveAsync("card-no", CardEntry.GoodCard), response => response.Url.EndsWith($"/check_card/{payment.Id()}", StringComparison.Ordinal));
        var card = await answer.JsonAsync();
        Assert.Multiple(() =>
        {
            Assert.That(answer.Status, Is.EqualTo(200));
            Assert.That(card?.GetProperty("accepted").GetBoolean(), Is.True);
            Assert.That(card?.GetProperty("type").GetString(), Is.EqualTo("CREDIT"));
        });
        await Expect(Payer.By("error-card-no")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_refusal_by_the_server_is_shown_beside_the_number_and_stops_the_form()
    {
        var payment = await CreateAsync();
        await Payer.Context.RouteAsync("**/check_card/*", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "application/json", Body = """{"accepted":false,"message":"Visa credit cards are not supported"}""",
        }));
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good);
        await Payer.HasTextAsync("error-card-no", "Error: Visa credit cards are not supported");
        await Payer.By("submit-card-details").ClickAsync();
        await Payer.HasTextAsync("card-no-error", "Visa credit cards are not supported");
        Assert.That(Payer.Watch.GatewayRequests, Does.Not.Contain($"POST /card_details/{payment.Id()}"));

        await Payer.By("card-no").FillAsync("5105105105105100");
        await Expect(Payer.By("error-card-no")).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Maestro_is_refused_while_typing()
    {
        await Payer.OpenAsync(await CreateAsync());
        await LeaveAsync("card-no", "6759649826438453");
        await Payer.HasTextAsync("error-card-no", Pattern.Of("This card type is not accepted|Maestro is not supported"));
    }

    [Test]
    public async Task A_look_up_that_fails_does_not_stop_the_payment()
    {
        var payment = await CreateAsync();
        await Payer.Context.RouteAsync("**/check_card/*", route => route.FulfillAsync(new RouteFulfillOptions { Status = 500, Body = "oh" }));
        await Payer.PayAsync(payment);
        await AssertStateAsync(payment, "success");
    }

    [Test]
    public async Task A_page_whose_script_does_not_load_still_pays()
    {
        var payment = await CreateAsync();
        await Payer.Context.RouteAsync("**/*.js", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "text/javascript", Body = "" }));
        await Payer.OpenAsync(payment);
        await Payer.FillInAsync(CardEntry.Good with { City = "" });
        await Payer.SubmitCardFormAsync();
        await Payer.HasTextAsync("address-city-error", "Enter a valid town/city");
        await Payer.FillInAsync(CardEntry.Good);
        await Payer.ContinueAsync();
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
    }

    [Test]
    public async Task The_email_is_read_back_to_the_payer()
    {
        await Payer.OpenAsync(await CreateAsync());
        await Expect(Payer.By("email-confirmation")).ToBeHiddenAsync();
        await Payer.By("email").FillAsync("<b>sian</b>@example.org");
        await Payer.HasTextAsync("email-confirmation", "An email will be sent to: <b>sian</b>@example.org");
        await Payer.By("email").FillAsync("");
        await Expect(Payer.By("email-confirmation")).ToBeHiddenAsync();
    }

    private async Task LeaveAsync(string id, string text)
    {
        await Payer.By(id).FocusAsync();
        await Payer.By(id).FillAsync(text);
        await Payer.By(id).BlurAsync();
    }
}
