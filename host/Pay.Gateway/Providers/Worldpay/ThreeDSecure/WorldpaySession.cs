using System.Text.Json;

namespace Pay.Gateway.Providers.Worldpay.ThreeDSecure;

/// <summary>What has to be said again in the second request of a payment with 3D Secure; kept as the payment's provider state.</summary>
/// <param name="SessionId">The session that the first request named: the second has to name the same.</param>
/// <param name="Machine">The cookie that leads to the node that knows the session; <see langword="null"/>: none was set.</param>
/// <param name="IsChallenge">Whether the payer was sent to a challenge (3D Secure 2) and not to <c>issuerURL</c>.</param>
/// <param name="Round">1 after the first request.</param>
internal sealed record WorldpaySession(string SessionId, string? Machine, bool IsChallenge, int Round)
{
    /// <summary>One more than usual: a challenge can fall back to 3D Secure 1.</summary>
    public const int RoundsMax = 2;

    private const int FormatVersion = 1;
    private const int CookieCharactersMax = 256;
    private const string MachineCookie = "machine";

    public string ToProviderState() =>
        JsonSerializer.Serialize(new Stored(FormatVersion, SessionId, Machine, IsChallenge, Round), JsonSerializerOptions.Web);

    /// <summary><see langword="null"/>: not a state that we wrote.</summary>
    public static WorldpaySession? Read(string? providerState)
    {
        try
        {
            return providerState is not null
                && JsonSerializer.Deserialize<Stored>(providerState, JsonSerializerOptions.Web) is { V: FormatVersion, Session.Length: > 0, Round: >= 1 } stored
                    ? new WorldpaySession(stored.Session, IsCookieValue(stored.Machine) ? stored.Machine : null, stored.Challenge, stored.Round)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The value of the <c>machine</c> cookie among the answer's headers, or <see langword="null"/>.</summary>
    public static string? MachineOf(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            if (string.Equals(name, "Set-Cookie", StringComparison.OrdinalIgnoreCase)
                && value.Split(';', 2)[0].Split('=', 2) is [var cookie, var content]
                && string.Equals(cookie.Trim(), MachineCookie, StringComparison.Ordinal)
                && IsCookieValue(content.Trim()))
            {
                return content.Trim();
            }
        }

        return null;
    }

    public IReadOnlyList<KeyValuePair<string, string>> Headers => Machine is null ? [] : [KeyValuePair.Create("Cookie", $"{MachineCookie}={Machine}")];

    public override string ToString() => $"WorldpaySession(round {Round})";

    /// <summary>It is sent back in a header, so nothing may be in it that could end the header or the cookie.</summary>
    private static bool IsCookieValue(string? value) =>
        value is { Length: > 0 and <= CookieCharactersMax } && value.All(c => c is > ' ' and < (char)0x7F and not (';' or ',' or '\\'));

    private sealed record Stored(int V, string Session, string? Machine, bool Challenge, int Round);
}
