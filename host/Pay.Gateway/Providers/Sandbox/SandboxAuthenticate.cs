using Pay.Providers;

namespace Pay.Gateway.Providers.Sandbox;

/// <summary>
/// 3D Secure without a bank: on an account that wants it one card is sent to a page of the gateway's own, where the payer says yes or
/// no. Nothing stands in the sandbox's books before that.
/// </summary>
internal static class SandboxAuthenticate
{
    /// <summary>The page that stands in for the bank's.</summary>
    public const string BankPath = "/sandbox/3ds";

    public const string CardNumber = "4000002500003155";
    private const string Approved = "authorised";

    public static bool IsAskedFor(AuthoriseRequest request) => request.ThreeDSecure && request.Card.Number == CardNumber;

    public static AuthoriseResult Challenge(AuthoriseRequest request) => new AuthoriseResult.AuthenticationRequired(
        new Challenge.PostForm(
            new Uri(request.ReturnUrl, BankPath),
            [
                KeyValuePair.Create("PaReq", request.PaymentId),
                KeyValuePair.Create("TermUrl", request.ReturnUrl.AbsoluteUri),
                KeyValuePair.Create("MD", request.PaymentId),
            ]),
        request.TransactionId);

    public static Task<AuthoriseResult> ContinueAsync(SandboxLedger ledger, ContinueRequest request) =>
        request.Field("PaRes") == Approved && request.Field("MD") == request.PaymentId
            ? SandboxAuthorise.HoldAsync(ledger, request)
            : Task.FromResult<AuthoriseResult>(new AuthoriseResult.Rejected("The payer's bank said no.", request.TransactionId));
}
