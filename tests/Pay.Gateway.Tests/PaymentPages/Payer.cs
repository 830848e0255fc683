using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Pay.Gateway.Tests.PaymentPages;

/// <summary>A payer's browser without scripts: keeps cookies, follows nothing by itself, and finds form tokens in pages.</summary>
internal sealed partial class Payer(GatewayUnderTest gateway) : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private HttpClient? _http;

    public HttpClient Http => _http ??= new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = _cookies })
    {
        BaseAddress = gateway.Address,
    };

    public static Dictionary<string, string> Card(string number = "4444333322221111") => CardSamples.Form(
        "cardNo", number, "expiryMonth", "12", "expiryYear", $"{DateTime.UtcNow.Year + 2}");

    /// <summary>A new payment, as the service sees it.</summary>
    public async Task<(string PaymentId, string NextUrl)> NewPaymentAsync(object? extra = null)
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["amount"] = 14500,
            ["reference"] = "r",
            ["description"] = "Council & tax",
            ["return_url"] = "https://service.example.org/return?a=1",
        };
        foreach (var property in JsonSerializer.SerializeToElement(extra ?? new { }).EnumerateObject())
        {
            fields[property.Name] = property.Value;
        }

        using var answer = await gateway.Http.SendAsync(gateway.Request(HttpMethod.Post, "/v1/payments", JsonSerializer.Serialize(fields)));
        var payment = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), payment.ToString());
        return (payment.GetProperty("payment_id").GetString()!,
            payment.GetProperty("_links").GetProperty("next_url").GetProperty("href").GetString()!);
    }

    /// <summary>A new payment, opened in this browser: its id and a form token.</summary>
    public async Task<(string PaymentId, string FormToken)> OpenAsync(object? extra = null)
    {
        var (paymentId, nextUrl) = await NewPaymentAsync(extra);
        (await GetAsync(nextUrl)).Dispose();
        return (paymentId, FormToken(await PageAsync($"/card_details/{paymentId}")));
    }

    public Task<HttpResponseMessage> GetAsync(string url) => Http.GetAsync(new Uri(url, UriKind.RelativeOrAbsolute));

    public async Task<string> PageAsync(string path)
    {
        using var answer = await GetAsync(path);
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string? formToken, IEnumerable<KeyValuePair<string, string>>? fields = null)
    {
        var token = formToken is null ? [] : new[] { KeyValuePair.Create("csrfToken", formToken) };
        using var form = new FormUrlEncodedContent([.. fields ?? [], .. token]);
        return await Http.PostAsync(new Uri(path, UriKind.Relative), form);
    }

    /// <summary>Opens a new payment and submits a card.</summary>
    public async Task<(string PaymentId, HttpResponseMessage Answer)> SubmitAsync(string number, object? extra = null)
    {
        var (paymentId, token) = await OpenAsync(extra);
        return (paymentId, await PostAsync($"/card_details/{paymentId}", token, Card(number)));
    }

    /// <summary>The payment's state as the service sees it: status, and code if there is one.</summary>
    public async Task<string> StateAsync(string paymentId)
    {
        using var answer = await gateway.Http.SendAsync(gateway.Request(HttpMethod.Get, $"/v1/payments/{paymentId}"));
        var state = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state");
        return state.GetProperty("status").GetString() + (state.TryGetProperty("code", out var code) ? " " + code.GetString() : "");
    }

    public static string FormToken(string page) => TokenField().Match(page) is { Success: true } match
        ? match.Groups["token"].Value
        : throw new InvalidOperationException("There is no form in the page: " + Heading(page));

    public static string Heading(string page) => WebUtility.HtmlDecode(HeadingElement().Match(page).Groups["heading"].Value);

    public static async Task<string> HeadingAsync(HttpResponseMessage answer) => Heading(await answer.Content.ReadAsStringAsync());

    public void Dispose() => _http?.Dispose();

    [GeneratedRegex("id=\"csrf\" name=\"csrfToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenField();

    [GeneratedRegex("<h1[^>]*>(?<heading>[^<]*)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HeadingElement();
}
