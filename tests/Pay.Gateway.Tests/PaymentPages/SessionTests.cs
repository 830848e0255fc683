using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;
using Pay.Gateway.PaymentPages.Sessions;

namespace Pay.Gateway.Tests.PaymentPages;

internal sealed class SessionTests
{
    private static readonly DateTimeOffset Now = CardSamples.Now;

    [Test]
    public void A_form_token_is_good_in_its_own_session_only()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var token = CsrfToken.Create(secret);
        Assert.That(CsrfToken.IsValid(token, secret), Is.True);
        Assert.That(CsrfToken.IsValid(token, RandomNumberGenerator.GetBytes(32)), Is.False);
        Assert.That(CsrfToken.Create(secret), Is.Not.EqualTo(token), "each view of a page has its own");
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public void Nonsense_is_not_a_form_token(string? token) => Assert.That(CsrfToken.IsValid(token, new byte[32]), Is.False);

    [Test]
    public void A_form_token_with_any_character_changed_is_refused()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var token = CsrfToken.Create(secret);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = string.Concat(token.AsSpan(0, i), token[i] == 'A' ? "B" : "A", token.AsSpan(i + 1));
            Assert.That(CsrfToken.IsValid(changed, secret), Is.False);
        }
    }

    [Test]
    public void A_session_survives_its_cookie()
    {
        var session = PaymentSession.New();
        session.Add("a", Now);
        session.Update(session.Find("a")! with { Terminal = true, WaitingSince = Now.AddMinutes(1) });
        var read = PaymentSession.FromBytes(session.ToBytes(Now.AddHours(3)), Now)!;
        Assert.That(read.Entries, Is.EqualTo(session.Entries));
        Assert.That(read.Secret.SequenceEqual(session.Secret), Is.True);
        Assert.That(read.Changed, Is.False);
    }

    [Test]
    public void A_session_that_is_over_or_no_session_at_all_is_none()
    {
        var bytes = PaymentSession.New().ToBytes(Now.AddHours(3));
        Assert.That(PaymentSession.FromBytes(bytes, Now.AddHours(3)), Is.Null);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.That(PaymentSession.FromBytes(bytes[..length], Now), Is.Null);
        }
    }

    [Test]
    public void Opening_a_payment_again_does_not_take_a_second_place()
    {
        var session = Full();
        session.Add("payment 3", Now);
        Assert.That(session.Entries, Has.Count.EqualTo(PaymentSession.PaymentsMax));
        Assert.That(session.Find("payment 0"), Is.Not.Null);
    }

    [Test]
    public void The_eleventh_payment_pushes_out_the_least_recently_used()
    {
        var session = Full();
        session.Update(session.Find("payment 0")! with { LastAccessedAt = Now.AddHours(1) });
        session.Add("new", Now);
        Assert.That(Forgotten(session), Is.EqualTo("payment 1"));
    }

    [Test]
    public void One_older_than_90_minutes_goes_before_the_least_recently_used()
    {
        var session = Full();
        session.Update(session.Find("payment 6")! with { CreatedAt = Now.AddMinutes(-91) });
        session.Add("new", Now);
        Assert.That(Forgotten(session), Is.EqualTo("payment 6"));
    }

    [Test]
    public void A_finished_one_goes_before_that()
    {
        var session = Full();
        session.Update(session.Find("payment 6")! with { CreatedAt = Now.AddMinutes(-91) });
        session.Update(session.Find("payment 8")! with { Terminal = true });
        session.Add("new", Now);
        Assert.That(Forgotten(session), Is.EqualTo("payment 8"));
    }

    [Test]
    public void One_older_than_a_day_goes_first_of_all()
    {
        var session = Full();
        session.Update(session.Find("payment 8")! with { Terminal = true });
        session.Update(session.Find("payment 9")! with { CreatedAt = Now.AddHours(-25) });
        session.Add("new", Now);
        Assert.That(Forgotten(session), Is.EqualTo("payment 9"));
    }

    [TestCase("http", "127.0.0.1", null, null, PageTransport.LoopbackPlain)]
    [TestCase("http", "localhost", null, null, PageTransport.LoopbackPlain)]
    [TestCase("http", "pay.localhost", null, null, PageTransport.LoopbackPlain)]
    [TestCase("http", "[::1]", null, null, PageTransport.LoopbackPlain)]
    [TestCase("http", "127.0.0.1", "127.0.0.1", null, PageTransport.LoopbackPlain)]
    [TestCase("http", "127.0.0.1", "203.0.113.7", null, PageTransport.Refused)]
    [TestCase("http", "192.168.1.5", null, null, PageTransport.Refused)]
    [TestCase("http", "pay.example.org", null, null, PageTransport.Refused)]
    [TestCase("http", "localhost.example.org", null, null, PageTransport.Refused)]
    [TestCase("https", "pay.example.org", null, null, PageTransport.Secure)]
    [TestCase("http", "10.0.0.1", null, "https://pay.example.org", PageTransport.Secure)]
    [TestCase("http", "pay.example.org", null, "http://pay.example.org", PageTransport.Refused)]
    public void Card_details_do_not_cross_a_network_in_the_clear(string scheme, string host, string? forwardedFor, string? publicUrl, object transport)
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = scheme;
        http.Request.Host = new HostString(host, 5080);
        if (forwardedFor is not null)
        {
            http.Request.Headers["X-Forwarded-For"] = forwardedFor;
        }

        Assert.That(PageTransportRules.Of(http, publicUrl is null ? null : new Uri(publicUrl)), Is.EqualTo(transport));
    }

    [TestCase("same-origin", "https://evil.example", false)]
    [TestCase("none", null, false)]
    [TestCase("same-site", null, true)]
    [TestCase("cross-site", "http://127.0.0.1:5080", true)]
    [TestCase(null, null, false)]
    [TestCase(null, "http://127.0.0.1:5080", false)]
    [TestCase(null, "https://pay.example.org", false)]
    [TestCase(null, "null", true)]
    [TestCase(null, "https://evil.example", true)]
    public void A_form_from_another_site_is_foreign(string? site, string? origin, bool foreign)
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = "http";
        http.Request.Host = new HostString("127.0.0.1", 5080);
        if (site is not null)
        {
            http.Request.Headers["Sec-Fetch-Site"] = site;
        }

        if (origin is not null)
        {
            http.Request.Headers.Origin = origin;
        }

        Assert.That(RequestOrigin.IsForeign(http.Request, new Uri("https://pay.example.org")), Is.EqualTo(foreign));
    }

    // Ten payments, opened and used a minute after each other.
    private static PaymentSession Full()
    {
        var session = PaymentSession.New();
        for (var i = 0; i < PaymentSession.PaymentsMax; i++)
        {
            session.Add($"payment {i}", Now.AddMinutes(i - PaymentSession.PaymentsMax));
        }

        return session;
    }

    private static string Forgotten(PaymentSession session) =>
        Enumerable.Range(0, PaymentSession.PaymentsMax).Select(i => $"payment {i}").Single(id => session.Find(id) is null);
}
