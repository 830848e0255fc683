using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace Pay.Gateway.Tests.Security;

/// <summary>What a caller of an endpoint has to have.</summary>
internal enum Needs
{
    /// <summary>A well-formed, known API key.</summary>
    ApiKey,

    /// <summary>The cookie that a spent one-time token gave.</summary>
    PaymentSession,

    /// <summary>A one-time token.</summary>
    Token,

    /// <summary>Whatever the provider proves its notifications by; who has none is acknowledged, and changes nothing.</summary>
    ProviderProof,
    Nothing,
}

/// <summary>Every endpoint of the running gateway has a row that says what it needs, and refuses those who do not have it.</summary>
internal sealed class EndpointAuthorisationTests
{
    private static readonly (string Method, string Route, Needs Needs)[] Table =
    [
        ("POST", "/v1/payments", Needs.ApiKey),
        ("GET", "/v1/payments", Needs.ApiKey),
        ("HEAD", "/v1/payments", Needs.ApiKey),
        ("GET", "/v1/payments/{}", Needs.ApiKey),
        ("HEAD", "/v1/payments/{}", Needs.ApiKey),
        ("GET", "/v1/payments/{}/events", Needs.ApiKey),
        ("HEAD", "/v1/payments/{}/events", Needs.ApiKey),
        ("POST", "/v1/payments/{}/cancel", Needs.ApiKey),
        ("POST", "/v1/payments/{}/capture", Needs.ApiKey),
        ("POST", "/v1/payments/{}/refunds", Needs.ApiKey),
        ("GET", "/v1/payments/{}/refunds", Needs.ApiKey),
        ("HEAD", "/v1/payments/{}/refunds", Needs.ApiKey),
        ("GET", "/v1/payments/{}/refunds/{}", Needs.ApiKey),
        ("HEAD", "/v1/payments/{}/refunds/{}", Needs.ApiKey),
        ("GET", "/secure/{}", Needs.Token),
        ("POST", "/secure", Needs.Token),
        ("GET", "/card_details/{}", Needs.PaymentSession),
        ("POST", "/card_details/{}", Needs.PaymentSession),
        ("POST", "/check_card/{}", Needs.PaymentSession),
        ("POST", "/card_details/{}/device_data", Needs.PaymentSession),
        ("GET", "/card_details/{}/auth_waiting", Needs.PaymentSession),
        ("GET", "/card_details/{}/capture_waiting", Needs.PaymentSession),
        ("GET", "/card_details/{}/3ds_required", Needs.PaymentSession),
        ("GET", "/card_details/{}/3ds_required_out", Needs.PaymentSession),
        ("POST", "/card_details/{}/3ds_handler", Needs.PaymentSession),
        ("GET", "/card_details/{}/3ds_required_in", Needs.Nothing),
        ("POST", "/card_details/{}/3ds_required_in", Needs.Nothing),
        ("GET", "/card_details/{}/3ds_required_in/{}", Needs.Nothing),
        ("POST", "/card_details/{}/3ds_required_in/{}", Needs.Nothing),
        ("POST", "/sandbox/3ds", Needs.Nothing),
        ("POST", "/v1/api/notifications/{}", Needs.ProviderProof),
        ("GET", "/card_details/{}/confirm", Needs.PaymentSession),
        ("POST", "/card_details/{}/confirm", Needs.PaymentSession),
        ("POST", "/card_details/{}/cancel", Needs.PaymentSession),
        ("GET", "/return/{}", Needs.PaymentSession),
        ("GET", "/", Needs.Nothing),
        ("GET", "/healthcheck", Needs.Nothing),
        ("HEAD", "/healthcheck", Needs.Nothing),
        ("GET", "/request-denied", Needs.Nothing),
        ("HEAD", "/request-denied", Needs.Nothing),
        ("POST", "/request-denied", Needs.Nothing),
        ("PUT", "/request-denied", Needs.Nothing),
        ("DELETE", "/request-denied", Needs.Nothing),
        ("GET", "/.well-known/security.txt", Needs.Nothing),
        ("HEAD", "/.well-known/security.txt", Needs.Nothing),
        ("GET", "/security.txt", Needs.Nothing),
        ("HEAD", "/security.txt", Needs.Nothing),
        ("POST", "/csp-report", Needs.Nothing),
    ];

