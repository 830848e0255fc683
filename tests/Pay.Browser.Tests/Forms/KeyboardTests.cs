using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Forms;

/// <summary>Payers without a mouse (payment-pages.md section 16).</summary>
internal sealed class KeyboardTests : BrowserFixture
{
    [Test]
    public async Task A_whole_payment_by_keyboard()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await LoadedAsync();

        await PressAsync("Tab");
        await Expect(Payer.Page.Locator("a.govuk-skip-link")).ToBeFocusedAsync();
        await Expect(Payer.Page.Locator("a.govuk-skip-link")).ToBeInViewportAsync();
        await PressAsync("Enter");
        await Expect(Payer.By("main-content")).ToBeFocusedAsync();

        foreach (var (id, text) in new[]
        {
            ("card-no", CardEntry.GoodCard), ("expiry-month", "11"), ("expiry-year", CardEntry.ExpiryYear), ("cardholder-name", "Jo Key"),
            ("cvc", CardEntry.GoodSecurityCode), ("address-line-1", "1 Key Street"), ("address-line-2", ""), ("address-city", "Keytown"),
            ("address-country", "Irel"), ("address-postcode", "D01 F5P2"), ("email", "jo@example.org"),
        })
        {
            await PressAsync("Tab");
            await Expect(Payer.By(id)).ToBeFocusedAsync();
            await Payer.Page.Keyboard.TypeAsync(text);
        }

        await PressAsync("Tab");
        await Expect(Payer.By("submit-card-details")).ToBeFocusedAsync();
        await PressAsync("Enter");
        await Payer.SeesAsync("Confirm your payment");
        await Payer.HasTextAsync("address", "1 Key Street, Keytown, D01 F5P2, Ireland");

        await LoadedAsync();
        await PressAsync("Tab");
        await PressAsync("Enter");
        await PressAsync("Tab");
        await Expect(Payer.By("confirm")).ToBeFocusedAsync();
        await PressAsync("Enter");
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_error_summary_takes_the_focus_and_its_links_lead_into_the_fields(bool judgedByScript)
    {
        await Payer.OpenAsync(await CreateAsync());
        await LoadedAsync();
        if (judgedByScript)
        {
            await Payer.By("card-no").FocusAsync();
            await PressAsync("Enter");
        }
        else
        {
            await Payer.By("card-details").EvaluateAsync("form => HTMLFormElement.prototype.submit.call(form)");
        }

        await Expect(Payer.By("error-summary")).ToBeFocusedAsync();
        await Expect(Payer.By("error-summary")).ToBeInViewportAsync();
        await Expect(Payer.Page.Locator("#error-summary [role=alert]")).ToHaveCountAsync(1);
        foreach (var id in new[] { "card-no", "expiry-month", "cardholder-name", "cvc", "address-line-1", "address-city", "address-postcode", "email" })
        {
            await Payer.By($"{id}-error").FocusAsync();
            await PressAsync("Enter");
            await Expect(Payer.By(id)).ToBeFocusedAsync();
            await Expect(Payer.By(id)).ToBeInViewportAsync();
        }
    }

    [Test]
    public async Task Without_scripts_the_links_of_the_summary_lead_into_the_fields_too()
    {
        var payer = await NewPayerAsync(BrowserPayer.WithoutScripts);
        await payer.OpenAsync(await CreateAsync());
        await payer.By("submit-card-details").ClickAsync();
        await payer.By("cvc-error").FocusAsync();
        await payer.Page.Keyboard.PressAsync("Enter");
        await Expect(payer.By("cvc")).ToBeFocusedAsync();
        await Expect(payer.By("cvc")).ToBeInViewportAsync();
    }

    [TestCase("card page")]
    [TestCase("card page with errors")]
    [TestCase("confirm page")]
    [TestCase("in progress")]
    public async Task The_focus_can_be_seen_wherever_it_goes(string page)
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        switch (page)
        {
            case "card page with errors":
                await Payer.By("submit-card-details").ClickAsync();
                break;
            case "confirm page":
                await Payer.FillInAsync(CardEntry.Good);
                await Payer.ContinueAsync();
                await Payer.SeesAsync("Confirm your payment");
                break;
            case "in progress":
                await Payer.OpenAsync(payment);
                break;
        }

        await LoadedAsync();
        await Payer.Page.EvaluateAsync(
            """
            () => {
              document.activeElement?.blur();
              const look = element => {
                const style = getComputedStyle(element);
                return [style.outline, style.boxShadow, style.backgroundColor].join(" | ");
              };
              window.lookOf = look;
              window.resting = new Map([...document.querySelectorAll("a, button, input, select")].map(element => [element, look(element)]));
            }
            """);
        var stops = new List<string>();
        string stop;
        while ((stop = await TabAsync()).Length > 0)
        {
            stops.Add(stop);
            Assert.That(stop, Does.EndWith("seen"), "The focus does not show, or something covers it.");
        }

        Assert.That(stops, Has.Count.GreaterThanOrEqualTo(page == "card page" ? 14 : 3));
    }

    // Name of the next stop and whether it can be seen; empty at the end of the page.
    private async Task<string> TabAsync()
    {
        await PressAsync("Tab");
        return await Payer.Page.EvaluateAsync<string>(
            """
            () => {
              const element = document.activeElement;
              if (!element || element === document.body || element === document.documentElement || !window.resting.has(element)) return "";
              const box = element.getBoundingClientRect();
              const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
              const changed = window.resting.get(element) !== window.lookOf(element);
              const first = element.dataset.visited === undefined;
              element.dataset.visited = "";
              if (!first) return "";
              return `${element.id || element.className} ${changed ? "" : "looks the same"} ${element.contains(top) ? "" : "is covered"} `
                .trimEnd() + (changed && element.contains(top) ? " seen" : "");
            }
            """);
    }

    // The page's script is a module: it has run once the page is loaded.
    private Task LoadedAsync() => Payer.Page.WaitForLoadStateAsync(Microsoft.Playwright.LoadState.Load);

    private Task PressAsync(string key) => Payer.Page.Keyboard.PressAsync(key);
}
