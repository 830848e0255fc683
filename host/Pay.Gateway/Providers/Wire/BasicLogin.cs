using System.Text;

namespace Pay.Gateway.Providers.Wire;

/// <summary>HTTP Basic authentication, UTF-8, sent without waiting to be asked.</summary>
internal static class BasicLogin
{
    private const string Scheme = "Basic ";

    public static KeyValuePair<string, string> Header(string user, string password) =>
        KeyValuePair.Create("Authorization", Scheme + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary><see langword="null"/>: not a Basic header. The password is whatever follows the first colon.</summary>
    public static (string User, string Password)? Read(string? header)
    {
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}
