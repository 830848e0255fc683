using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>
/// SmartPay has no harmless call, so the question is a cancellation of a payment that cannot exist (section 11): that it is not found
/// shows that the login and the merchant account are right.
/// </summary>
internal static class SmartpayCheckCredentials
{
    private const string NoSuchPayment = "0000000000000000";
    private const string OurReference = "credential-check";

    public static byte[] Build(string merchantAccount) => SmartpayCancel.Build(NoSuchPayment, OurReference, merchantAccount);

    public static CredentialCheck Read(PspReply reply) => reply switch
    {
        PspReply.Answered { Status: 401 } => new CredentialCheck.Refused("SmartPay refuses the user name or the password."),
        PspReply.Answered { Status: 403 } => new CredentialCheck.Refused("SmartPay knows the user, who lacks a role that is needed."),
        PspReply.Answered { Status: not (>= 300 and <= 399) } answered => Read(answered, reply),
        _ => reply.AsCredentialCheck() ?? Inconclusive,
    };

    private static CredentialCheck.Inconclusive Inconclusive => new("the PSP's answer cannot be read");

    private static CredentialCheck Read(PspReply.Answered answered, PspReply reply)
    {
        if (SmartpaySoap.ReadContent(answered.Body) is { } content && SmartpayFault.Read(content) is { } fault)
        {
            return fault.Meaning switch
            {
                SmartpayFaultMeaning.Credentials => new CredentialCheck.Refused($"SmartPay refuses the merchant ID, or the user's roles: {fault.Reason}"),
                SmartpayFaultMeaning.Undecided => new CredentialCheck.Inconclusive(fault.Reason),
                _ => new CredentialCheck.Accepted(),
            };
        }

        return SmartpayCancel.Read(reply) is ModificationResult.Submitted
            ? new CredentialCheck.Accepted()
            : reply.AsCredentialCheck() ?? Inconclusive;
    }
}
