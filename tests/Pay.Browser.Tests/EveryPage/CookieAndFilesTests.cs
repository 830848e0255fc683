using Microsoft.Playwright;
using NUnit.Framework;
using Pay.Gateway.Tests;

namespace Pay.Browser.Tests.EveryPage;

/// <summary>The cookie, nonces, referrers and files of the pages, as a browser gets them on the gateway's own machine (payment-pages.md sections 2, 4 and 13).</summary>
internal sealed class CookieAndFilesTests : PageVisits
{
    [Test]
    public async Task The_session_is_the_only_cookie_and_out_of_reach_of_scripts()
    {
        var payment = await CreateAsync();
        await Payer.PayAsync(payment);
        await Payer.GoAsync($"/card_details/{payment.Id()}");

        // The service of these tests sets none, so all cookies of the profile are the gateway's.
        var cookie = (await Payer.Context.CookiesAsync()).Single();
        var life = DateTimeOffset.FromUnixTimeSeconds((long)cookie.Expires) - DateTimeOffset.UtcNow;
        await Assert.MultipleAsync(async () =>
        {
            Assert.That(cookie.Name, Is.EqualTo("frontend_state"));
            Assert.That(cookie.HttpOnly, Is.True);
            Assert.That(cookie.Secure, Is.False, "Over plain http on the same machine a Secure cookie would get lost.");
            Assert.That(cookie.SameSite, Is.EqualTo(SameSiteAttribute.Lax));
            Assert.That(cookie.Path, Is.EqualTo("/"));
            Assert.That(cookie.Domain, Is.EqualTo("127.0.0.1"));
            Assert.That(life, Is.GreaterThan(TimeSpan.FromMinutes(90)), "It outlives the payment.");
            Assert.That(await Payer.Page.EvaluateAsync<string>("() => document.cookie"), Is.Empty);
            Assert.That(cookie.Value, Does.Not.Contain(payment.Id()), "It is encrypted.");
        });
    }

    [Test]
    public async Task Each_answer_has_a_nonce_of_its_own_and_scripts_without_it_do_not_run()
    {
        await Payer.OpenAsync(await CreateAsync());
        var nonces = new HashSet<string>(StringComparer.Ordinal);
        const int Views = 3;
        for (var view = 0; view < Views; view++)
        {
            await Payer.Page.ReloadAsync();
            nonces.Add(await Payer.Page.EvaluateAsync<string>("() => document.querySelector('script[nonce]').nonce"));
        }

        Assert.That(nonces, Has.Count.EqualTo(Views));
    }

    [Test]
    public async Task Neither_token_nor_page_address_reaches_the_service()
    {
        var payment = await CreateAsync();
        await Payer.PayAsync(payment);
        await Payer.OpenAsync(payment);
        await Payer.By("return-url").ClickAsync();
        await Payer.IsBackAsync(payment);
        Assert.That(Service.Referrers, Is.Empty);
    }

    [Test]
    public async Task Files_of_the_pages_may_be_kept_for_long()
    {
        var files = new List<IResponse>();
        Payer.Context.Response += (_, response) =>
        {
            if (response.Request.ResourceType is "stylesheet" or "script" or "image")
            {
                files.Add(response);
            }
        };
        await VisitAsync("card page");
        Assert.That(files.Select(file => file.Request.ResourceType).Distinct(StringComparer.Ordinal), Is.EquivalentTo(["stylesheet", "script", "image"]));
        foreach (var file in files)
        {
            Assert.Multiple(() =>
            {
                Assert.That(file.Status, Is.EqualTo(200), file.Url);
                Assert.That(file.Headers["cache-control"], Does.Contain("max-age=31536000").And.Contain("immutable"), file.Url);
                Assert.That(file.Url, Does.Match("[0-9a-f]{8,}"), "The name changes with the content.");
                Assert.That(file.Headers["x-content-type-options"], Is.EqualTo("nosniff"), file.Url);
            });
        }
    }
}
