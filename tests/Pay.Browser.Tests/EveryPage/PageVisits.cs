using Microsoft.Playwright;
using Pay.Browser.Tests.Browsing;
using Pay.Gateway.Tests;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.EveryPage;

/// <summary>
/// A fixture that looks at every page that a payer can see, one after the other, in its normal and its error states. What is
/// looked for is the fixture's own.
/// </summary>
internal abstract class PageVisits : BrowserFixture
{
    private const string LongWord = "Lizenzgebührenordnungsverlängerungsantragsformularausfüllhilfestellungsbescheinigung";

    /// <summary>Every page by a name that tells when a payer sees it.</summary>
    protected static IReadOnlyList<string> Names { get; } = [.. Ways().Select(way => way.Name)];

    /// <summary>Brings the payer to the page of that name; it is loaded and stands still.</summary>
    protected async Task VisitAsync(string name)
    {
        // Waiting pages reload themselves by script, which would take them away while they are looked at.
        await Payer.Context.AddInitScriptAsync(
            """
            const setTimer = window.setTimeout;
            window.setTimeout = (run, after, ...more) => String(run).includes("location.reload") ? 0 : setTimer(run, after, ...more);
            """);
        var (_, heading, go) = Ways().Single(way => way.Name == name);
        await go(this);
        await Payer.SeesAsync(heading);
        await Payer.Page.WaitForLoadStateAsync(LoadState.Load);
    }

    private static (string Name, string Heading, Func<PageVisits, Task> Go)[] Ways() =>
    [
        ("card page", "Enter card details", page => page.OpenCardPageAsync()),
        ("card page, everything missing, judged by the script", "Enter card details", page => page.SubmitEmptyAsync(byScript: true)),
        ("card page, everything missing, judged by the server", "Enter card details", page => page.SubmitEmptyAsync(byScript: false)),
        ("card page, a card that is not accepted", "Enter card details", page => page.TypeMaestroAsync()),
        ("card page, American Express recognised", "Enter card details", page => page.TypeAmexAsync()),
        ("card page with the longest texts", "Enter card details", page => page.OpenLongestAsync()),
        ("card page in Welsh, everything missing", "Rhowch fanylion y cerdyn", page => page.SubmitEmptyAsync(byScript: false, "cy")),
        ("confirm page", "Confirm your payment", async page => await page.Payer.AuthoriseAsync(await page.CreateAsync())),
        ("confirm page with the longest texts", "Confirm your payment", page => page.ConfirmLongestAsync()),
        ("confirm page in Welsh", "Cadarnhau eich taliad", async page => await page.Payer.AuthoriseAsync(await page.CreateAsync(("language", "cy")))),
        ("in progress, started", "Your payment is in progress", page => page.UseTokenTwiceAsync()),
        ("in progress, authorised", "Your payment is in progress", page => page.AuthoriseAndGoToCardPageAsync("authorisation_success")),
        ("in progress, provider asked", "Your payment is in progress", page => page.AuthoriseAndGoToCardPageAsync("authorisation_ready")),
        ("at the bank", "Your bank is checking your details", page => page.GoToBankAsync()),
        ("declined", "Your payment has been declined", page => page.PayWithAsync("4000000000000002")),
        ("provider error", "We’re experiencing technical problems", page => page.PayWithAsync("4000000000000119")),
        ("form without its token", "We’re experiencing technical problems", page => page.SpoilTokenAsync()),
        ("capture failed", "Your payment was unsuccessful", page => page.AuthoriseAndGoToCardPageAsync("capture_error")),
        ("expired", "Your payment session has expired", page => page.ExpireAsync()),
        ("cancelled by the payer", "Your payment has been cancelled", page => page.CancelOnCardPageAsync()),
        ("cancelled by the service", "Payment cancelled", page => page.CancelByServiceAsync()),
        ("successful", "Your payment was successful", page => page.PayAndGoToCardPageAsync()),
        ("waiting for the authorisation", "Checking card details", page => page.WaitAsync("authorisation_ready", "auth_waiting")),
        ("waiting for long", "Checking card details", page => page.WaitLongAsync()),
        ("waiting for the capture", "Processing card details", page => page.WaitAsync("capture_ready", "capture_waiting")),
        ("no session", "Your payment session has expired", page => page.Payer.GoAsync("/secure/00000000-0000-4000-8000-000000000000")),
        ("unknown path", "Page cannot be found", page => page.Payer.GoAsync("/there/is/nothing/here")),
        ("https needed", "This page needs a secure connection", page => page.ComeThroughProxyAsync()),
        ("start page", "Pay gateway", page => page.Payer.GoAsync("/")),
    ];

