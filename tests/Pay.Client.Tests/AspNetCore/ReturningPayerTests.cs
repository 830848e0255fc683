using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Pay.Client.AspNetCore;
using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.AspNetCore;

internal sealed class ReturningPayerTests : ScriptedTests
{
    private static string Cookie(HttpResponseMessage response) => response.Headers.GetValues("Set-Cookie").Single();

    private static string Pair(string cookie) => cookie.Split(';')[0];

    [Test]
    public async Task Over_https_the_cookie_is_bound_to_the_host_and_readable_by_nobody()
    {
        await using var service = await WebService.StartAsync(Server);
        var cookie = Cookie(await service.GetAsync("/remember/payment1", ("X-Test-Scheme", "https")));
        Assert.That(cookie, Does.StartWith("__Host-pay-payment=").And.Not.Contain("payment1").And.Not.Contain("domain").IgnoreCase);
        var attributes = cookie.Split("; ").Skip(1).Select(a => a.ToLowerInvariant());
        Assert.That(attributes, Is.EquivalentTo(new[] { "max-age=10800", "path=/", "secure", "samesite=lax", "httponly" }));
        var who = await service.GetAsync("/who", ("X-Test-Scheme", "https"), ("Cookie", Pair(cookie)));
        Assert.That(await who.Content.ReadAsStringAsync(), Is.EqualTo("payment1"));
    }

    [Test]
    public async Task On_loopback_plain_http_works_without_Secure_and_prefix()
    {
        await using var service = await WebService.StartAsync(Server);
        var cookie = Cookie(await service.GetAsync("/remember/payment1"));
        Assert.That(cookie, Does.StartWith("pay-payment=").And.Not.Contain("secure").IgnoreCase);
        Assert.That(await (await service.GetAsync("/who", ("Cookie", Pair(cookie)))).Content.ReadAsStringAsync(), Is.EqualTo("payment1"));
        var https = await service.GetAsync("/who", ("X-Test-Scheme", "https"), ("Cookie", Pair(cookie)));
        Assert.That(await https.Content.ReadAsStringAsync(), Is.EqualTo("nobody"), "the unprotected name is not taken over https");
    }

    [Test]
    public async Task Plain_http_from_elsewhere_is_refused()
    {
        await using var service = await WebService.StartAsync(Server);
        var response = await service.GetAsync("/remember/payment1", ("Host", "service.example"));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(response.Headers.Contains("Set-Cookie"), Is.False);
        var cookie = Pair(Cookie(await service.GetAsync("/remember/payment1")));
        Assert.That(await (await service.GetAsync("/who", ("Host", "service.example"), ("Cookie", cookie))).Content.ReadAsStringAsync(), Is.EqualTo("nobody"));
    }

    [TestCase("")]
    [TestCase("payment1")]
    [TestCase("CfDJ8aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_cookie_that_we_did_not_write_is_nobody(string value)
    {
        await using var service = await WebService.StartAsync(Server);
        Assert.That(await (await service.GetAsync("/who", ("Cookie", "pay-payment=" + value))).Content.ReadAsStringAsync(), Is.EqualTo("nobody"));
        Assert.That(await (await service.GetAsync("/who")).Content.ReadAsStringAsync(), Is.EqualTo("nobody"));
    }

    [Test]
    public async Task The_cookie_ends_even_for_a_browser_that_keeps_it()
    {
        await using var service = await WebService.StartAsync(Server, s => s.Configure<PaymentReturnCookieOptions>(o => o.Lifetime = TimeSpan.FromMilliseconds(300)));
        var cookie = Pair(Cookie(await service.GetAsync("/remember/payment1")));
        await Task.Delay(600);
        Assert.That(await (await service.GetAsync("/who", ("Cookie", cookie))).Content.ReadAsStringAsync(), Is.EqualTo("nobody"));
    }

    [Test]
    public async Task A_payment_can_be_forgotten()
    {
        await using var service = await WebService.StartAsync(Server);
        Assert.That(Cookie(await service.GetAsync("/forget", ("X-Test-Scheme", "https"))), Does.StartWith("__Host-pay-payment=;").And.Contain("1970").And.Contain("secure").IgnoreCase);
    }

    [Test]
    public async Task A_returning_address_finds_its_payment()
    {
        Server.Then(Answer.Ok(Samples.Payment(status: "success")));
        await using var service = await WebService.StartAsync(Server);
        var id = PaymentReturnId.New();
        await service.Services.GetRequiredService<IPaymentReturnStore>().SaveAsync(id, Samples.PaymentId);
        var response = await service.GetAsync("/return/" + id);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Samples.PaymentId + " success"));
        Assert.That(response.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(response.Headers.GetValues("Referrer-Policy"), Is.EqualTo(new[] { "no-referrer" }));
        Assert.That(Server.Targets, Is.EqualTo(new[] { "GET /v1/payments/" + Samples.PaymentId }));
    }

    [Test]
    public async Task An_address_that_is_not_known_asks_nobody()
    {
        await using var service = await WebService.StartAsync(Server);
        Assert.That((await service.GetAsync("/return/" + PaymentReturnId.New())).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((await service.GetAsync("/return/" + Samples.PaymentId)).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(Server.Requests, Is.Empty);
    }
}
