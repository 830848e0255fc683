using Pay.Gateway.Api;
using Pay.Gateway.PaymentPages.Serving;
using Pay.Gateway.Payments;
using Pay.Gateway.Providers;
using Pay.Gateway.Security;
using Pay.Gateway.Storage;
using Pay.Gateway.Telemetry;

namespace Pay.Gateway;

/// <summary>Settings below <c>Pay</c>: each has a default that suits a laptop, each is judged at start.</summary>
internal sealed class GatewaySettings
{
    /// <summary>Where the database lives.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>API and pages as the outside sees them; the address served on unless set.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Where <c>/.well-known/security.txt</c> leads, such as the operator's vulnerability disclosure page.</summary>
    public string? SecurityTxtUrl { get; init; }

    public StorageSettings Storage { get; init; } = new();

    public ApiSettings Api { get; init; } = new();

    public ExpirySettings Expiry { get; init; } = new();

    public TelemetrySettings Telemetry { get; init; } = new();

    public SecuritySettings Security { get; init; } = new();

    public CardPageSettings CardPages { get; init; } = new();

    /// <summary>A folder of further adapters: each <c>*.dll</c> in it is looked through for some.</summary>
    public string? ProvidersDirectory { get; init; }

    /// <summary>Addresses or networks of the proxies in front, whose <c>X-Forwarded-For</c> is believed.</summary>
    public string[] TrustedProxies { get; init; } = [];

    /// <summary>By provider; read by hand, because adapters have settings of their own.</summary>
    public IReadOnlyDictionary<string, ProviderSettings> Providers { get; private set; } =
        new Dictionary<string, ProviderSettings>(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="SettingsException">A setting cannot be used; the message names it.</exception>
    public static GatewaySettings Load(IConfiguration configuration)
    {
        GatewaySettings settings;
        try
        {
            settings = configuration.GetSection("Pay").Get<GatewaySettings>() ?? new GatewaySettings();
        }
        catch (InvalidOperationException fault)
        {
            throw new SettingsException(fault.InnerException is null ? fault.Message : $"{fault.Message} {fault.InnerException.Message}");
        }

        settings.Providers = ProviderSettings.LoadAll(configuration.GetSection("Pay:Providers"));
        settings.Validate();
        return settings;
    }

    private void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(DataDirectory), "Pay:DataDirectory", "must name a directory");
        Require(
            PublicUrl is null || (Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                && url.PathAndQuery == "/"),
            "Pay:PublicUrl",
            "must be an http or https address without a path, such as https://pay.example.org");
        Require(
            SecurityTxtUrl is null || (Uri.TryCreate(SecurityTxtUrl, UriKind.Absolute, out var disclosure) && disclosure.Scheme is "http" or "https"),
            "Pay:SecurityTxtUrl",
            "must be an http or https address");
        Require(Enum.IsDefined(Api.Firewall), "Pay:Api:Firewall", "must be Live, All or Off");
        RequireRate(Api.RateLimits.CreatePerSecond, nameof(RateLimitSettings.CreatePerSecond));
        RequireRate(Api.RateLimits.CapturePerSecond, nameof(RateLimitSettings.CapturePerSecond));
        RequireRate(Api.RateLimits.OtherPostPerSecond, nameof(RateLimitSettings.OtherPostPerSecond));
        RequireRate(Api.RateLimits.GetPerSecond, nameof(RateLimitSettings.GetPerSecond));
        Require(
            Telemetry.Otlp is null || (Uri.TryCreate(Telemetry.Otlp, UriKind.Absolute, out var collector) && collector.Scheme is "http" or "https"),
            "Pay:Telemetry:Otlp",
            "must be the http or https address of an OpenTelemetry collector, such as http://localhost:4318");
        Require(Security.IsUsable, "Pay:Security:EncryptionKey", "must be 32 bytes in base64, such as openssl rand -base64 32 prints");
        Require(
            ProvidersDirectory is null || Directory.Exists(ProvidersDirectory), "Pay:ProvidersDirectory", "must be a directory with adapters (*.dll)");
        foreach (var proxy in TrustedProxies)
        {
            Require(
                System.Net.IPNetwork.TryParse(proxy, out _) || System.Net.IPAddress.TryParse(proxy, out _),
                "Pay:TrustedProxies",
                $"has {proxy}, which is neither an address nor a network such as 10.0.0.0/8");
        }

        Require(Telemetry.ExportSeconds is >= 1 and <= 3600, "Pay:Telemetry:ExportSeconds", "must be 1 to 3600");
        Require(Expiry.UnfinishedSeconds is > 0 and <= 604_800, "Pay:Expiry:UnfinishedSeconds", "must be 1 to 604800 (seven days)");
        Require(Expiry.CapturableSeconds is > 0 and <= 2_592_000, "Pay:Expiry:CapturableSeconds", "must be 1 to 2592000 (thirty days)");
    }

    private static void RequireRate(int value, string name) => Require(
        value is >= 1 and <= RateLimitSettings.Max, "Pay:Api:RateLimits:" + name, $"must be 1 to {RateLimitSettings.Max} requests per second");

    private static void Require(bool holds, string name, string rule)
    {
        if (!holds)
        {
            throw new SettingsException($"The setting {name} {rule}.");
        }
    }
}

/// <summary>A setting that cannot be used; the message names it and tells what it may be.</summary>
internal sealed class SettingsException(string message) : Exception(message);
