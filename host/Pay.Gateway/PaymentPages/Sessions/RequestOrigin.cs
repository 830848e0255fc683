using Microsoft.Net.Http.Headers;

namespace Pay.Gateway.PaymentPages.Sessions;

/// <summary>Whether a form was sent by one of our own pages, as far as the browser says.</summary>
internal static class RequestOrigin
{
    /// <summary>
    /// Browsers that know <c>Sec-Fetch-Site</c> cannot be made to lie in it; for others <c>Origin</c> has to be ours. A client
    /// that sends neither is judged by its form token alone.
    /// </summary>
    public static bool IsForeign(HttpRequest request, Uri? publicUrl)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site))
        {
            return site.ToString() is not ("same-origin" or "none");
        }

        return request.Headers.TryGetValue(HeaderNames.Origin, out var origin)
            && !IsOwn(origin.ToString(), request, publicUrl);
    }

    private static bool IsOwn(string origin, HttpRequest request, Uri? publicUrl) =>
        origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || (publicUrl is not null && origin.Equals(publicUrl.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase));
}
