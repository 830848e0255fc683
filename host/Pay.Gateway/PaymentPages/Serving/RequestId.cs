using System.Diagnostics;

namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>The id under which one request is found in the logs of every component that it passes.</summary>
internal static class RequestId
{
    private const string Header = "x-request-id";
    private const int LengthMax = 64;

    /// <summary>The caller's id where it is harmless to log, else a new one; either way the answer carries it.</summary>
    public static string Take(HttpContext http)
    {
        var given = http.Request.Headers[Header].ToString();
        var id = given.Length is > 0 and <= LengthMax && given.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            ? given
            : Activity.Current?.TraceId.ToHexString() ?? Guid.NewGuid().ToString("N");
        Write(http, id);
        return id;
    }

    public static void Write(HttpContext http, string id) => http.Response.Headers[Header] = id;
}
