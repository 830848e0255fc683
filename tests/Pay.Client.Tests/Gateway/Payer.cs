using System.Net;
using System.Text.RegularExpressions;

namespace Pay.Client.Tests.Gateway;

/// <summary>A browser without scripts: follows links and redirects, keeps cookies, and fills in forms by the names that the contract fixes.</summary>
internal sealed partial class Payer : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { CookieContainer = new CookieContainer(), MaxAutomaticRedirections = 5 });

    /// <summary>Where the browser is.</summary>
    public Uri? Location { get; private set; }

    /// <summary>What it shows.</summary>
    public string Page { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    public async Task GoAsync(Uri address)
    {
        using var answer = await _http.GetAsync(address);
        await ShowAsync(answer);
    }

    /// <summary>Sends a form, with the hidden fields that the page has.</summary>
    public async Task SendAsync(string action, params (string Name, string Value)[] fields)
    {
        var all = HiddenField().Matches(Page)
            .Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)))
            .Concat(fields)
            .GroupBy(f => f.Item1, f => f.Item2, StringComparer.Ordinal)
            .ToDictionary(f => f.Key, f => f.Last(), StringComparer.Ordinal);
        using var answer = await _http.PostAsync(new Uri(Location!, action), new FormUrlEncodedContent(all));
        await ShowAsync(answer);
    }

    /// <summary>Pays at <c>next_url</c>, up to the confirmation and the way back to the service.</summary>
    public async Task PayAsync(string nextUrl, string cardNumber = "4444333322221111")
    {
        await GoAsync(new Uri(nextUrl));
        await EnterCardAsync(cardNumber);
        if (Location!.AbsolutePath.EndsWith("/confirm", StringComparison.Ordinal))
        {
            await SendAsync(Location.AbsolutePath);
        }
    }

    public Task EnterCardAsync(string cardNumber) => SendAsync(
        Location!.AbsolutePath,
        ("cardNo", cardNumber),
        ("expiryMonth", "12"),
        ("expiryYear", $"{DateTime.UtcNow.Year + 2}"),
        ("cardholderName", "J Bogs"),
        ("cvc", "123"),
        ("addressLine1", "1 Street"),
        ("addressCity", "London"),
        ("addressCountry", "GB"),
        ("addressPostcode", "N1 1NN"),
        ("email", "payer@example.org"));

    public void Dispose() => _http.Dispose();

    private async Task ShowAsync(HttpResponseMessage answer)
    {
        Status = answer.StatusCode;
        Location = answer.RequestMessage!.RequestUri;
        Page = await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*name=\"(?<name>[^\"]+)\"[^>]*value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HiddenField();
}
