using System.Text.Json;
using Pay.Providers;

namespace Acorn;

/// <summary>The envelope of every message to Acorn.</summary>
internal static class AcornMessage
{
    /// <summary>A question: it may be sent again, because it changes nothing.</summary>
    public static PspMessage Get(string path, PspContext context) => new()
    {
        Method = HttpMethod.Get,
        Uri = new Uri(context.BaseUrl, path),
        Headers = [Login(context)],
        IsRepeatable = true,
    };

    /// <summary>
    /// A command: it may be sent again too, because Acorn recognises the key and does it once. The key is the operation's id: the same when, and
    /// only when, the same operation is sent again.
    /// </summary>
    public static PspMessage Post(string path, string operationId, object body, PspContext context) => new()
    {
        Method = HttpMethod.Post,
        Uri = new Uri(context.BaseUrl, path),
        Headers = [Login(context), KeyValuePair.Create("Idempotency-Key", operationId)],
        ContentType = "application/json",
        Body = JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerOptions.Web),
        IsRepeatable = true,
    };

    private static KeyValuePair<string, string> Login(PspContext context) =>
        KeyValuePair.Create("Authorization", $"Bearer {context.Credential(AcornCredentials.ApiKey)}");
}
