using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using NUnit.Framework;

namespace Pay.Browser.Tests.EveryPage;

/// <summary>What every page owes to everybody: the automated bar of WCAG 2.2 AA, and what axe cannot tell (payment-pages.md section 16).</summary>
internal static class AccessiblePage
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    public static async Task AssertAxeFindsNothingAsync(IPage page)
    {
        var found = await page.RunAxe(Rules);
        Assert.That(found.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {rule.Help}: {node.Html}")), Is.Empty);
        Assert.That(found.Passes, Has.Length.GreaterThan(5), "axe has to have looked.");
    }

    public static async Task AssertBuiltForReadersAsync(IPage page)
    {
        foreach (var (selector, what) in new[]
        {
            ("h1", "one heading of the page"), ("main#main-content", "the main part"), ("body > header", "a header"), ("body > footer", "a footer"),
            ("a.govuk-skip-link[href='#main-content']", "a way past the header"), ("html[lang]", "a language"),
            ("meta[name=robots][content='noindex, nofollow']", "nothing for search engines"),
        })
        {
            Assert.That(await page.Locator(selector).CountAsync(), Is.EqualTo(1), what);
        }

        Assert.That(await page.TitleAsync(), Is.Not.Empty);

        // No level is skipped on the way down. The test banner's heading comes before the page's own.
        var levels = await page.Locator("main :is(h1, h2, h3, h4)").EvaluateAllAsync<int[]>(
            "headings => headings.filter(heading => heading.checkVisibility()).map(heading => Number(heading.tagName[1]))");
        Assert.That(levels.Zip(levels.Skip(1), (before, after) => after - before), Is.All.LessThanOrEqualTo(1));

        var twice = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('[id]')].map(element => element.id).filter((id, at, all) => all.indexOf(id) !== at)");
        Assert.That(twice, Is.Empty, "An id may be given once.");
    }

    // WCAG 2.5.8: at least 24 by 24 pixels; links inside a sentence are exempt.
    public static async Task AssertLargeEnoughAsync(IPage page)
    {
        var small = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("button, input:not([type=hidden]), select, a.govuk-button")]
              .filter(element => element.checkVisibility())
              .map(element => [element, element.getBoundingClientRect()])
              .filter(([, box]) => box.width < 24 || box.height < 24)
              .map(([element, box]) => `${element.id}: ${box.width} x ${box.height}`)
            """);
        Assert.That(small, Is.Empty);
    }
}
