using Pay.Providers;

namespace Acorn;

/// <summary>
/// After 3D Secure Acorn finishes the authorisation by itself, so that going on is asking. What the browser brought back is not even looked
/// at: it proves nothing.
/// </summary>
internal static class AcornContinue
{
    public static AuthoriseResult Read(PspReply reply, string paymentId, long amount, string? transactionId)
    {
        // A question that got no answer leaves open what Acorn decided while the payer was away: never Failed.
        if (reply is not PspReply.Answered { IsSuccess: true } answered || AcornDocument.Read(answered.Body) is not { State: not null } document)
        {
            return new AuthoriseResult.Unknown("Acorn could not be asked how 3D Secure ended") { TransactionId = transactionId };
        }

        if (!document.IsAbout(paymentId, amount))
        {
            return new AuthoriseResult.Unknown("Acorn answered about another order or amount") { TransactionId = transactionId };
        }

        return document.State switch
        {
            "held" => new AuthoriseResult.Authorised(document.Id!),
            "declined" => new AuthoriseResult.Rejected("the bank declined", document.Id),
            "released" => new AuthoriseResult.CancelledByPsp(document.Id),

            // The payer came back without having proven anything.
            "challenge" => new AuthoriseResult.Rejected("3D Secure was not completed", document.Id) { CleanUp = true },
            "deciding" => new AuthoriseResult.Pending(document.Id),
            _ => new AuthoriseResult.Unknown("Acorn answered a state that is not known here") { TransactionId = transactionId },
        };
    }
}
