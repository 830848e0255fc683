using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay.ThreeDSecure;

/// <summary>
/// Device data collection, the first step of 3D Secure 2: a page of Cardinal's looks at the payer's device and answers with a session id,
/// by which the bank may find that it needs no challenge.
/// </summary>
internal static class WorldpayDeviceData
{
    private const string UrlSetting = "DeviceDataUrl";
    private const int SessionIdCharactersMax = 128;

    private static readonly Uri TestUrl = new("https://centinelapistag.cardinalcommerce.com/V1/Cruise/Collect");
    private static readonly Uri LiveUrl = new("https://centinelapi.cardinalcommerce.com/V1/Cruise/Collect");

    /// <summary><see langword="null"/>: the account has no keys of 3D Secure 2, or the operator's setting is no address.</summary>
    public static DeviceCollection? Of(PspContext context) => WorldpayCredentials.Flex(context) is { } flex && UrlOf(context) is { } url
        ? new DeviceCollection(url, [KeyValuePair.Create("JWT", FlexToken.DataCollection(flex, Guid.NewGuid(), context.Clock.GetUtcNow()))], "SessionId")
        {
            CardPrefixField = "Bin",
        }
        : null;

    /// <summary><see langword="null"/>: the operator's setting is no address.</summary>
    public static Uri? UrlOf(PspContext context) => context.Setting(UrlSetting) is { } setting
        ? WebAddress.Read(setting)
        : context.IsLive ? LiveUrl : TestUrl;

    /// <summary>The id as the order names it: empty for anything that no page of Cardinal's would have answered.</summary>
    public static string ReferenceOf(ScriptedBrowser? script) =>
        script?.DeviceSessionId is { Length: > 0 and <= SessionIdCharactersMax } id && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? id : "";
}
