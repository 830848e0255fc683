using System.Net;
using NUnit.Framework;

namespace Pay.Gateway.Tests.PaymentPages;

/// <summary>What a payer's browser gets, over real HTTP.</summary>
internal sealed class PayerJourneyTests
{
    private GatewayUnderTest _gateway = null!;
    private Payer _payer = null!;

    [OneTimeSetUp]
    public async Task Start() => _gateway = await GatewayUnderTest.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _gateway.DisposeAsync();

    [SetUp]
    public void Open() => _payer = new Payer(_gateway);

    [TearDown]
    public void Close() => _payer.Dispose();

    [Test]
    public async Task A_payer_pays_and_returns_to_the_stored_address()
    {
        var (paymentId, submitted) = await _payer.SubmitAsync("4444333322221111");
        Assert.That((submitted.StatusCode, $"{submitted.Headers.Location}"), Is.EqualTo((HttpStatusCode.SeeOther, $"/card_details/{paymentId}/confirm")));
        Assert.That(await _payer.StateAsync(paymentId), Is.EqualTo("submitted"));

        var confirm = await _payer.PageAsync($"/card_details/{paymentId}/confirm");
        Assert.That(confirm, Does.Contain("●●●●●●●●●●●●1111").And.Contain("Council &amp; tax").And.Contain("£145.00").And.Not.Contain("444433"));
        using var confirmed = await _payer.PostAsync($"/card_details/{paymentId}/confirm", Payer.FormToken(confirm));
        Assert.That((confirmed.StatusCode, $"{confirmed.Headers.Location}"), Is.EqualTo((HttpStatusCode.SeeOther, $"/return/{paymentId}")));
        using var returned = await _payer.GetAsync($"/return/{paymentId}");
        Assert.That((returned.StatusCode, $"{returned.Headers.Location}"), Is.EqualTo((HttpStatusCode.Redirect, "https://service.example.org/return?a=1")));
        Assert.That(await _payer.StateAsync(paymentId), Is.EqualTo("success"));
        Assert.That(Payer.Heading(await _payer.PageAsync($"/card_details/{paymentId}")), Is.EqualTo("Your payment was successful"));
        submitted.Dispose();
    }

    [TestCase("4000000000000002", HttpStatusCode.SeeOther, "Your payment has been declined", "failed P0010")]
    [TestCase("4000000000000127", HttpStatusCode.SeeOther, "Your payment has been declined", "failed P0010")]
    [TestCase("4000000000000069", HttpStatusCode.SeeOther, "Your payment has been declined", "failed P0010")]
    [TestCase("4000000000000119", HttpStatusCode.InternalServerError, "We’re experiencing technical problems", "error P0050")]
    [TestCase("6759649826438453", HttpStatusCode.OK, "Enter card details", "started")]
    public async Task A_card_that_does_not_work_ends_as_published(string number, HttpStatusCode status, string heading, string state)
    {
        var (paymentId, answer) = await _payer.SubmitAsync(number);
        Assert.That(answer.StatusCode, Is.EqualTo(status));
        Assert.That(Payer.Heading(await _payer.PageAsync($"/card_details/{paymentId}")), Is.EqualTo(heading));
        Assert.That(await _payer.StateAsync(paymentId), Is.EqualTo(state));
        answer.Dispose();
    }

    [Test]
    public async Task A_refused_form_gives_back_no_card()
    {
        var (paymentId, token) = await _payer.OpenAsync();
        var fields = Payer.Card();
        fields["email"] = "nonsense";
        using var answer = await _payer.PostAsync($"/card_details/{paymentId}", token, fields);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.That(page, Does.Contain("<title>Error: Enter card details</title>").And.Contain("value=\"Jane Doe\"").And.Contain("id=\"email-error\""));
        Assert.That(page, Does.Not.Contain("4444333322221111").And.Not.Contain("value=\"123\"").And.Not.Contain("value=\"12\""));
    }

