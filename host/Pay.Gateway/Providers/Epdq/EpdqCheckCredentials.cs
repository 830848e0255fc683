using Pay.Gateway.Providers.Epdq.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq;

/// <summary>
/// Asks about an order that cannot exist: who is told that it is unknown has been let in. The SHA-OUT passphrase signs what ePDQ sends and
/// cannot be tried this way.
/// </summary>
internal static class EpdqCheckCredentials
{
    /// <summary>Payment ids have no hyphens.</summary>
    private const string NobodysOrder = "credentials-check";

    public static PspMessage Build(PspContext context) =>
        EpdqMessage.Create(context, EpdqMessage.QueryPage, [EpdqMessage.Field("ORDERID", NobodysOrder)], isQuestion: true);

    public static CredentialCheck Read(PspReply reply)
    {
        if (reply.AsCredentialCheck() is { } told)
        {
            return told;
        }

        if (reply is not PspReply.Answered answered || EpdqAnswer.Read(answered) is not { } answer)
        {
            return new CredentialCheck.Inconclusive("ePDQ's answer cannot be read");
        }

        return answer switch
        {
            { IsError: false } => new CredentialCheck.Inconclusive("ePDQ answered about another order"),
            { NcError: EpdqErrors.UnknownOrder } => new CredentialCheck.Accepted(),
            { NcError: EpdqErrors.UnknownPspId } => new CredentialCheck.Refused("ePDQ does not know the PSP ID; test and live accounts are separate."),
            { NcError: EpdqErrors.WrongUser } => new CredentialCheck.Refused(
                "ePDQ refuses the username or the password. The user must be a special user for API, and its password must not have expired."),
            { NcError: EpdqErrors.WrongSignature or EpdqErrors.DataInvalid } => new CredentialCheck.Refused(
                "ePDQ refuses the signature. The SHA-IN passphrase must be the same in both of the back office's checks, with SHA-512 and UTF-8."),
            _ => new CredentialCheck.Inconclusive($"ePDQ did not say ({EpdqErrors.Describe(answer)})"),
        };
    }
}
