namespace Pay.Gateway.Security;

/// <summary>The key of <c>Authorization: Bearer KEY</c>. The scheme is case-sensitive and followed by exactly one space.</summary>
internal static class BearerKey
{
    private const string Scheme = "Bearer ";

    /// <summary>The header as it was sent, or <see langword="null"/> where there is none or more than one.</summary>
    public static string? Header(HttpContext http) => http.Request.Headers.Authorization is [{ } header] ? header : null;

    public static string? Read(string header) => header.StartsWith(Scheme, StringComparison.Ordinal) ? header[Scheme.Length..] : null;
}
