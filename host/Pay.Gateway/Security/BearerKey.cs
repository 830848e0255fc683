namespace Pay.Gateway.Security;

/// <summary>The key of <c>Authorization: Bearer KEY</c>. The scheme is case-sensitive and followed by exactly one space.</summary>
internal static class BearerKey
{
    private const string Scheme = "Bearer ";

    public static string? Read(HttpContext http)
    {
        var header = http.Request.Headers.Authorization;
        return header.Count == 1 && header[0]!.StartsWith(Scheme, StringComparison.Ordinal) ? header[0]![Scheme.Length..] : null;
    }
}