    [Test]
    public async Task A_spent_link_helps_its_own_browser_and_nobody_else()
    {
        var (paymentId, nextUrl) = await _payer.NewPaymentAsync();
        using var head = await _payer.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, nextUrl));
        using var first = await _payer.GetAsync(nextUrl);
        Assert.That($"{first.Headers.Location}", Is.EqualTo($"/card_details/{paymentId}"), "asking for the headers does not spend a link");

        using var again = await _payer.GetAsync(nextUrl);
        var page = await again.Content.ReadAsStringAsync();
        Assert.That((again.StatusCode, Payer.Heading(page)), Is.EqualTo((HttpStatusCode.OK, "Your payment is in progress")));
        Assert.That(page, Does.Contain("id=\"card-details-link\""));

        using var other = new Payer(_gateway);
        foreach (var url in new[] { nextUrl, $"/card_details/{paymentId}", $"/return/{paymentId}", "/card_details/aaaaaaaaaaaaaaaaaaaaaaaaaa", $"/secure/{Guid.NewGuid()}", "/secure/x" })
        {
            using var answer = await other.GetAsync(url);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.That((answer.StatusCode, Payer.Heading(text)), Is.EqualTo((HttpStatusCode.Forbidden, "Your payment session has expired")), url);
            Assert.That(text, Does.Not.Contain("return-url").And.Not.Contain("Council"));
        }
    }

    [Test]
    public async Task A_payment_goes_on_in_another_browser_with_a_fresh_link()
    {
        var (paymentId, answer) = await _payer.SubmitAsync("4444333322221111");
        using var read = await _gateway.Http.SendAsync(_gateway.Request(HttpMethod.Get, $"/v1/payments/{paymentId}"));
        var nextUrl = System.Text.Json.JsonDocument.Parse(await read.Content.ReadAsStringAsync())
            .RootElement.GetProperty("_links").GetProperty("next_url").GetProperty("href").GetString()!;
        using var other = new Payer(_gateway);
        using var resumed = await other.GetAsync(nextUrl);
        Assert.That($"{resumed.Headers.Location}", Is.EqualTo($"/card_details/{paymentId}/confirm"));
        answer.Dispose();
    }

    [Test]
    public async Task A_form_that_is_not_ours_does_nothing()
    {
        var (paymentId, token) = await _payer.OpenAsync();
        var path = $"/card_details/{paymentId}";
        using var without = await _payer.PostAsync(path, formToken: null, Payer.Card());
        using var wrong = await _payer.PostAsync(path, (token[0] == 'x' ? "y" : "x") + token[1..], Payer.Card());
        using var foreign = await _payer.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { { "Origin", "https://evil.example" } },
            Content = new FormUrlEncodedContent(Payer.Card().Append(KeyValuePair.Create("csrfToken", token))),
        });
        using var multipart = await _payer.Http.PostAsync(new Uri(path, UriKind.Relative), new MultipartFormDataContent { { new StringContent(token), "csrfToken" } });
        using var nul = await _payer.PostAsync(path, token, Payer.Card().Append(KeyValuePair.Create("addressLine2", "a\0b")));
        Assert.That(
            new[] { without.StatusCode, wrong.StatusCode, foreign.StatusCode, multipart.StatusCode, nul.StatusCode }, Is.All.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await _payer.StateAsync(paymentId), Is.EqualTo("started"));
    }

    [Test]
    public async Task Many_submissions_at_once_are_one_authorisation()
    {
        var (paymentId, token) = await _payer.OpenAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _payer.PostAsync($"/card_details/{paymentId}", token, Payer.Card())));
        var confirms = answers.Count(answer => answer.Headers.Location?.OriginalString.EndsWith("/confirm", StringComparison.Ordinal) == true);
        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.SeeOther).Or.EqualTo(HttpStatusCode.OK));
        Assert.That(confirms, Is.EqualTo(1));

        token = Payer.FormToken(await _payer.PageAsync($"/card_details/{paymentId}/confirm"));
        answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _payer.PostAsync($"/card_details/{paymentId}/confirm", token)));
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.SeeOther), Is.EqualTo(1));
        Assert.That(answers.Select(answer => (int)answer.StatusCode), Is.All.LessThan(400));
        Assert.That(await _payer.StateAsync(paymentId), Is.EqualTo("success"));
    }

    [Test]
    public async Task Cancel_and_return_cancel_an_unfinished_payment()
    {
        var (paymentId, token) = await _payer.OpenAsync();
        using var cancelled = await _payer.PostAsync($"/card_details/{paymentId}/cancel", token);
        Assert.That(await Payer.HeadingAsync(cancelled), Is.EqualTo("Your payment has been cancelled"));
        Assert.That(await _payer.StateAsync(paymentId), Is.EqualTo("failed P0030"));

        (paymentId, var answer) = await _payer.SubmitAsync("4444333322221111");
        using var returned = await _payer.GetAsync($"/return/{paymentId}");
        Assert.That(returned.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(await _payer.StateAsync(paymentId), Is.EqualTo("failed P0030"));
        answer.Dispose();
    }

    [Test]
    public async Task In_the_91st_minute_nothing_is_authorised_or_taken()
    {
        var (entering, token) = await _payer.OpenAsync();
        var (authorised, answer) = await _payer.SubmitAsync("4444333322221111");
        var confirmToken = Payer.FormToken(await _payer.PageAsync($"/card_details/{authorised}/confirm"));
        _gateway.Clock.Advance(TimeSpan.FromMinutes(91));
        using var submitted = await _payer.PostAsync($"/card_details/{entering}", token, Payer.Card());
        using var confirmed = await _payer.PostAsync($"/card_details/{authorised}/confirm", confirmToken);
        foreach (var late in new[] { submitted, confirmed })
        {
            Assert.That((late.StatusCode, await Payer.HeadingAsync(late)), Is.EqualTo((HttpStatusCode.OK, "Your payment session has expired")));
        }

        Assert.That(await _payer.StateAsync(entering), Is.EqualTo("failed P0020"));
        Assert.That(await _payer.StateAsync(authorised), Is.EqualTo("failed P0020"));
        answer.Dispose();
    }

    [Test]
    public async Task Pages_carry_their_headers_and_leave_the_api_alone()
    {
        var (paymentId, answer) = await _payer.SubmitAsync("4444333322221111");
        using var confirm = await _payer.GetAsync($"/card_details/{paymentId}/confirm");
        var policy = confirm.Headers.GetValues("Content-Security-Policy").Single();
        Assert.That(policy, Does.Contain("form-action 'self' https://service.example.org https:;").And.Contain("default-src 'none'").And.Not.Contain("unsafe"));
        Assert.That(confirm.Headers.CacheControl!.NoStore, Is.True);
        Assert.That(confirm.Headers.GetValues("Referrer-Policy"), Is.EqualTo(new[] { "same-origin" }));
        Assert.That(confirm.Headers.Contains("blazor-enhanced-nav"), Is.False);

        using var unknown = await _payer.GetAsync("/nothing/here");
        Assert.That((unknown.StatusCode, await Payer.HeadingAsync(unknown)), Is.EqualTo((HttpStatusCode.NotFound, "Page cannot be found")));
        using var api = await _gateway.Http.SendAsync(_gateway.Request(HttpMethod.Get, "/v1/nothing"));
        Assert.That(await api.Content.ReadAsStringAsync(), Does.Not.Contain("<html"));
        answer.Dispose();
    }

    [Test]
    public async Task A_post_from_the_services_site_keeps_the_payments_in_other_tabs()
    {
        var (paymentId, nextUrl) = await _payer.NewPaymentAsync();
        var token = nextUrl[(nextUrl.LastIndexOf('/') + 1)..];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/secure")
        {
            Headers = { { "Sec-Fetch-Site", "cross-site" } },
            Content = new FormUrlEncodedContent([KeyValuePair.Create("chargeTokenId", token)]),
        };
        using var posted = await _payer.Http.SendAsync(request);
        Assert.That($"{posted.Headers.Location}", Is.EqualTo($"/secure/{token}"), "the browser held its cookie back; the GET brings it");
        using var followed = await _payer.GetAsync($"/secure/{token}");
        Assert.That($"{followed.Headers.Location}", Is.EqualTo($"/card_details/{paymentId}"));
    }

    [Test]
    public async Task Assets_are_cached_for_ever_under_hashed_names()
    {
        var page = await _payer.PageAsync("/nothing");
        var start = page.IndexOf("/assets/payment-pages.", StringComparison.Ordinal);
        var url = page[start..page.IndexOf('"', start)];
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "Accept-Encoding", "br, gzip" } } };
        using var asset = await _payer.Http.SendAsync(request);
        Assert.That(asset.Headers.CacheControl!.ToString(), Does.Contain("immutable"));
        Assert.That(asset.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "br" }));
        using var again = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "If-None-Match", asset.Headers.ETag!.ToString() } } };
        Assert.That((await _payer.Http.SendAsync(again)).StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }
}
