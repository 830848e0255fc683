namespace Pay.Providers;

/// <summary>What the payer's browser said of itself; some PSPs want it for their fraud checks and for 3D Secure.</summary>
/// <param name="IpAddress">The payer's address.</param>
/// <param name="Accept">The <c>Accept</c> header.</param>
/// <param name="AcceptLanguage">The <c>Accept-Language</c> header.</param>
/// <param name="UserAgent">The <c>User-Agent</c> header.</param>
public sealed record PayerBrowser(string? IpAddress, string? Accept, string? AcceptLanguage, string? UserAgent)
{
    /// <summary>What a script of the card page could find out; <see langword="null"/>: the browser runs none, or nobody wanted to know.</summary>
    public ScriptedBrowser? Script { get; init; }
}

/// <summary>What only a script can tell of a browser, for 3D Secure 2. It is the browser's word: out of range means unknown.</summary>
public sealed record ScriptedBrowser
{
    /// <summary>The browser's language, such as <c>en-GB</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Bits of colour of a pixel.</summary>
    public int? ColorDepth { get; init; }

    /// <summary>Pixels.</summary>
    public int? ScreenWidth { get; init; }

    /// <summary>Pixels.</summary>
    public int? ScreenHeight { get; init; }

    /// <summary>Minutes from local time to UTC, with the sign of JavaScript: -60 in a British summer.</summary>
    public int? TimezoneMinutes { get; init; }

    /// <summary>What the PSP's page answered that looked at the device (<see cref="DeviceCollection"/>); <see langword="null"/>: nothing in time.</summary>
    public string? DeviceSessionId { get; init; }
}
