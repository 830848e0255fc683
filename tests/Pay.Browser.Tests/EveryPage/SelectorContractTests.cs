using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.EveryPage;

/// <summary>
/// The elements that integrators' own browser tests look for: a public interface of the product (payment-pages.md sections 5.1,
/// 5.3, 8.3, 9.1, 10 and 18). Each selector must find exactly one element.
/// </summary>
internal sealed class SelectorContractTests : PageVisits
{
    private static readonly TestCaseData[] Selectors =
    [
        new("card page", "Enter card details",
            """
            #card-details|#card-details-wrap|#card-no|#expiry-month|#expiry-year|#cardholder-name|#cvc|#address-line-1|#address-line-2|#address-city
            select#address-country|#address-postcode|#email|button#submit-card-details[type=submit]|#cancel|button#cancel-payment[name=cancel]
            #csrf[type=hidden][name=csrfToken]|#csrf2[type=hidden][name=csrfToken]|#charge-id[type=hidden][name=chargeId]
            span#amount.amount[data-amount="145.00"]|p#payment-description|#error-summary[hidden]|#error-summary-title
            #payment-summary-breakdown[hidden]|#payment-summary-breakdown-amount|#payment-summary-corporate-card-fee
            #corporate-card-surcharge-message|#expiry-date-hint|#address-hint|#email-confirmation
            .charge-new__content > #card-details-wrap > #card-details #card-no
            div.govuk-grid-row > main#main-content.charge-new.govuk-grid-column-two-thirds div.charge-new__content
            form#card-details[name=cardDetails][method=post][novalidate][action^="/card_details/"]
            form#cancel[name=cancel][method=post][action$="/cancel"]
            .test-payment-banner|.govuk-phase-banner|ul.accepted-cards > li[data-key=visa][data-credit=true][data-debit=true]
            ul.accepted-cards > li[data-key=jcb][data-credit=true][data-debit=false] > img[alt=JCB]
            [data-cy=header]|[data-cy=footer]|[data-cy=error-summary]|[data-cy=expiry-month]|[data-cy=expiry-year]|[data-cy=cardholder-name]|[data-cy=address-line-2]
            """),
        new("card page, everything missing, judged by the server", "Error: Enter card details",
            """
            #error-summary.govuk-error-summary:not([hidden])|h2#error-summary-title
            a#card-no-error[href="#card-no"]|a#expiry-month-error[href="#expiry-month"]|a#cardholder-name-error[href="#cardholder-name"]|a#cvc-error[href="#cvc"]
            a#address-line-1-error[href="#address-line-1"]|a#address-city-error[href="#address-city"]|a#address-postcode-error[href="#address-postcode"]
            a#email-error[href="#email"]
            p#error-card-no.govuk-error-message|p#error-expiry-date.govuk-error-message|p#error-cardholder-name.govuk-error-message|p#error-cvc.govuk-error-message
            p#error-address-line-1.govuk-error-message|p#error-address-city.govuk-error-message|p#error-address-postcode.govuk-error-message|p#error-email.govuk-error-message
            .charge-new__content > #card-details-wrap > #card-details #card-no
            """),
        new("confirm page", "Confirm your payment",
            """
            form#confirmation[method=post][action$="/confirm"]|button#confirm|input#chargeId[type=hidden][name=chargeId]|#card-number|#expiry-date|#cardholder-name|#address|#email
            #amount|#payment-description|form#cancel[method=post][action$="/cancel"]|button#cancel-payment|#csrf[name=csrfToken]|#csrf2[name=csrfToken]
            .govuk-grid-row > #main-content #confirm|.govuk-grid-row > main#main-content.confirm-page
            """),
        new("in progress, started", null, "a#return-url[href^='/return/']|a#card-details-link[href^='/card_details/']"),
        new("in progress, authorised", null, "a#return-url[href^='/return/']|a#confirm-link[href$='/confirm']"),
        new("in progress, provider asked", null, "a#return-url[href^='/return/']|a#confirm-link[href$='/auth_waiting']"),
        new("declined", null, "h1.qa-payment-declined|a#return-url[href^='/return/']"),
        new("provider error", null, "h1.system-error|#errorMsg|a#return-url[href^='/return/']"),
        new("capture failed", null, "a#return-url[href^='/return/']"),
        new("expired", null, "h1.session-expired|a#return-url[href^='/return/']"),
        new("cancelled by the payer", null, "h1.user-cancel|a#return-url.govuk-button[href^='/return/']"),
        new("cancelled by the service", null, "h1.system-cancel|a#return-url.govuk-button[href^='/return/']"),
        new("successful", null, "h1.successful|a#return-url[href^='/return/']"),
        new("waiting for the authorisation", "Your payment is being processed.", "#spinner > img[alt=waiting]"),
        new("waiting for the capture", null, "#spinner > img[alt=waiting]"),
        new("no session", null, "h1.session-expired"),
    ];

