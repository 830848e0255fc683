using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using NUnit.Framework;

namespace Pay.Browser.Tests.EveryPage;

/// <summary>
/// Every page as a desktop shows it: what axe finds, how the page is built, and the headers that guard it (payment-pages.md sections
/// 2, 13 and 16).
/// </summary>
internal sealed class WidePageTests : PageVisits
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
        ResultTypes = [ResultType.Violations, ResultType.Passes],
    };

    [TestCaseSource(nameof(Names))]
    public async Task A_page_can_be_used_by_everybody_and_is_guarded(string page)
    {
        IResponse? last = null;
        Payer.Page.Response += (_, response) => last = response.Request.IsNavigationRequest ? response : last;
        await VisitAsync(page);
        Assert.Multiple(async () =>
        {
            AssertGuarded(await last!.AllHeadersAsync(), leadsToService: page.StartsWith("confirm page", StringComparison.Ordinal));
            await AssertBuiltForReadersAsync();
            await AssertLargeEnoughAsync();
            await AssertAxeFindsNothingAsync();
        });
    }

    private async Task AssertAxeFindsNothingAsync()
    {
        var found = await Payer.Page.RunAxe(Rules);
        Assert.That(found.Violations.SelectMany(rule => rule.Nodes.Select(node => $"{rule.Id}: {rule.Help}: {node.Html}")), Is.Empty);
        Assert.That(found.Passes, Has.Length.GreaterThan(5), "axe has to have looked.");
    }

    private async Task AssertBuiltForReadersAsync()
    {
        foreach (var (selector, what) in new[]
        {
            ("h1", "one heading of the page"), ("main#main-content", "the main part"), ("body > header", "a header"), ("body > footer", "a footer"),
            ("a.govuk-skip-link[href='#main-content']", "a way past the header"), ("html[lang]", "a language"),
            ("meta[name=robots][content='noindex, nofollow']", "nothing for search engines"),
        })
        {
            Assert.That(await Payer.Page.Locator(selector).CountAsync(), Is.EqualTo(1), what);
        }

        Assert.That(await Payer.Page.TitleAsync(), Is.Not.Empty);

        // No level is skipped on the way down. The test banner's heading comes before the page's own.
        var levels = await Payer.Page.Locator("main :is(h1, h2, h3, h4)").EvaluateAllAsync<int[]>(
            "headings => headings.filter(heading => heading.checkVisibility()).map(heading => Number(heading.tagName[1]))");
        Assert.That(levels.Zip(levels.Skip(1), (before, after) => after - before), Is.All.LessThanOrEqualTo(1));

        var twice = await Payer.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('[id]')].map(element => element.id).filter((id, at, all) => all.indexOf(id) !== at)");
        Assert.That(twice, Is.Empty, "An id may be given once.");
    }

    // WCAG 2.5.8: at least 24 by 24 pixels; links inside a sentence are exempt.
    private async Task AssertLargeEnoughAsync()
    {
        var small = await Payer.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll("button, input:not([type=hidden]), select, a.govuk-button")]
              .filter(element => element.checkVisibility())
              .map(element => [element, element.getBoundingClientRect()])
              .filter(([, box]) => box.width < 24 || box.height < 24)
              .map(([element, box]) => `${element.id}: ${box.width} x ${box.height}`)
            """);
        Assert.That(small, Is.Empty);
    }

    private void AssertGuarded(Dictionary<string, string> headers, bool leadsToService)
    {
        Assert.That(headers["cache-control"], Is.EqualTo("private, no-cache, no-store, must-revalidate"));
        Assert.That(headers["pragma"], Is.EqualTo("no-cache"));
        Assert.That(headers["expires"], Is.EqualTo("-1"));
        Assert.That(headers["x-content-type-options"], Is.EqualTo("nosniff"));
        Assert.That(headers["x-frame-options"], Is.EqualTo("SAMEORIGIN"));
        Assert.That(headers["referrer-policy"], Is.AnyOf("same-origin", "no-referrer"));
        Assert.That(headers["permissions-policy"], Does.Contain("payment=()").And.Contain("camera=()"));
        Assert.That(headers.Keys, Has.None.AnyOf("server", "x-powered-by", "strict-transport-security"));

        var policy = headers["content-security-policy"].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(directive => directive.Split(' ')[0], directive => directive.Split(' ')[1..], StringComparer.Ordinal);
        foreach (var directive in new[] { "default-src", "base-uri", "object-src", "media-src" })
        {
            Assert.That(policy[directive], Is.EqualTo(["'none'"]), directive);
        }

        foreach (var directive in new[] { "style-src", "font-src", "img-src", "connect-src", "manifest-src", "frame-src", "frame-ancestors" })
        {
            Assert.That(policy[directive], Is.EqualTo(["'self'"]), directive);
        }

        Assert.That(policy["script-src"], Does.Contain("'self'").And.None.Contains("unsafe"));
        Assert.That(policy["report-uri"], Is.EqualTo(["/csp-report"]));
        Assert.That(policy, Does.ContainKey("report-to"));
        Assert.That(policy["form-action"], leadsToService ? Does.Contain("'self'").And.Contain(Service.Origin) : Is.EqualTo(["'self'"]));
    }
}