    private async Task GoToBankAsync()
    {
        await Gateway.Database.WriteAsync(session => session.ExecuteAsync("UPDATE accounts SET requires_3ds = 1 WHERE account_id = 'sandbox'"));
        await Payer.OpenAsync(await CreateAsync());
        await Payer.FillInAsync(CardEntry.With("4000002500003155"));
        await Payer.ContinueAsync();
        await Expect(Payer.Page.FrameLocator("iframe.iframe-3ds").Locator("#authorise")).ToBeVisibleAsync();
    }

    private async Task OpenCardPageAsync() => await Payer.OpenAsync(await CreateAsync());

    private async Task SubmitEmptyAsync(bool byScript, string language = "en")
    {
        await Payer.OpenAsync(await CreateAsync(("language", language)));
        if (byScript)
        {
            await Payer.By("submit-card-details").ClickAsync();
        }
        else
        {
            // Past the page's script, which would not let it through.
            await Payer.Page.RunAndWaitForResponseAsync(
                () => Payer.By("card-details").EvaluateAsync("form => HTMLFormElement.prototype.submit.call(form)"),
                response => response.Request.Method == "POST" && response.Request.IsNavigationRequest);
        }

        await Expect(Payer.Page.Locator("#error-summary li")).ToHaveCountAsync(8);
    }

    private async Task TypeMaestroAsync()
    {
        await OpenCardPageAsync();
        await Payer.By("card-no").FillAsync("6759649826438453");
        await Payer.By("card-no").BlurAsync();
        await Expect(Payer.By("error-card-no")).ToBeVisibleAsync();
    }

    private async Task TypeAmexAsync()
    {
        await OpenCardPageAsync();
        await Payer.By("card-no").FillAsync("371449635398431");
        await Expect(Payer.Page.Locator(".amex-cvc")).ToBeVisibleAsync();
        await Payer.By("email").FillAsync("somebody@example.org");
    }

    private async Task OpenLongestAsync() => await Payer.OpenAsync(await CreateAsync(
        ("description", string.Concat(Enumerable.Repeat(LongWord, 4))[..255]), ("amount", 10_000_000)));

    private async Task ConfirmLongestAsync()
    {
        await OpenLongestAsync();
        await Payer.FillInAsync(CardEntry.Good with
        {
            Name = LongWord,
            Line1 = LongWord,
            Line2 = LongWord,
            City = LongWord,
            Email = $"{new string('a', 64)}@{new string('b', 60)}.{new string('c', 60)}.example.org",
        });
        await Payer.ContinueAsync();
    }

    private async Task UseTokenTwiceAsync()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Payer.OpenAsync(payment);
    }

    private async Task AuthoriseAndGoToCardPageAsync(string state)
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        Books.PutInto(payment.Id(), state);
        await Payer.GoAsync($"/card_details/{payment.Id()}");
    }

    private async Task PayWithAsync(string number)
    {
        await OpenCardPageAsync();
        await Payer.FillInAsync(CardEntry.With(number));
        await Payer.ContinueAsync();
    }

    private async Task SpoilTokenAsync()
    {
        await OpenCardPageAsync();
        await Payer.By("csrf2").EvaluateAsync("field => { field.value = 'wrong'; }");
        await Payer.CancelAsync();
    }

    private async Task ExpireAsync()
    {
        await OpenCardPageAsync();
        Gateway.Clock.Advance(PaymentStates.PastExpiry);
        await Payer.Page.ReloadAsync();
    }

    private async Task CancelOnCardPageAsync()
    {
        await OpenCardPageAsync();
        await Payer.CancelAsync();
    }

    private async Task CancelByServiceAsync()
    {
        var payment = await CreateAsync();
        await Payer.OpenAsync(payment);
        await Gateway.PostAsync($"/v1/payments/{payment.Id()}/cancel");
        await Payer.Page.ReloadAsync();
    }

    private async Task PayAndGoToCardPageAsync()
    {
        var payment = await CreateAsync();
        await Payer.PayAsync(payment);
        await Payer.GoAsync($"/card_details/{payment.Id()}");
    }

    private async Task WaitAsync(string state, string page)
    {
        var payment = await CreateAsync();
        await Payer.AuthoriseAsync(payment);
        Books.PutInto(payment.Id(), state);
        await Payer.GoAsync($"/card_details/{payment.Id()}/{page}");
        await Expect(Payer.By("spinner")).ToBeVisibleAsync();
    }

    private async Task WaitLongAsync()
    {
        await WaitAsync("authorisation_ready", "auth_waiting");
        Gateway.Clock.Advance(TimeSpan.FromSeconds(61));
        await Payer.Page.ReloadAsync();
        await Expect(Payer.By("reload-link")).ToBeVisibleAsync();
    }

    private async Task ComeThroughProxyAsync()
    {
        await Payer.Context.SetExtraHTTPHeadersAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["X-Forwarded-For"] = "203.0.113.9" });
        await Payer.OpenAsync(await CreateAsync());
    }
}
