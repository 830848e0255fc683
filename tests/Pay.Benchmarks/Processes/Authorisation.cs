using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pay.Benchmarks.Processes;

/// <summary>
/// The gateway's own time in an authorisation (architecture section 8), seen from above: from sending the payer's form to the redirect,
/// over HTTP, with the sandbox's part in it, which has a commit of its own.
/// </summary>
internal static partial class Authorisation
{
    public static async Task RunAsync(string gatewayDll, int times)
    {
        Conditions.Print("SQLite, one payer after the other");
        var directory = Directory.CreateTempSubdirectory("pay-bench-").FullName;
        try
        {
            await using var gateway = await GatewayRun.StartAsync(gatewayDll, $"--Pay:DataDirectory={directory}");
            using var api = gateway.Client(await GatewayRun.NewKeyAsync(gatewayDll, $"--Pay:DataDirectory={directory}"));
            var milliseconds = new List<double>();
            for (var i = 0; i < times * 2; i++)
            {
                var took = await AuthoriseAsync(api, gateway.Address);
                if (i >= times)
                {
                    milliseconds.Add(took.TotalMilliseconds); // The first half warms up.
                }
            }

            milliseconds.Sort();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{times} authorisations, the sandbox's part included: p50 {milliseconds[times / 2]:F2} ms (figure, without it: < 2), p95 {milliseconds[times * 95 / 100]:F2} ms"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<TimeSpan> AuthoriseAsync(HttpClient api, Uri gateway)
    {
        using var body = new StringContent(
            """{"amount":14500,"reference":"12345","description":"Pay your council tax","return_url":"https://service.example.gov.uk/done"}""",
            Encoding.UTF8,
            "application/json");
        using var created = await api.PostAsync(new Uri("/v1/payments", UriKind.Relative), body);
        var payment = JsonNode.Parse(await created.Content.ReadAsStringAsync())!;
        var id = (string)payment["payment_id"]!;

        // One payer is one browser: its cookies, its connection.
        using var payer = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = gateway };
        using var opened = await payer.GetAsync(new Uri((string)payment["_links"]!["next_url"]!["href"]!));
        var page = await payer.GetStringAsync(new Uri($"/card_details/{id}", UriKind.Relative));
        using var form = new FormUrlEncodedContent(
        [
            new("csrfToken", WebUtility.HtmlDecode(FormToken().Match(page).Groups["token"].Value)),
            new("chargeId", id),
            new("cardNo", "4444333322221111"),
            new("expiryMonth", "12"),
            new("expiryYear", (DateTime.UtcNow.Year + 5).ToString(CultureInfo.InvariantCulture)),
            new("cardholderName", "Jane Doe"),
            new("cvc", "123"),
            new("addressLine1", "1 High Street"),
            new("addressCity", "London"),
            new("addressCountry", "GB"),
            new("addressPostcode", "E1 8QS"),
            new("email", "jane.doe@example.org"),
        ]);
        var watch = Stopwatch.StartNew();
        using var answer = await payer.PostAsync(new Uri($"/card_details/{id}", UriKind.Relative), form);
        var took = watch.Elapsed;
        return answer.Headers.Location?.OriginalString.EndsWith("/confirm", StringComparison.Ordinal) == true
            ? took
            : throw new InvalidOperationException($"The card was not authorised: {(int)answer.StatusCode} {answer.Headers.Location}");
    }

    [GeneratedRegex("name=\"csrfToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormToken();
}
