using Microsoft.Playwright;
using NUnit.Framework;
using Pay.Browser.Tests.Browsing;
using static Microsoft.Playwright.Assertions;

namespace Pay.Browser.Tests.EveryPage;

/// <summary>
/// Every page on a desktop and on a telephone of 320 pixels, which is also what a desktop of 1280 becomes at 400 % zoom. With
/// <c>PAY_SCREENSHOTS=1</c> pictures of both are left in the run's work directory, for people to look at.
/// </summary>
internal sealed class EveryPageTests : PageVisits
{
    private const int NarrowPx = 320;
    private const int NarrowHeightPx = 640;
    private const int WidePx = 1280;
    private const int WideHeightPx = 1024;
    private const int ZoomFactor = 4;

    protected override BrowserNewContextOptions Profile => new() { ViewportSize = new ViewportSize { Width = WidePx, Height = WideHeightPx } };

    [TestCaseSource(nameof(Names))]
    public async Task A_page_can_be_used_by_everybody_on_any_screen_and_is_guarded(string page)
    {
        IResponse? last = null;
        Payer.Page.Response += (_, response) => last = response.Request.IsNavigationRequest ? response : last;
        await VisitAsync(page);
        var headers = await last!.AllHeadersAsync();
        var serviceOrigin = page.StartsWith("confirm page", StringComparison.Ordinal) ? Service.Origin : null;
        await Assert.MultipleAsync(async () =>
        {
            GuardedPage.AssertGuarded(headers, serviceOrigin);
            await AccessiblePage.AssertBuiltForReadersAsync(Payer.Page);
            await AccessiblePage.AssertLargeEnoughAsync(Payer.Page);
            await AccessiblePage.AssertAxeFindsNothingAsync(Payer.Page);
            await FittingPage.AssertFitsAsync(Payer.Page);
            await PictureAsync(page, "1280");

            await Payer.Page.SetViewportSizeAsync(NarrowPx, NarrowHeightPx);
            await FittingPage.AssertFitsAsync(Payer.Page);
            await AccessiblePage.AssertLargeEnoughAsync(Payer.Page);
            await PictureAsync(page, "320");
            await Payer.Page.SetViewportSizeAsync(WidePx, WideHeightPx);
            await FittingPage.AssertTextMayBeSpacedOutAsync(Payer.Page);
        });
    }

    [Test]
    public async Task Zoomed_to_400_percent_a_desktop_pays_without_scrolling_sideways()
    {
        // A desktop of 1280 pixels at 400 %: a viewport of 320 whose every pixel is four of the screen's.
        var zoomed = await NewPayerAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = WidePx / ZoomFactor, Height = WideHeightPx / ZoomFactor },
            DeviceScaleFactor = ZoomFactor,
        });
        var payment = await CreateAsync();
        await zoomed.OpenAsync(payment);
        await FittingPage.AssertFitsAsync(zoomed.Page);
        await zoomed.SubmitCardFormAsync();
        await Expect(zoomed.By("error-summary")).ToBeVisibleAsync();
        await FittingPage.AssertFitsAsync(zoomed.Page);
        await zoomed.FillInAsync(CardEntry.Good);
        await zoomed.ContinueAsync();
        await FittingPage.AssertFitsAsync(zoomed.Page);
        await zoomed.ConfirmAsync();
        await zoomed.IsBackAsync(payment);
    }

    private async Task PictureAsync(string page, string width)
    {
        if (Environment.GetEnvironmentVariable("PAY_SCREENSHOTS") is not "1")
        {
            return;
        }

        var folder = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "screenshots")).FullName;
        var name = string.Concat(page.Select(character => char.IsLetterOrDigit(character) ? character : '-'));
        await Payer.Page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(folder, $"{name}-{width}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled,
        });
    }
}
