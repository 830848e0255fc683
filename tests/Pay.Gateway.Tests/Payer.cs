using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pay.Gateway.Tests;

/// <summary>An answer of a payment page: the page, or where it leads.</summary>
public sealed record PageReply(int Status, string Body, string? Location)
{
    /// <summary>The content security policy, word for word.</summary>
    public string Policy { get; init; } = "";

    public override string ToString() => $"{Status} {Location}";
}

/// <summary>
/// Somebody who pays: walks the real pages over HTTP with cookies and without scripts (payment-pages.md sections 3, 5 and 9). One
/// payer is one browser.
/// </summary>
public sealed partial class Payer : IDisposable
{
    public const string GoodCard = "4444333322221111";
    public const string DeclinedCard = "4000000000000002";
    public const string ErrorCard = "4000000000000119";

    private readonly HttpClient _http;

    public Payer(GatewayUnderTest gateway)
        : this(gateway.Address)
    {
    }

    /// <param name="addresses">Where gateways serve, in this process or in others. Of several each gets a request in turn.</param>
    public Payer(params Uri[] addresses)
        : this(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }, addresses)
    {
    }

    private Payer(HttpMessageHandler browser, Uri[] addresses) =>
        _http = new HttpClient(new TakingTurns(addresses, browser)) { BaseAddress = addresses[0] };

    /// <summary>A payer who comes by https, which ends in a proxy in front of the gateway (<c>Pay:PublicUrl</c>).</summary>
    /// <param name="gateway">Where the proxy goes.</param>
    /// <param name="forwardedFor">What the proxy sends as <c>X-Forwarded-For</c>.</param>
    public static Payer BehindProxy(GatewayUnderTest gateway, string? forwardedFor = null) => new(new ProxyInFront(forwardedFor), [gateway.Address]);

    /// <summary>Follows a <c>next_url</c>: the token is spent, the page behind it is opened. Returns the payment's id.</summary>
    public async Task<string> OpenAsync(string nextUrl)
    {
        var reply = await GetAsync(nextUrl);
        var place = reply.Status == 303 && reply.Location is { } location
            ? PaymentPlace().Match(location)
            : throw new InvalidOperationException($"The address leads to no payment: {reply}");
        await GetAsync(reply.Location);
        return place.Groups["id"].Value;
    }

    public Task<string> OpenAsync(JsonObject payment) => OpenAsync(payment.NextUrl());

    /// <summary>Fills in the card form and sends it. The payment must have been opened.</summary>
    public async Task<PageReply> SubmitCardAsync(string paymentId, string cardNumber = GoodCard, string cvc = "123", string? email = null, string browserData = "")
    {
        var page = await GetAsync($"/card_details/{paymentId}");
        return await SendCardAsync(paymentId, FormToken(page.Body), cardNumber, cvc, email, browserData);
    }

    /// <summary>Sends the card form with a token that was read before.</summary>
    public Task<PageReply> SendCardAsync(string paymentId, string formToken, string cardNumber = GoodCard, string cvc = "123", string? email = null, string browserData = "") =>
        PostAsync($"/card_details/{paymentId}",
        [
            new("csrfToken", formToken),
            new("chargeId", paymentId),
            new("cardNo", cardNumber),
            new("expiryMonth", "12"),
            new("expiryYear", (DateTime.UtcNow.Year + 5).ToString(CultureInfo.InvariantCulture)),
            new("cardholderName", "Jane Doe"),
            new("cvc", cvc),
            new("addressLine1", "1 High Street"),
            new("addressLine2", ""),
            new("addressCity", "London"),
            new("addressCountry", "GB"),
            new("addressPostcode", "E1 8QS"),
            new("email", email ?? "jane.doe@example.org"),
            new("browserData", browserData),
        ]);

    /// <summary>Presses "Confirm payment".</summary>
    public async Task<PageReply> ConfirmAsync(string paymentId)
    {
        var page = await GetAsync($"/card_details/{paymentId}/confirm");
        return await SendConfirmAsync(paymentId, FormToken(page.Body));
    }

    public Task<PageReply> SendConfirmAsync(string paymentId, string formToken) =>
        PostAsync($"/card_details/{paymentId}/confirm", [new("csrfToken", formToken), new("chargeId", paymentId)]);

    /// <summary>Presses "Cancel payment" on the card page or the confirm page.</summary>
    public async Task<PageReply> CancelAsync(string paymentId)
    {
        var page = await GetAsync($"/card_details/{paymentId}");
        if (!page.Body.Contains("csrfToken", StringComparison.Ordinal))
        {
            page = await GetAsync($"/card_details/{paymentId}/confirm");
        }

        return await PostAsync($"/card_details/{paymentId}/cancel", [new("csrfToken", FormToken(page.Body))]);
    }

    /// <summary>Goes back to the service.</summary>
    public Task<PageReply> ReturnAsync(string paymentId) => GetAsync($"/return/{paymentId}");

    /// <summary>The whole way: open, card, confirm, back to the service. Returns the payment's id.</summary>
    public async Task<string> PayAsync(string nextUrl, string cardNumber = GoodCard)
    {
        var id = await OpenAsync(nextUrl);
        Expect(await SubmitCardAsync(id, cardNumber), 303, $"/card_details/{id}/confirm");
        Expect(await ConfirmAsync(id), 303, $"/return/{id}");
        await ReturnAsync(id);
        return id;
    }

    public Task<string> PayAsync(JsonObject payment, string cardNumber = GoodCard) => PayAsync(payment.NextUrl(), cardNumber);

    public async Task<PageReply> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));
        return await ReadAsync(response);
    }

    public async Task<PageReply> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        using var response = await _http.PostAsync(new Uri(path, UriKind.RelativeOrAbsolute), content);
        return await ReadAsync(response);
    }

    /// <summary>The token of a page's first form.</summary>
    public static string FormToken(string page) => FormTokenField().Match(page) is { Success: true } match
        ? WebUtility.HtmlDecode(match.Groups["token"].Value)
        : throw new InvalidOperationException($"There is no form in the page: {Heading(page)}");

    public static string Heading(string page) => WebUtility.HtmlDecode(HeadingElement().Match(page).Groups["text"].Value).Trim();

    public void Dispose() => _http.Dispose();

    private static void Expect(PageReply reply, int status, string place)
    {
        if (reply.Status != status || reply.Location?.EndsWith(place, StringComparison.Ordinal) != true)
        {
            throw new InvalidOperationException($"Expected {status} {place}, got {reply}: {Heading(reply.Body)}");
        }
    }

    private static async Task<PageReply> ReadAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.OriginalString)
        {
            Policy = response.Headers.TryGetValues("Content-Security-Policy", out var policy) ? string.Join(", ", policy) : "",
        };

    /// <summary>Browser and proxy in one: cookies that are for https only go over the last, plain, part of the way as well.</summary>
    private sealed class ProxyInFront(string? forwardedFor) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (forwardedFor is not null)
            {
                request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
            }

            if (_cookies.Count > 0)
            {
                request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            }

            var response = await base.SendAsync(request, cancellationToken);
            foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                var pair = cookie.Split(';')[0].Split('=', 2);
                _cookies[pair[0]] = pair[1];
            }

            return response;
        }
    }

    /// <summary>A load balancer that remembers nobody.</summary>
    private sealed class TakingTurns(Uri[] addresses, HttpMessageHandler browser) : DelegatingHandler(browser)
    {
        private int _requests;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var next = addresses[_requests++ % addresses.Length];
            request.RequestUri = new Uri(next, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }

    [GeneratedRegex("/card_details/(?<id>[^/?]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PaymentPlace();

    [GeneratedRegex("name=\"csrfToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormTokenField();

    [GeneratedRegex("<h1[^>]*>(?<text>[^<]*)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HeadingElement();
}
