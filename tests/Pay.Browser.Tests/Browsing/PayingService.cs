using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Pay.Browser.Tests.Browsing;

/// <summary>
/// The service that payers pay and come back to. It keeps what browsers asked it for to the letter, so that a <c>return_url</c> can
/// be compared whole. Its host differs from the gateway's, as in life: its pages are another site.
/// </summary>
public sealed class PayingService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _visits = new();
    private readonly ConcurrentQueue<string> _referrers = new();
    private readonly ConcurrentDictionary<string, string> _pages = new(StringComparer.Ordinal);

    private PayingService(WebApplication app) => _app = app;

    /// <summary>Such as <c>http://localhost:41234</c>; the gateway is at 127.0.0.1.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>The same server by another name: another origin.</summary>
    public string OtherOrigin { get; private set; } = "";

    /// <summary>Paths and queries as browsers sent them, in order.</summary>
    public IReadOnlyList<string> Visits => [.. _visits];

    /// <summary>What browsers said of the page that they came from.</summary>
    public IReadOnlyList<string> Referrers => [.. _referrers];

    public static async Task<PayingService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var service = new PayingService(app);
        app.Run(service.ServeAsync);
        await app.StartAsync();
        var port = new Uri(app.Urls.First()).Port;
        service.Origin = $"http://localhost:{port}";
        service.OtherOrigin = $"http://www.localhost:{port}";
        return service;
    }

    /// <summary>Serves a page of the service's own, such as one with a form that leads to the gateway.</summary>
    public string Serve(string path, string html)
    {
        _pages[path] = html;
        return Origin + path;
    }

    /// <summary>A return_url that no other payment has.</summary>
    public string NewReturnUrl() => $"{Origin}/paid/{Guid.NewGuid():N}";

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ServeAsync(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target == "/favicon.ico")
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        _visits.Enqueue(target);
        if (http.Request.Headers.Referer.ToString() is { Length: > 0 } referrer)
        {
            _referrers.Enqueue(referrer);
        }

        if (target.StartsWith("/moved/", StringComparison.Ordinal))
        {
            http.Response.Redirect($"{OtherOrigin}/arrived/{target["/moved/".Length..]}");
            return;
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        await http.Response.WriteAsync(_pages.TryGetValue(http.Request.Path, out var page)
            ? page
            : "<!DOCTYPE html><html lang=en><title>The service</title><h1>Back at the service</h1>");
    }
}
