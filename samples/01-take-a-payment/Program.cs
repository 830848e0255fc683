using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Configuration.Memory;
using TakeAPayment;

var builder = WebApplication.CreateBuilder(args);

// What suits a laptop; anything else in the configuration (command line, environment) wins.
builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
{
    InitialData =
    [
        new("urls", "http://127.0.0.1:5090"),
        new("AllowedHosts", "127.0.0.1;localhost;[::1]"),
        new("Pay:ApiKey", Environment.GetEnvironmentVariable("PAY_API_KEY")),
        new("Pay:BaseUrl", "http://127.0.0.1:5080"),
        // True of a Pay gateway. Against GOV.UK Pay, start with --Pay:IdempotencyKeysHonoured=false.
        new("Pay:IdempotencyKeysHonoured", "true"),
        new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
        new("Logging:LogLevel:System.Net.Http", "Warning"),
    ],
});

if (string.IsNullOrWhiteSpace(builder.Configuration["Pay:ApiKey"]))
{
    Console.Error.WriteLine("""
        No API key. Start the gateway (dotnet run --project host/Pay.Gateway), make a key, and start this sample with it:

          PAY_API_KEY=$(dotnet run --project host/Pay.Gateway -- keys create --account sandbox --description "sample" --quiet) \
            dotnet run --project samples/01-take-a-payment
        """);
    return 1;
}

builder.Services.AddPay(builder.Configuration.GetSection("Pay"));
builder.Services.AddRazorComponents();
builder.Services.AddAntiforgery();
builder.Services.AddProblemDetails();

var app = builder.Build();
app.UseExceptionHandler(errors => errors.Run(FaultPage.AnswerAsync));
app.Use(async (context, next) =>
{
    context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";
    context.Response.Headers["Referrer-Policy"] = "no-referrer";
    context.Response.Headers.CacheControl = "no-cache, no-store";
    await next(context);
});
app.UseRouting();
app.UseAntiforgery();

app.MapGet("/", () => new RazorComponentResult<StartPage>());
app.MapGet("/style.css", () => Results.Stream(typeof(StartPage).Assembly.GetManifestResourceStream("style.css")!, "text/css"));
app.MapPost("/pay", TakePayment.RunAsync);
app.MapGet("/return", ShowPayment.RunAsync);
app.MapPost("/refund", RefundPayment.RunAsync);

await app.RunAsync();
return 0;
