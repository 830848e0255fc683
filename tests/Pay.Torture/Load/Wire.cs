using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Pay.Gateway.Tests;

namespace Pay.Torture.Load;

/// <summary>Requests whose answer may never come: <see langword="null"/> then, and nobody knows what became of them.</summary>
internal sealed class Wire(string apiKey) : IDisposable
{
    /// <summary>Longer than any answer of a gateway that is well.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A client that asked again at once would do nothing but that while a gateway is down.</summary>
    private static readonly TimeSpan AfterLoss = TimeSpan.FromMilliseconds(40);

    private readonly HttpClient _api = Client(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }, apiKey);

    public Task<ApiReply?> GetAsync(Uri gateway, string path) => SendAsync(HttpMethod.Get, gateway, path, json: null, key: null);

    public Task<ApiReply?> PostAsync(Uri gateway, string path, string? json, string? key) => SendAsync(HttpMethod.Post, gateway, path, json, key);

    public void Dispose() => _api.Dispose();

    /// <summary>A browser: keeps cookies, over the death of a gateway and from one gateway to another.</summary>
    public static HttpClient NewBrowser() =>
        Client(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }, apiKey: null);

    public static async Task<PageReply?> PageAsync(HttpClient browser, Uri gateway, string path, IEnumerable<KeyValuePair<string, string>>? form = null)
    {
        using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, new Uri(gateway, path));
        if (form is not null)
        {
            request.Content = new FormUrlEncodedContent(form);
        }

        try
        {
            using var response = await browser.SendAsync(request);
            return new PageReply((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.OriginalString);
        }
        catch (Exception fault) when (IsLost(fault))
        {
            await Task.Delay(AfterLoss);
            return null;
        }
    }

    private async Task<ApiReply?> SendAsync(HttpMethod method, Uri gateway, string path, string? json, string? key)
    {
        using var request = new HttpRequestMessage(method, new Uri(gateway, path));
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var response = await _api.SendAsync(request);
            return await ApiReply.ReadAsync(response);
        }
        catch (Exception fault) when (IsLost(fault))
        {
            await Task.Delay(AfterLoss);
            return null;
        }
    }

    /// <summary>A connection that is reset while it is made comes out of HttpClient as a bare <see cref="SocketException"/>.</summary>
    private static bool IsLost(Exception fault) => fault is HttpRequestException or IOException or SocketException or OperationCanceledException;

    private static HttpClient Client(SocketsHttpHandler handler, string? apiKey)
    {
        var http = new HttpClient(handler) { Timeout = Patience };
        if (apiKey is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }

        return http;
    }
}
