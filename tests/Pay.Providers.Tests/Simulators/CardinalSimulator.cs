using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Pay.Providers.Tests.Simulators;

/// <summary>
/// What Worldpay's merchants use of Cardinal for 3D Secure 2: a page that looks at the payer's device and one that challenges the payer.
/// It knows the devices that it has looked at, and lets their payers through without a challenge.
/// </summary>
internal sealed class CardinalSimulator
{
    private const string MacKey = "otter-jwt-mac-key-0123456789abcdef";
    private const string Issuer = "5c0a6e5b1f2d3c4b5a697887";
    private const string Unit = "5c0a6e5b1f2d3c4b5a697888";

    private readonly List<string> _sessions = [];

    public static IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["issuer"] = Issuer, ["organisational_unit_id"] = Unit, ["jwt_mac_key"] = MacKey,
    };

    /// <summary>The first digits of the cards whose devices were looked at.</summary>
    public List<string> Looked { get; } = [];

    /// <summary>The <c>additional3DSData</c> of each order.</summary>
    public List<XElement?> Said { get; } = [];

    /// <summary>It looks for ever.</summary>
    public bool IsSilent { get; set; }

    public static IEnumerable<string> SettingsAt(Uri address) =>
    [
        $"--Pay:Providers:worldpay:DeviceDataUrl={new Uri(address, "/V1/Cruise/Collect")}",
        $"--Pay:Providers:worldpay:ThreeDSecureUrl={new Uri(address, "/V2/Cruise/StepUp")}",
    ];

    /// <summary>Whether an order names a device that was looked at.</summary>
    public bool Knows(XElement? additionalData)
    {
        Said.Add(additionalData);
        return _sessions.Contains((string?)additionalData?.Attribute("dfReferenceId") ?? "");
    }

    public async Task<bool> ShowPageAsync(HttpContext http)
    {
        if (http.Request.Path != "/V1/Cruise/Collect" && http.Request.Path != "/V2/Cruise/StepUp")
        {
            return false;
        }

        var form = await http.Request.ReadFormAsync();
        var isCollect = http.Request.Path == "/V1/Cruise/Collect";
        if (Claims(form["JWT"].ToString(), isCollect ? ["jti", "iat", "iss", "OrgUnitId", "exp"] : ["jti", "iat", "iss", "OrgUnitId", "ReturnUrl", "Payload", "ObjectifyPayload"]) is not { } claims)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return true;
        }

        http.Response.ContentType = "text/html";
        await http.Response.WriteAsync(isCollect ? Collect(form["Bin"].ToString()) : Challenge((string)claims["ReturnUrl"]!));
        return true;
    }

    private string Collect(string bin)
    {
        Looked.Add(bin);
        if (IsSilent)
        {
            return "<!DOCTYPE html><title>Looking</title>";
        }

        _sessions.Add(Guid.NewGuid().ToString("D"));
        return $$"""
            <!DOCTYPE html><title>Looking</title><script>
            parent.postMessage("not JSON", "*");
            parent.postMessage(JSON.stringify({ MessageType: "profile.started" }), "*");
            parent.postMessage(JSON.stringify({ MessageType: "profile.completed", SessionId: "{{_sessions[^1]}}", Status: true }), "*");
            </script>
            """;
    }

    private static string Challenge(string returnUrl) =>
        $"""<!DOCTYPE html><html lang=en><title>Bank</title><form method="post" action="{returnUrl}"><input type="hidden" name="TransactionId" value="tx-1"><button id=yes>Yes</button></form>""";

    /// <summary>The claims of a token that is signed with the merchant's key and has these claims and no other.</summary>
    private static JsonObject? Claims(string token, string[] names)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(MacKey), Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"));
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        return Base64Url.EncodeToString(signature) == parts[2] && (string?)claims["iss"] == Issuer && (string?)claims["OrgUnitId"] == Unit
            && claims.Select(claim => claim.Key).ToHashSet(StringComparer.Ordinal).SetEquals(names)
            ? claims
            : null;
    }
}