    // id, name, type, inputmode, pattern, autocomplete, maxlength, aria-label, text and id of the label, class of the span inside it
    private static readonly string[] Fields =
    [
        "card-no, cardNo, text, numeric, [0-9]*, cc-number, 26, -, Card number, card-no-lbl, card-no-label",
        "expiry-month, expiryMonth, text, numeric, [0-9]*, cc-exp-month, 2, -, Month, -, -",
        "expiry-year, expiryYear, text, numeric, [0-9]*, cc-exp-year, 4, -, Year, -, -",
        "cardholder-name, cardholderName, text, -, -, cc-name, 200, -, Name on card, cardholder-name-lbl, card-holder-name-label",
        "cvc, cvc, text, numeric, [0-9]*, cc-csc, 4, -, Card security code, cvc-lbl, cvc-label",
        "address-line-1, addressLine1, text, -, -, billing address-line1, 100, -, Address line 1, address-line-1-lbl, address-line-1-label",
        "address-line-2, addressLine2, text, -, -, billing address-line2, 100, -, Address line 2 (optional), address-line-2-lbl, address-line-2-label",
        "address-city, addressCity, text, -, -, billing address-level2, 100, -, Town or city, address-city-lbl, address-city-label",
        "address-country, addressCountry, -, -, -, billing country-name, -, -, Country or territory, address-country-lbl, address-country-label",
        "address-postcode, addressPostcode, text, -, -, billing postal-code, 10, -, Postcode, address-postcode-lbl, address-postcode-label",
        "email, email, email, -, -, email, 254, -, Email, email-lbl, email-label",
    ];

    [TestCaseSource(nameof(Selectors))]
    public async Task Elements_are_where_tests_look_for_them(string page, string? title, string selectors)
    {
        ArgumentNullException.ThrowIfNull(selectors);
        await VisitAsync(page);
        if (title is not null)
        {
            Assert.That(await Payer.Page.TitleAsync(), Is.EqualTo(title), "Titles are compared word for word.");
        }

        var missed = new List<string>();
        foreach (var selector in selectors.Split(['|', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (await Payer.Page.Locator(selector).CountAsync() is not 1 and var count)
            {
                missed.Add($"{selector}: {count}");
            }
        }

        Assert.That(missed, Is.Empty);
    }

    [Test]
    public async Task Fields_keep_their_names_and_hints_for_browsers()
    {
        // Without scripts, which change the length of the security code.
        var payer = await NewPayerAsync(Browsing.BrowserPayer.WithoutScripts);
        await payer.OpenAsync(await CreateAsync());
        var found = await payer.Page.Locator("#card-details :is(input:not([type=hidden]), select)").EvaluateAllAsync<string[]>(
            """
            fields => fields.map(field => {
              const label = document.querySelector(`label[for=${field.id}]`);
              const span = label.querySelector("span");
              return [
                field.id, field.name, ...["type", "inputmode", "pattern", "autocomplete", "maxlength", "aria-label"].map(name => field.getAttribute(name) ?? "-"),
                label.checkVisibility() ? label.textContent.trim() : "(hidden)", label.id || "-", span?.className || "-",
              ].join(", ");
            })
            """);
        Assert.That(found, Is.EqualTo(Fields));
    }

    [Test]
    public async Task The_expiry_date_is_a_group_with_a_legend_and_the_address_another()
    {
        await VisitAsync("card page");
        await Expect(Payer.Page.Locator("fieldset > legend#expiry-date-lbl > span.expiry-date-label")).ToHaveTextAsync("Expiry date");
        await Expect(Payer.Page.Locator("fieldset:has(#address-line-1):has(#address-postcode) > legend h2")).ToHaveTextAsync("Billing address");
        await Payer.HasTextAsync("address-hint", "This is the address associated with the card");
        await Payer.HasTextAsync("expiry-date-hint", $"For example, 10/{(DateTime.UtcNow.Year + 2) % 100:00}");
        await Expect(Payer.By("card-no-hint")).ToHaveTextAsync("Accepted credit and debit card types");
        var brands = await Payer.Page.Locator("ul.accepted-cards > li").EvaluateAllAsync<string[]>("cards => cards.map(card => card.dataset.key)");
        Assert.That(brands, Is.EquivalentTo(["visa", "master-card", "american-express", "diners-club", "discover", "jcb", "unionpay"]));
    }

    [Test]
    public async Task Every_country_can_be_chosen_and_the_united_kingdom_is()
    {
        await VisitAsync("card page");
        await Expect(Payer.Page.Locator("#address-country option")).ToHaveCountAsync(249);
        await Expect(Payer.By("address-country")).ToHaveValueAsync("GB");
        await Expect(Payer.Page.Locator("#address-country option:checked")).ToHaveTextAsync("United Kingdom");
    }

    [Test]
    public async Task The_reference_is_not_shown_to_the_payer()
    {
        foreach (var page in new[] { "card page", "confirm page" })
        {
            await VisitAsync(page);
            Assert.That(await Payer.Page.ContentAsync(), Does.Not.Contain("REF 917x"));
        }
    }
}
