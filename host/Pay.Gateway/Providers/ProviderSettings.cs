using System.Globalization;
using Pay.Providers;

namespace Pay.Gateway.Providers;

/// <summary>The operator's settings of one provider, below <c>Pay:Providers:{Name}</c>; names are compared without regard to case.</summary>
internal sealed class ProviderSettings
{
    private const int AuthoriseSecondsMax = 50;
    private const int SecondsMax = 30;

    public static readonly ProviderSettings Default = new(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));

    private ProviderSettings(IReadOnlyDictionary<string, string> values) => Values = values;

    /// <summary>Everything that is set, lists as <c>Name:0</c>, <c>Name:1</c>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>How long an authorisation may take. At most 50 s: what comes later finds the payment given up.</summary>
    public TimeSpan? AuthoriseTimeout => Seconds("AuthoriseTimeoutSeconds");

    /// <summary>How long any other call may take. At most 30 s: shorter than the lease of the work that makes it.</summary>
    public TimeSpan? Timeout => Seconds("TimeoutSeconds");

    /// <summary>From where notifications may come: networks such as <c>203.0.113.0/24</c>, or ends of host names such as <c>.example.com</c>.</summary>
    public IReadOnlyList<string> NotificationSources =>
        [.. Values.Where(value => value.Key.StartsWith("NotificationSources:", StringComparison.OrdinalIgnoreCase)).Select(value => value.Value)];

    /// <summary>Where the operator says that the provider is, should it not be where it usually is.</summary>
    public IReadOnlyList<Uri> StandIns => [.. new[] { "TestUrl", "LiveUrl" }.Where(Values.ContainsKey).Select(name => new Uri(Values[name]))];

    public Uri UrlOf(PspUrls urls, bool isLive) =>
        Values.TryGetValue(isLive ? "LiveUrl" : "TestUrl", out var set) ? new Uri(set) : isLive ? urls.Live : urls.Test;

    /// <exception cref="SettingsException">A setting cannot be used; the message names it.</exception>
    public static IReadOnlyDictionary<string, ProviderSettings> LoadAll(IConfiguration providers) => providers.GetChildren().ToDictionary(
        provider => provider.Key,
        provider =>
        {
            var settings = new ProviderSettings(provider.AsEnumerable(makePathsRelative: true)
                .Where(entry => !string.IsNullOrEmpty(entry.Value))
                .ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.OrdinalIgnoreCase));
            settings.Validate(provider.Path);
            return settings;
        },
        StringComparer.OrdinalIgnoreCase);

    private void Validate(string path)
    {
        foreach (var name in (ReadOnlySpan<string>)["TestUrl", "LiveUrl"])
        {
            if (Values.TryGetValue(name, out var url) && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
            {
                throw new SettingsException($"The setting {path}:{name} must be an http or https address.");
            }
        }

        // Card data goes there: without TLS only to this machine, where a stub stands in.
        if (Values.TryGetValue("LiveUrl", out var live) && new Uri(live) is { Scheme: "http", IsLoopback: false })
        {
            throw new SettingsException($"The setting {path}:LiveUrl must be an https address: card numbers are sent there.");
        }

        RequireSeconds(path, "AuthoriseTimeoutSeconds", AuthoriseSecondsMax);
        RequireSeconds(path, "TimeoutSeconds", SecondsMax);
        foreach (var source in NotificationSources.Where(source => !NotificationSource.IsUsable(source)))
        {
            throw new SettingsException(
                $"The setting {path}:NotificationSources has {source}, which is neither a network such as 203.0.113.0/24 nor the end of a host name such as .example.com.");
        }
    }

    private void RequireSeconds(string path, string name, int max)
    {
        if ((Values.ContainsKey(name) && Seconds(name) is not { TotalSeconds: >= 1 }) || Seconds(name) > TimeSpan.FromSeconds(max))
        {
            throw new SettingsException($"The setting {path}:{name} must be 1 to {max} seconds.");
        }
    }

    private TimeSpan? Seconds(string name) =>
        Values.TryGetValue(name, out var text) && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