    private GatewayUnderTest _gateway = null!;
    private string _id = "";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _gateway = await GatewayUnderTest.StartAsync("--Pay:SecurityTxtUrl=https://disclosure.example.org/security.txt");
        _id = await _gateway.PaymentInAsync(PaymentStage.Started);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        Assert.That((await _gateway.PaymentAsync(_id)).State(), Is.EqualTo("started"), "nobody without credentials has moved anything");
        await _gateway.DisposeAsync();
    }

    [Test]
    public void Every_endpoint_has_a_row()
    {
        var rows = Table.Select(row => $"{row.Method} {row.Route}").ToHashSet(StringComparer.Ordinal);
        Assert.That(Endpoints(), Is.SubsetOf(rows), "an endpoint without a row: say what it needs");
    }

    [Test]
    public void Every_row_has_an_endpoint() =>
        Assert.That(Table.Where(row => row.Method != "HEAD").Select(row => $"{row.Method} {row.Route}"), Is.SubsetOf(Endpoints()));

    [TestCaseSource(nameof(Rows))]
    public async Task Without_credentials_the_answer_refuses(string method, string route, Needs needs)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Filled(route, _id));
        if (method is "POST" or "PUT")
        {
            request.Content = needs == Needs.ApiKey
                ? new StringContent(PaymentBody.Valid, System.Text.Encoding.UTF8, "application/json")
                : new FormUrlEncodedContent([new("chargeTokenId", Guid.NewGuid().ToString()), new("csrfToken", "x")]);
        }

        var reply = await _gateway.SendAsync(request);
        switch (needs)
        {
            case Needs.ApiKey:
                Assert.That(reply.Status, Is.EqualTo(401));
                break;
            case Needs.PaymentSession or Needs.Token:
                Assert.That(reply.Status, Is.EqualTo(403));
                Assert.That(reply.Body, Does.Not.Contain("A licence").And.Not.Contain(PaymentBody.ReturnUrl), "and it tells nothing about the payment");
                break;
            case Needs.ProviderProof:
                Assert.That(reply.Status, Is.EqualTo(404), "there is no such provider; what each provider's proof is: Every_provider_s_notifications_need_their_proof");
                break;
            default:
                Assert.That(reply.Status, Is.Not.AnyOf(401, 403, 404, 405));
                break;
        }
    }

    [TestCaseSource(nameof(Rows))]
    public async Task One_kind_of_credential_does_not_open_another_kind_of_door(string method, string route, Needs needs)
    {
        if (needs != Needs.PaymentSession)
        {
            Assert.Pass("Told by the row above.");
        }

        var withKey = _gateway.Request(new HttpMethod(method), Filled(route, _id));
        withKey.Content = method == "POST" ? new FormUrlEncodedContent([new("csrfToken", "x")]) : null;
        Assert.That((await _gateway.SendAsync(withKey)).Status, Is.EqualTo(403), "an API key is not a payer");

        using var stranger = new Payer(_gateway);
        await stranger.OpenAsync(await _gateway.CreatedAsync());
        var reply = method == "GET"
            ? await stranger.GetAsync(Filled(route, _id))
            : await stranger.PostAsync(Filled(route, _id), [new("csrfToken", "x"), new("cardNo", "4444333322221111")]);
        Assert.That(reply.Status, Is.EqualTo(403), "another payment's session is not this one's");
    }

    /// <summary>What a notification that proves nothing is answered: nowhere with anything about the payment that it names.</summary>
    [TestCase("worldpay", 403)]
    [TestCase("epdq", 200)]
    [TestCase("smartpay", 401)]
    [TestCase("stripe", 400)]
    [TestCase("sandbox", 404)]
    public async Task Every_providers_notifications_need_their_proof(string provider, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/api/notifications/{provider}")
        {
            Content = provider == "epdq"
                ? new FormUrlEncodedContent([new("orderID", _id), new("STATUS", "9"), new("PAYID", "1"), new("SHASIGN", "00")])
                : new StringContent("{\"live\":\"false\"}", System.Text.Encoding.UTF8, "application/json"),
        };
        Assert.That((await _gateway.SendAsync(request)).Status, Is.EqualTo(status));
    }

    private static IEnumerable<TestCaseData> Rows() => Table.Select(row => new TestCaseData(row.Method, row.Route, row.Needs));

    private static string Filled(string route, string id)
    {
        var at = route.IndexOf("{}", StringComparison.Ordinal);
        return at < 0 ? route : (route[..at] + id + route[(at + 2)..]).Replace("{}", "x", StringComparison.Ordinal);
    }

    /// <summary>What is routed, but for the style sheets and scripts, which are everybody's.</summary>
    private HashSet<string> Endpoints()
    {
        var endpoints = _gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
        return
        [
            .. from endpoint in endpoints
               let route = "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
                   segment.IsSimple && segment.Parts[0].IsParameter ? "{}" : string.Concat(segment.Parts.Select(part =>
                       part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "*"))))
               where !route.StartsWith("/public/", StringComparison.Ordinal) && !route.StartsWith("/assets/", StringComparison.Ordinal)
               from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
               select $"{method} {route}",
        ];
    }
}
