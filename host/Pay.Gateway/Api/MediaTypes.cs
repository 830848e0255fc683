using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Pay.Gateway.Api;

/// <summary>What a request sends and what it takes.</summary>
internal static class MediaTypes
{
    public static bool IsJson(string? contentType) =>
        string.Equals(contentType, "application/json", StringComparison.OrdinalIgnoreCase)
        || (MediaTypeHeaderValue.TryParse(contentType, out var parsed)
            && parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether JSON satisfies the <c>Accept</c> header; a missing one takes everything.</summary>
    public static bool AcceptsJson(StringValues accept)
    {
        if (StringValues.IsNullOrEmpty(accept) || (accept.Count == 1 && accept[0] is "application/json" or "*/*"))
        {
            return true;
        }

        return MediaTypeHeaderValue.TryParseList(accept, out var wanted)
            && wanted.Any(type => type.Quality is not 0
                && (type.MatchesAllTypes || Is(type, "application/json") || Is(type, "application/*")));
    }

    /// <summary>Whether a client names JSON itself, rather than taking whatever comes.</summary>
    public static bool PrefersJson(StringValues accept) =>
        MediaTypeHeaderValue.TryParseList(accept, out var wanted)
        && wanted.Any(type => type.Quality is not 0 && Is(type, "application/json"));

    private static bool Is(MediaTypeHeaderValue type, string name) => type.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase);
}
