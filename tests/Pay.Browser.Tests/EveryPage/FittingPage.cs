using Microsoft.Playwright;
using NUnit.Framework;

namespace Pay.Browser.Tests.EveryPage;

/// <summary>Nothing may need scrolling sideways (WCAG 1.4.10) nor be cut off (1.4.12).</summary>
internal static class FittingPage
{
    public static async Task AssertFitsAsync(IPage page)
    {
        var wide = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("body, body *:not(.govuk-visually-hidden, .govuk-skip-link)")]
              .filter(element => element.checkVisibility())
              .map(element => [element, element.getBoundingClientRect()])
              .filter(([, box]) => box.width > 0 && (box.right > document.documentElement.clientWidth + 1 || box.left < -1))
              .map(([element, box]) => `${box.left} to ${box.right}: ${element.cloneNode().outerHTML}`)
            """);
        var scrolls = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.Multiple(() =>
        {
            Assert.That(wide, Is.Empty, "These stick out.");
            Assert.That(scrolls, Is.LessThanOrEqualTo(0), "The page scrolls sideways by so many pixels.");
        });
    }

    // WCAG 1.4.12.
    public static async Task AssertTextMayBeSpacedOutAsync(IPage page)
    {
        // Through the object model, which the content security policy lets a reader's own tools do.
        await page.EvaluateAsync(
            """
            () => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
              document.adoptedStyleSheets.push(sheet);
            }
            """);
        var cut = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("main *:not(.govuk-visually-hidden, script, select, option, input)")]
              .filter(element => element.checkVisibility() && getComputedStyle(element).overflow === "hidden"
                && (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1))
              .map(element => element.outerHTML)
            """);
        Assert.That(cut, Is.Empty, "Text is cut off.");
        await AssertFitsAsync(page);
    }
}
