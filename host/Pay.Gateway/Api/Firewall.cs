using System.Text.Json;
using Pay.Gateway.Accounts;

namespace Pay.Gateway.Api;

/// <summary>Whom the rules of P0920 apply to (<c>Pay:Api:Firewall</c>).</summary>
internal enum FirewallMode
{
    /// <summary>Requests with live keys.</summary>
    Live,
    All,
    Off,
}

/// <summary>
/// The rules that GOV.UK Pay's edge applies before the application (api.md section 5). They are judged after the key here, because
/// which rules hold depends on whose key it is.
/// </summary>
internal sealed class Firewall(ApiSettings settings)
{
    private static readonly System.Buffers.SearchValues<char> Forbidden = System.Buffers.SearchValues.Create("<>|\"\\");

    public void Judge(Account account, ReadOnlyMemory<byte> body)
    {
        if (settings.Firewall == FirewallMode.Off || (settings.Firewall == FirewallMode.Live && account.Type != AccountType.Live))
        {
            return;
        }

        if (body.IsEmpty)
        {
            throw new ApiRefusal(ApiError.BlockedByFirewall);
        }

        using var document = JsonBody.TryParse(body);
        if (document is not null && IsBlocked(document.RootElement))
        {
            throw new ApiRefusal(ApiError.BlockedByFirewall);
        }
    }

    private static bool IsBlocked(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object)
        {
            if (Text(root, "return_url") is { } returnUrl && !returnUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            if (ContainsUrl(Text(root, "reference")) || ContainsUrl(Text(root, "description")))
            {
                return true;
            }
        }

        return HasForbiddenText(root);
    }

    private static bool HasForbiddenText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => JsonBody.Text(element).AsSpan().ContainsAny(Forbidden),
        JsonValueKind.Object => element.EnumerateObject().Any(property => HasForbiddenText(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().Any(HasForbiddenText),
        _ => false,
    };

    private static bool ContainsUrl(string? text) =>
        text is not null
        && (text.Contains("://", StringComparison.Ordinal) || text.Contains("www.", StringComparison.OrdinalIgnoreCase));

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonBody.Text(value) : null;
}
