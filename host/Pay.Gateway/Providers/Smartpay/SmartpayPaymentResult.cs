using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>What <c>authorise</c> and <c>authorise3d</c> answer: the same result for both (section 3).</summary>
internal static class SmartpayPaymentResult
{
    /// <param name="reply">What came back.</param>
    /// <param name="operation">The operation that was asked for.</param>
    /// <param name="returnUrl">Where the payer's bank returns to.</param>
    /// <param name="transactionId">The transaction so far. One that the answer names takes its place: the last one counts (section 4).</param>
    public static AuthoriseResult Read(PspReply reply, string operation, Uri returnUrl, string? transactionId)
    {
        if (reply is not PspReply.Answered { Status: not (401 or 403 or >= 300 and <= 399) } answered)
        {
            return reply.AsAuthorisation() ?? Unreadable;
        }

        // A fault first: SmartPay sends it with HTTP 500, which says nothing by itself.
        return Read(answered.Body, answered.IsSuccess, operation, returnUrl, transactionId) ?? reply.AsAuthorisation() ?? Unreadable;
    }

    private static AuthoriseResult.Unknown Unreadable => new("the PSP's answer cannot be read");

    /// <summary><see langword="null"/>: the document decides nothing.</summary>
    private static AuthoriseResult? Read(ReadOnlyMemory<byte> body, bool isSuccess, string operation, Uri returnUrl, string? transactionId)
    {
        if (SmartpaySoap.ReadContent(body) is not { } content)
        {
            return null;
        }

        if (SmartpayFault.IsFault(content))
        {
            return SmartpayFault.Read(content)?.AsAuthorisation(transactionId);
        }

        return isSuccess && SmartpaySoap.ReadResult(content, operation, "paymentResult") is { } fields
            ? Map(fields, returnUrl, transactionId)
            : null;
    }

    private static AuthoriseResult Map(Dictionary<string, string> fields, Uri returnUrl, string? earlier)
    {
        var reference = SmartpayText.Reference(fields.GetValueOrDefault("pspReference"));
        var transactionId = reference ?? earlier;
        var reason = SmartpayText.Reason(fields.GetValueOrDefault("refusalReason"));
        return fields.GetValueOrDefault("resultCode") switch
        {
            // Without its reference it could neither be captured nor released; the notification will name it.
            "Authorised" when reference is null => new AuthoriseResult.Unknown("authorised, but without a reference"),
            "Authorised" => new AuthoriseResult.Authorised(reference),
            "Refused" => new AuthoriseResult.Rejected(reason, transactionId),
            "RedirectShopper" => ThreeDSecure(fields, returnUrl, transactionId),
            "Cancelled" => new AuthoriseResult.CancelledByPsp(transactionId),
            "Error" => new AuthoriseResult.Failed(FailureClass.PspInternal, reason, transactionId),
            "Received" or "Pending" or "PresentToShopper" => new AuthoriseResult.Pending(transactionId),
            "IdentifyShopper" or "ChallengeShopper" => new AuthoriseResult.Failed(
                FailureClass.Protocol, "SmartPay asks for 3D Secure 2, which is not supported here", transactionId) { CleanUp = true },
            _ => new AuthoriseResult.Unknown("the PSP's answer has no result that is known") { TransactionId = reference },
        };
    }

    private static AuthoriseResult ThreeDSecure(Dictionary<string, string> fields, Uri returnUrl, string? transactionId) =>
        fields.GetValueOrDefault("paRequest") is { } paRequest
        && fields.GetValueOrDefault("md") is { } md
        && Uri.TryCreate(fields.GetValueOrDefault("issuerUrl"), UriKind.Absolute, out var issuer)
        && (issuer.Scheme == Uri.UriSchemeHttps || issuer.Scheme == Uri.UriSchemeHttp)
            ? new AuthoriseResult.AuthenticationRequired(
                new Challenge.PostForm(
                    issuer,
                    [
                        KeyValuePair.Create("PaReq", paRequest),
                        KeyValuePair.Create("MD", md),
                        KeyValuePair.Create("TermUrl", returnUrl.AbsoluteUri),
                    ]),
                transactionId) { ProviderState = SmartpayAuthorise3d.State(md) }
            : new AuthoriseResult.Failed(
                FailureClass.Protocol, "SmartPay asks for 3D Secure without saying where or with what", transactionId) { CleanUp = true };
}
