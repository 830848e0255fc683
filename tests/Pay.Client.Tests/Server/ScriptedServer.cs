using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pay.Client.Tests.Server;

/// <summary>A request as the server got it.</summary>
internal sealed record ReceivedRequest(string Method, string Target, IHeaderDictionary Headers, byte[] Body, DateTimeOffset At)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public override string ToString() => $"{Method} {Target}";
}

/// <summary>
/// A real HTTP server on a real socket that answers from a script: each request takes the next answer. A request beyond the script
/// is a failure of the test, so that a call that asks too often is noticed.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _script = new();
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();

    private int _unexpected;

    private ScriptedServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public IReadOnlyList<string> Targets => [.. _requests.Select(r => r.ToString())];

    public int Left => _script.Count;

    /// <summary>Requests that the script had no answer for.</summary>
    public int Unexpected => _unexpected;

    public static async Task<ScriptedServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.ListenLocalhostPort());
        var app = builder.Build();
        var server = new ScriptedServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Url = new Uri(address);
        return server;
    }

    public ScriptedServer Then(params Func<HttpContext, Task>[] answers)
    {
        foreach (var answer in answers)
        {
            _script.Enqueue(answer);
        }

        return this;
    }

    public PayClientOptions Options(Action<PayClientOptions>? change = null)
    {
        var options = new PayClientOptions
        {
            ApiKey = "api_test_key",
            BaseUrl = Url,
            RetryDelay = TimeSpan.FromMilliseconds(20),
            RetryDelayMax = TimeSpan.FromSeconds(5),
        };
        change?.Invoke(options);
        return options;
    }

    public PayClient Client(Action<PayClientOptions>? change = null) => new(Options(change));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var headers = new HeaderDictionary(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase));
        _requests.Enqueue(new ReceivedRequest(context.Request.Method, target, headers, body.ToArray(), DateTimeOffset.UtcNow));
        if (_script.TryDequeue(out var answer))
        {
            await answer(context);
        }
        else
        {
            // 418 is never retried and no test expects it; that there was a request is told at the end of the test.
            Interlocked.Increment(ref _unexpected);
            context.Response.StatusCode = 418;
        }
    }
}

internal static class LoopbackPort
{
    public static void ListenLocalhostPort(this Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions options) =>
        options.Listen(System.Net.IPAddress.Loopback, 0);
}
