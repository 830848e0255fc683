using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Logging.Console;
using Pay.Gateway.Accounts;
using Pay.Gateway.Api;
using Pay.Gateway.Commands;
using Pay.Gateway.Notifications;
using Pay.Gateway.PaymentPages;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.Payments;
using Pay.Gateway.Providers;
using Pay.Gateway.Providers.Epdq;
using Pay.Gateway.Providers.Sandbox;
using Pay.Gateway.Providers.Smartpay;
using Pay.Gateway.Providers.Stripe;
using Pay.Gateway.Providers.Transport;
using Pay.Gateway.Providers.Worldpay;
using Pay.Gateway.Refunds;
using Pay.Gateway.Reliability;
using Pay.Gateway.Security;
using Pay.Gateway.Storage;
using Pay.Gateway.Storage.Postgres;
using Pay.Gateway.Storage.Sqlite;
using Pay.Gateway.Telemetry;
using Pay.Providers;

namespace Pay.Gateway;

/// <summary>The gateway as a web application: one line per feature.</summary>
internal static class GatewayHost
{
    /// <summary>Longer than any call to a provider: one that is cut off is one whose outcome nobody knows.</summary>
    private static readonly TimeSpan ShutdownTimeLimit = TimeSpan.FromSeconds(75);

    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <param name="args">ASP.NET configuration on the command line, such as <c>--urls</c> and <c>--Pay:DataDirectory=</c>.</param>
    /// <param name="replace">What a test puts in place of the clock, or beside the sandbox.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // Settings are read once: watching files would put a watcher on everything below, the database included.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestLimits.BodyBytesMax;
        });
        if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"])
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        AddLogging(builder.Logging);
        AddGateway(builder.Services, GatewaySettings.Load(builder.Configuration));
        builder.Services.AddPaymentPages();
        builder.Services.AddHostedService<WorkLoop>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RematchNotifications>());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeLimit);
        builder.Services.AddHostedService<WorkSampler>();
        builder.Services.AddHostedService<TelemetryExport>();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        Map(app);
        return app;
    }

    /// <summary>Brings the database up to date and starts serving; prints the way to a first payment where there is none yet.</summary>
    public static async Task StartAsync(WebApplication app, TextWriter output)
    {
        await app.Services.GetRequiredService<Database>().MigrateAsync();
        await app.Services.GetRequiredService<Installation>().LoadAsync(app.Services.GetRequiredService<Database>());
        await app.StartAsync();
        await app.Services.GetRequiredService<LiveCards>().WarnAsync();
        await app.Services.GetRequiredService<FirstStart>().RunAsync(output);
    }

    /// <summary>Everything but the web server: what a command needs, too.</summary>
    public static void AddGateway(IServiceCollection services, GatewaySettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.Api);
        services.AddSingleton(settings.Expiry);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Database>(_ => settings.Storage.Postgres is { Length: > 0 } postgres
            ? new PostgresDatabase(postgres)
            : new SqliteDatabase(Path.GetFullPath(settings.DataDirectory)));
        services.AddSingleton<Microsoft.Extensions.Options.IConfigureOptions<KeyManagementOptions>, DatabaseKeyRing>();

        services.AddSingleton<Installation>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<AccountLookup>();
        services.AddSingleton<FirstStart>();
        services.AddSingleton<PublicAddress>();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<Firewall>();
        services.AddSingleton<ApiPipeline>();

        services.AddSingleton<SandboxLedger>();
        services.AddSingleton<SandboxFinish>();
        services.AddSingleton<IWorkHandler>(provider => provider.GetRequiredService<SandboxFinish>());
        services.AddSingleton<IPspAdapter, SandboxAdapter>();
        services.AddSingleton<IPspAdapter, WorldpayAdapter>();
        services.AddSingleton<IPspAdapter, EpdqAdapter>();
        services.AddSingleton<IPspAdapter, SmartpayAdapter>();
        services.AddSingleton<IPspAdapter, StripeAdapter>();
        if (settings.ProvidersDirectory is { Length: > 0 } directory)
        {
            foreach (var adapter in LoadedProviders.Load(directory))
            {
                services.AddSingleton(adapter);
            }
        }

        PspTransports.Add(services);
        services.AddSingleton<PspContexts>();
        services.AddSingleton<SecretBox>();
        services.AddSingleton<ProviderCredentials>();
        services.AddSingleton<GatewayMetrics>();
        services.AddSingleton<ProviderCalls>();
        services.AddSingleton<WorkRunner>();

        AddPayments(services);
        AddRefunds(services);
    }

    private static void AddPayments(IServiceCollection services)
    {
        services.AddSingleton<PaymentTokens>();
        services.AddSingleton<PaymentJson>();
        services.AddSingleton<PaymentReader>();
        services.AddSingleton<CreatePayment>();
        services.AddSingleton<GetPayment>();
        services.AddSingleton<GetPaymentEvents>();
        services.AddSingleton<SearchPayments>();
        services.AddSingleton<CancelPayment>();
        services.AddSingleton<CapturePayment>();
        services.AddSingleton<StartPayment>();
        services.AddSingleton<AuthorisePayment>();
        services.AddSingleton<SettleAuthorisation>();
        services.AddSingleton<Authentications>();
        services.AddSingleton<ContinueAuthentication>();
        services.AddSingleton<ConfirmPayment>();
        services.AddSingleton<CancelByPayer>();
        services.AddSingleton<ExpirePayment>();
        services.AddSingleton<IWorkHandler>(provider => provider.GetRequiredService<ExpirePayment>());
        services.AddSingleton<IWorkHandler, InquireAuthorisation>();
        services.AddSingleton<IWorkHandler, CaptureAtProvider>();
        services.AddSingleton<IWorkHandler, CancelAtProvider>();
    }

    private static void AddRefunds(IServiceCollection services)
    {
        services.AddSingleton<RefundJson>();
        services.AddSingleton<RefundAnswer>();
        services.AddSingleton<CreateRefund>();
        services.AddSingleton<GetRefund>();
        services.AddSingleton<ListRefunds>();
        services.AddSingleton<SettleRefund>();
        services.AddSingleton<IWorkHandler, RefundAtProvider>();
        services.AddSingleton<ApplyRefundEvent>();
        services.AddSingleton<ReceiveNotification>();
        services.AddSingleton<NotificationSource>();
        services.AddSingleton<NotificationCandidates>();
        services.AddSingleton<NotificationEndpoint>();
        services.AddSingleton<RematchNotifications>();
    }

    private static void Map(WebApplication app)
    {
        TrustedProxies.Use(app, app.Services.GetRequiredService<GatewaySettings>().TrustedProxies);
        app.Use(app.Services.GetRequiredService<ApiPipeline>().CheckKeyFormAsync);
        app.UseRouting();
        app.Use(ApiPipeline.RefuseUnroutedAsync);

        CreatePayment.Map(app);
        SearchPayments.Map(app);
        GetPayment.Map(app);
        GetPaymentEvents.Map(app);
        CancelPayment.Map(app);
        CapturePayment.Map(app);
        CreateRefund.Map(app);
        ListRefunds.Map(app);
        GetRefund.Map(app);
        NotificationEndpoint.Map(app);
        HealthCheck.Map(app);
        RequestDenied.Map(app);
        SecurityTxt.Map(app);
        app.MapPaymentPages();
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(console => console.FormatterName = RedactingConsoleFormatter.Name);
        logging.AddConsoleFormatter<RedactingConsoleFormatter, ConsoleFormatterOptions>();

        // Addresses of one-time pages are secrets, and the framework logs addresses.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);

        // What keeps the gateway from starting is told once, in words for the operator.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);

        // As long as this category could log anything, the framework makes an activity and a log scope for every request.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

        // The key ring lives in the database beside what it protects; the warning asks for what a self-hosted gateway does not have.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
