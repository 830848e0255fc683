using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Pay.Client.AspNetCore;
using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.AspNetCore;

/// <summary>A service that uses the package, over real http; <c>X-Test-Scheme</c> stands for a proxy that ended TLS.</summary>
internal sealed class WebService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebService(WebApplication app) => _app = app;

    public HttpClient Browser { get; private set; } = null!;

    public static async Task<WebService> StartAsync(ScriptedServer pay, Action<IServiceCollection>? change = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.ListenLocalhostPort());
        builder.Services.AddPay(o =>
        {
            o.ApiKey = "api_test_key";
            o.BaseUrl = pay.Url;
        });
        builder.Services.AddSingleton<IPaymentReturnStore, MemoryPaymentReturnStore>();
        change?.Invoke(builder.Services);
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Request.Scheme = context.Request.Headers.TryGetValue("X-Test-Scheme", out var scheme) ? scheme.ToString() : context.Request.Scheme;
            return next(context);
        });
        app.MapGet("/remember/{id}", (HttpContext context, string id) => context.RememberPayment(id));
        app.MapGet("/who", (HttpContext context) => context.TryGetReturningPayment(out var id) ? id : "nobody");
        app.MapGet("/forget", (HttpContext context) => context.ForgetPayment());
        app.MapGet("/payment/{id}", async (string id, PayClient client) => (await client.Payments.GetAsync(id)).PaymentId);
        app.MapPaymentReturn("/return/", (_, payment) => Task.FromResult(Results.Text($"{payment.PaymentId} {payment.State.Status}")));
        await app.StartAsync();
        return new WebService(app)
        {
            Browser = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.Single()) },
        };
    }

    public IServiceProvider Services => _app.Services;

    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Browser.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await _app.DisposeAsync();
    }
}
