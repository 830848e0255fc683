using Microsoft.Playwright;
using NUnit.Framework;
using Pay.Browser.Tests.Browsing;

namespace Pay.Browser.Tests.EveryPage;

/// <summary>
/// A telephone of 320 pixels, which is also what a desktop of 1280 becomes at 400 % zoom: nothing may need scrolling sideways
/// (WCAG 1.4.10, payment-pages.md section 16). Screenshots of both widths are left in the run's work directory.
/// </summary>
internal sealed class NarrowPageTests : PageVisits
{
    private const int NarrowPx = 320;
    private const int NarrowHeightPx = 640;
    private const int WidePx = 1280;
    private const int WideHeightPx = 1024;
    private const int ZoomFactor = 4;

    private static readonly ViewportSize Narrow = new() { Width = NarrowPx, Height = NarrowHeightPx };

    protected override BrowserNewContextOptions Profile => new() { ViewportSize = Narrow };

    [TestCaseSource(nameof(Names))]
    public async Task Nothing_is_wider_than_a_small_telephone(string page)
    {
        await VisitAsync(page);
        await AssertFitsAsync();
        await PictureAsync(page, "320");

        await Payer.Page.SetViewportSizeAsync(WidePx, WideHeightPx);
        await AssertFitsAsync();
        await PictureAsync(page, "1280");
        await AssertTextMayBeSpacedOutAsync();
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
        await AssertFitsAsync(zoomed);
        await zoomed.By("submit-card-details").ClickAsync();
        await AssertFitsAsync(zoomed);
        await zoomed.FillInAsync(CardEntry.Good);
        await zoomed.ContinueAsync();
        await AssertFitsAsync(zoomed);
        await zoomed.ConfirmAsync();
        await zoomed.IsBackAsync(payment);
    }

    // WCAG 1.4.12.
    private async Task AssertTextMayBeSpacedOutAsync()
    {
        // Through the object model, which the content security policy lets a reader's own tools do.
        await Payer.Page.EvaluateAsync(
            """
            () => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
              document.adoptedStyleSheets.push(sheet);
            }
            """);
        var cut = await Payer.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("main *:not(.govuk-visually-hidden, script, select, option, input)")]
              .filter(element => element.checkVisibility() && getComputedStyle(element).overflow === "hidden"
                && (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1))
              .map(element => element.outerHTML)
            """);
        Assert.That(cut, Is.Empty, "Text is cut off.");
        await AssertFitsAsync();
    }

    private Task AssertFitsAsync() => AssertFitsAsync(Payer);

    private static async Task AssertFitsAsync(BrowserPayer payer)
    {
        var wide = await payer.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("body, body *:not(.govuk-visually-hidden, .govuk-skip-link)")]
              .filter(element => element.checkVisibility())
              .map(element => [element, element.getBoundingClientRect()])
              .filter(([, box]) => box.width > 0 && (box.right > document.documentElement.clientWidth + 1 || box.left < -1))
              .map(([element, box]) => `${box.left} to ${box.right}: ${element.cloneNode().outerHTML}`)
            """);
        var scrolls = await payer.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Multiple(() =>
        {
            Assert.That(wide, Is.Empty, "These stick out.");
            Assert.That(scrolls, Is.LessThanOrEqualTo(0), "The page scrolls sideways by so many pixels.");
        });
    }

    private async Task PictureAsync(string page, string width)
    {
        var folder = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "screenshots")).FullName;
        var name = string.Concat(page.Select(character => char.IsLetterOrDigit(character) ? character : '-'));
        await Payer.Page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(folder, $"{name}-{width}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled,
        });
    }
}
