using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay.ThreeDSecure;

/// <summary>Sends the payer to their bank, or says why they cannot go there.</summary>
internal static class WorldpayAuthentication
{
    private const string ChallengeUrlSetting = "ThreeDSecureUrl";

    private static readonly Uri TestChallengeUrl = new("https://centinelapistag.cardinalcommerce.com/V2/Cruise/StepUp");
    private static readonly Uri LiveChallengeUrl = new("https://centinelapi.cardinalcommerce.com/V2/Cruise/StepUp");

    /// <param name="submission">What Worldpay answered.</param>
    /// <param name="payment">Which payment, and where the payer comes back to.</param>
    /// <param name="session">What the next request has to repeat, but for the kind of authentication.</param>
    /// <param name="context">The account.</param>
    public static AuthoriseResult Interpret(WorldpaySubmission submission, AuthenticatedPayment payment, WorldpaySession session, PspContext context) =>
        submission switch
        {
            WorldpaySubmission.Decided decided => decided.Result,

            // Banks could send a payer round for ever.
            _ when session.Round > WorldpaySession.RoundsMax => Impossible("Worldpay asked for 3D Secure too often", payment),
            WorldpaySubmission.PaRequest request => Ask(PaRequestForm(request, payment), payment, session),
            WorldpaySubmission.Challenge challenge => WorldpayCredentials.Flex(context) is { } flex && ChallengeUrl(context) is { } url
                ? Ask(ChallengeForm(challenge, payment, flex, url, context.Clock), payment, session with { IsChallenge = true })
                : Impossible("Worldpay asked for a 3D Secure challenge, and the account has no Flex credentials or ThreeDSecureUrl is no address", payment),
            _ => throw new InvalidOperationException("Every case is listed."),
        };

    private static Challenge.PostForm PaRequestForm(WorldpaySubmission.PaRequest request, AuthenticatedPayment payment) => new(
        request.Issuer,
        [
            KeyValuePair.Create("PaReq", request.PaReq),
            KeyValuePair.Create("TermUrl", payment.ReturnUrl.AbsoluteUri),
            KeyValuePair.Create("MD", payment.PaymentId),
        ]);

    private static Challenge.PostForm ChallengeForm(
        WorldpaySubmission.Challenge challenge, AuthenticatedPayment payment, FlexCredentials flex, Uri url, TimeProvider clock) => new(
        url,
        [KeyValuePair.Create("JWT", FlexToken.Challenge(flex, Guid.NewGuid(), clock.GetUtcNow(), payment.ReturnUrl, challenge.Details))]);

    private static AuthoriseResult.AuthenticationRequired Ask(Challenge challenge, AuthenticatedPayment payment, WorldpaySession session) =>
        new(challenge, payment.OrderCode) { ProviderState = session.ToProviderState() };

    private static AuthoriseResult.Failed Impossible(string reason, AuthenticatedPayment payment) =>
        new(FailureClass.Protocol, reason, payment.OrderCode) { CleanUp = true };

    private static Uri? ChallengeUrl(PspContext context) => context.Setting(ChallengeUrlSetting) is { } address
        ? WebAddress.Read(address)
        : context.IsLive ? LiveChallengeUrl : TestChallengeUrl;
}

/// <summary>What of a payment its payer's browser takes to the bank.</summary>
internal sealed record AuthenticatedPayment(string PaymentId, string OrderCode, Uri ReturnUrl);
