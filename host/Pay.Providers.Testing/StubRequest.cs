using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Pay.Providers.Testing;

/// <summary>A request as the stand-in for the PSP has received it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">One entry for each value.</param>
/// <param name="Body">The body's bytes.</param>
public sealed record StubRequest(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    private static readonly TimeSpan PatternTimeLimit = TimeSpan.FromSeconds(1);

    /// <summary>The path without the query.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>The body as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The first value of a header, or <see langword="null"/>.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The first group of a regular expression in the body, or the empty text: for answers that echo what they were sent.</summary>
    public string Find(string pattern)
    {
        var match = Regex.Match(Text, pattern, RegexOptions.CultureInvariant, PatternTimeLimit);
        return match.Success ? match.Groups[1].Value : "";
    }

    /// <summary>The first value of a field of a URL-encoded form, or the empty text.</summary>
    public string Field(string name)
    {
        foreach (var pair in Text.Split('&'))
        {
            var parts = pair.Split('=', 2);
            if (string.Equals(WebUtility.UrlDecode(parts[0]), name, StringComparison.Ordinal))
            {
                return parts.Length == 2 ? WebUtility.UrlDecode(parts[1]) : "";
            }
        }

        return "";
    }

    /// <summary>Says nothing of the content.</summary>
    public override string ToString() => $"{Method} {Path}";
}
