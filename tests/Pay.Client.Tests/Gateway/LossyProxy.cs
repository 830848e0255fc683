using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Gateway;

/// <summary>
/// Stands between a client and the gateway and loses answers: the gateway gets the request and acts, the client's connection dies.
/// </summary>
internal sealed class LossyProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri _gateway;
    private int _losses;

    private LossyProxy(WebApplication app, Uri gateway)
    {
        _app = app;
        _gateway = gateway;
    }

    public Uri Url => new(_app.Urls.Single());

    /// <summary>How many answers to POST requests are still to be lost.</summary>
    public int Losses
    {
        get => _losses;
        set => _losses = value;
    }

    public static async Task<LossyProxy> StartAsync(Uri gateway)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.ListenLocalhostPort());
        var app = builder.Build();
        var proxy = new LossyProxy(app, gateway);
        app.Run(proxy.ForwardAsync);
        await app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_gateway, context.Request.Path + context.Request.QueryString.ToString()));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        request.Content = new ByteArrayContent(body.ToArray());
        foreach (var header in context.Request.Headers.Where(h => h.Key is not ("Host" or "Content-Length")))
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value))
            {
                request.Content.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
            }
        }

        using var answer = await _http.SendAsync(request);
        if (request.Method == HttpMethod.Post && Interlocked.Decrement(ref _losses) >= 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.StatusCode != System.Net.HttpStatusCode.NoContent)
        {
            await answer.Content.CopyToAsync(context.Response.Body);
        }
    }
}
