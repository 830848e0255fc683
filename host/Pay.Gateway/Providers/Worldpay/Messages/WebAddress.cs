namespace Pay.Gateway.Providers.Worldpay.Messages;

/// <summary>An address that a browser or we may be sent to.</summary>
internal static class WebAddress
{
    /// <summary><see langword="null"/>: not a whole http or https address. A path alone would count as a file's address on Linux.</summary>
    public static Uri? Read(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? uri : null;
}
