using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.Journeys;

/// <summary>A payment in Welsh (payment-pages.md section 14 and appendix A).</summary>
internal sealed class WelshTests : BrowserFixture
{
    [Test]
    public async Task A_welsh_payment_is_welsh_from_end_to_end()
    {
        var payment = await CreateAsync(("language", "cy"));
        await Payer.OpenAsync(payment);
        await AssertWelshAsync("Rhowch fanylion y cerdyn");
        await Payer.HasTextAsync("card-no-lbl", "Rhif cerdyn");
        await Payer.HasTextAsync("expiry-date-lbl", "Dyddiad dod i ben");
        await Payer.HasTextAsync("cardholder-name-lbl", "Enw ar y cerdyn");
        await Payer.HasTextAsync("cvc-lbl", "Cod diogelwch y cerdyn");
        await Payer.HasTextAsync("address-line-1-lbl", "Llinell cyfeiriad 1");
        await Payer.HasTextAsync("address-line-2-lbl", "Llinell cyfeiriad 2 (dewisol)");
        await Payer.HasTextAsync("address-city-lbl", "Tref neu ddinas");
        await Payer.HasTextAsync("address-country-lbl", "Gwlad neu diriogaeth");
        await Payer.HasTextAsync("address-postcode-lbl", "Cod post");
        await Payer.HasTextAsync("email-lbl", "E-bost");
        await Payer.HasTextAsync("submit-card-details", "Parhau");
        await Payer.HasTextAsync("cancel-payment", "Canslo’r taliad");
        await Payer.HasTextAsync("payment-description", "A fishing licence");

        await Payer.FillInAsync(CardEntry.Good);
        await Payer.ContinueAsync();
        await AssertWelshAsync("Cadarnhau eich taliad");
        await Payer.HasTextAsync("confirm", "Cadarnhau’r taliad");
        await Payer.ConfirmAsync();
        await Payer.IsBackAsync(payment);
        await AssertStateAsync(payment, "success");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task What_is_wrong_is_said_in_welsh(bool scripts)
    {
        var payer = scripts ? Payer : await NewPayerAsync(BrowserPayer.WithoutScripts);
        await payer.OpenAsync(await CreateAsync(("language", "cy")));
        await payer.By("submit-card-details").ClickAsync();
        await payer.HasTextAsync("error-summary-title", "Mae’r meysydd canlynol yn wag neu yn cynnwys camgymeriadau");
        await payer.HasTextAsync("card-no-error", "Rhowch rif cerdyn dilys");
        await payer.HasTextAsync("expiry-month-error", "Rhowch ddyddiad dod i ben dilys");
        await payer.HasTextAsync("cardholder-name-error", "Rhowch enw dilys");
        await payer.HasTextAsync("cvc-error", "Rhowch god diogelwch cerdyn dilys");
        await payer.HasTextAsync("address-line-1-error", "Rhowch llinell cyfeiriad 1 dilys");
        await payer.HasTextAsync("address-city-error", "Rhowch dref/ddinas ddilys");
        await payer.HasTextAsync("address-postcode-error", "Rhowch god post dilys");
        await payer.HasTextAsync("email-error", "Rhowch e-bost dilys");
        await Expect(payer.By("error-cardholder-name")).ToHaveTextAsync("Gwall: Rhowch yr enw fel y mae’n ymddangos ar y cerdyn");
        await Expect(payer.Page).ToHaveTitleAsync("Gwall: Rhowch fanylion y cerdyn");
    }

    [Test]
    public async Task The_end_of_a_payment_is_told_in_welsh()
    {
        var payment = await CreateAsync(("language", "cy"));
        await Payer.OpenAsync(payment);
        await Payer.CancelAsync();
        await AssertWelshAsync("Mae eich taliad wedi ei ganslo");
        await Expect(Payer.Page.Locator("main")).ToContainTextAsync("Nid oes arian wedi ei gymryd o’r cyfrif.");
        await Payer.HasTextAsync("return-url", "Parhau");
        await Payer.By("return-url").ClickAsync();
        await Payer.IsBackAsync(payment);
    }

    private async Task AssertWelshAsync(string heading)
    {
        await Payer.SeesAsync(heading);
        await Expect(Payer.Page).ToHaveTitleAsync(heading);
        await Expect(Payer.Page.Locator("html")).ToHaveAttributeAsync("lang", "cy");
    }
}
