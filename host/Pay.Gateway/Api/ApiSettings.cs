namespace Pay.Gateway.Api;

/// <summary>Settings below <c>Pay:Api</c>.</summary>
internal sealed class ApiSettings
{
    public FirewallMode Firewall { get; init; } = FirewallMode.Live;

    public RateLimitSettings RateLimits { get; init; } = new();
}

/// <summary>Requests per second and account, below <c>Pay:Api:RateLimits</c>.</summary>
internal sealed class RateLimitSettings
{
    /// <summary>What fits the counter; nobody needs more than a limit that is never reached.</summary>
    public const int Max = 1_000_000;

    public int CreatePerSecond { get; init; } = 15;
    public int CapturePerSecond { get; init; } = 15;
    public int OtherPostPerSecond { get; init; } = 15;
    public int GetPerSecond { get; init; } = 75;
}
