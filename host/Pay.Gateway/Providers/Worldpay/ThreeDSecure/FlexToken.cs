using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pay.Gateway.Providers.Worldpay.Messages;

namespace Pay.Gateway.Providers.Worldpay.ThreeDSecure;

/// <summary>The signed tokens (JWT, HS256) with which an account identifies itself to 3D Secure 2.</summary>
internal static class FlexToken
{
    private const int DataCollectionSeconds = 5400;
    private const string Header = """{"typ":"JWT","alg":"HS256"}""";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The token of a device data collection. With any other claim than these it is refused.</summary>
    public static string DataCollection(FlexCredentials credentials, Guid id, DateTimeOffset now) => Sign(credentials.MacKey, json =>
    {
        WriteIdentity(json, credentials, id, now);
        json.WriteNumber("exp", now.ToUnixTimeSeconds() + DataCollectionSeconds);
    });

    /// <summary>The token that starts a challenge; the payer comes back to <paramref name="returnUrl"/>.</summary>
    public static string Challenge(
        FlexCredentials credentials, Guid id, DateTimeOffset now, Uri returnUrl, WorldpayChallengeDetails details) => Sign(credentials.MacKey, json =>
    {
        WriteIdentity(json, credentials, id, now);
        json.WriteString("ReturnUrl", returnUrl.AbsoluteUri);
        json.WriteStartObject("Payload");
        json.WriteString("ACSUrl", details.AcsUrl);
        json.WriteString("Payload", details.Payload);
        json.WriteString("TransactionId", details.TransactionId);
        json.WriteEndObject();
        json.WriteBoolean("ObjectifyPayload", value: true);
    });

    private static void WriteIdentity(Utf8JsonWriter json, FlexCredentials credentials, Guid id, DateTimeOffset now)
    {
        json.WriteString("jti", id.ToString("D"));
        json.WriteNumber("iat", now.ToUnixTimeSeconds());
        json.WriteString("iss", credentials.Issuer);
        json.WriteString("OrgUnitId", credentials.OrganisationalUnitId);
    }

    private static string Sign(string macKey, Action<Utf8JsonWriter> writeClaims)
    {
        using var claims = new MemoryStream();
        using (var json = new Utf8JsonWriter(claims, Compact))
        {
            json.WriteStartObject();
            writeClaims(json);
            json.WriteEndObject();
        }

        var content = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Header))}.{Base64Url.EncodeToString(claims.ToArray())}";
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(macKey), Encoding.UTF8.GetBytes(content));
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }
}
