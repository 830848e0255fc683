using System.Text;
using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Gateway.Providers.Worldpay.ThreeDSecure;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay;

/// <summary>Finds out whether credentials are right: asks for an order that cannot exist, and tries the keys of 3D Secure 2 on a token.</summary>
internal static class WorldpayCheckCredentials
{
    /// <summary>The body of a 2xx answer to an inquiry for an order that cannot exist.</summary>
    public static CredentialCheck Read(ReadOnlyMemory<byte> body) => WorldpayReply.Read(body)?.Error switch
    {
        { Code: WorldpayError.InvalidRequest } => new CredentialCheck.Accepted(),
        { Code: WorldpayError.SecurityViolation } => new CredentialCheck.Refused(
            "Worldpay knows the user, but not for this merchant ID, or not from this gateway's address. Check the merchant ID."),
        { } error => new CredentialCheck.Inconclusive(error.Reason),
        null => new CredentialCheck.Inconclusive("Worldpay's answer cannot be read"),
    };

    /// <summary><see langword="null"/>: the operator's setting is no address.</summary>
    public static PspMessage? BuildFlex(FlexCredentials flex, PspContext context)
    {
        var token = FlexToken.DataCollection(flex, Guid.NewGuid(), context.Clock.GetUtcNow());
        return WorldpayDeviceData.UrlOf(context) is not { } address ? null : new PspMessage
        {
            Method = HttpMethod.Post,
            Uri = address,
            Body = Encoding.ASCII.GetBytes("JWT=" + token),
            ContentType = "application/x-www-form-urlencoded",
            IsRepeatable = true,
        };
    }

    public static CredentialCheck ReadFlex(PspReply reply) => reply switch
    {
        PspReply.Answered { Status: 200 } => new CredentialCheck.Accepted(),
        PspReply.Answered { Status: 400 } => new CredentialCheck.Refused(
            "Worldpay accepts the merchant ID, username and password, but not the 3D Secure Flex credentials: issuer, organisational unit ID and JWT MAC key."),
        PspReply.Answered answered => new CredentialCheck.Inconclusive(
            FormattableString.Invariant($"The 3D Secure Flex credentials could not be tried (HTTP {answered.Status}); the others are right.")),
        _ => new CredentialCheck.Inconclusive("The 3D Secure Flex credentials could not be tried; the others are right."),
    };
}
