using System.Globalization;
using Pay.Providers;

namespace Acorn;

/// <summary><c>POST payments</c>: holds the amount.</summary>
internal static class AcornAuthorise
{
    public static PspMessage Build(AuthoriseRequest request, PspContext context) => AcornMessage.Post(
        "payments",
        request.OperationId,
        new
        {
            order = request.PaymentId,
            amount = request.Amount,
            currency = "GBP",
            request.Description,
            request.Reference,
            card = new
            {
                request.Card.Number,
                expiry = string.Create(CultureInfo.InvariantCulture, $"{request.Card.ExpiryYear}-{request.Card.ExpiryMonth:00}"),
                code = request.Card.SecurityCode,
                holder = request.Card.HolderName,
            },
            request.Email,
            three_d_secure = request.ThreeDSecure,
            return_url = request.ReturnUrl,
        },
        context);

    public static AuthoriseResult Read(PspReply reply, string paymentId, long amount)
    {
        if (reply.AsAuthorisation() is { } failed)
        {
            return failed;
        }

        if (reply is not PspReply.Answered answered || AcornDocument.Read(answered.Body) is not { } document)
        {
            return new AuthoriseResult.Unknown("Acorn's answer could not be read");
        }

        if (!answered.IsSuccess)
        {
            return OfError(document);
        }

        if (document.State is null)
        {
            return new AuthoriseResult.Unknown("Acorn's answer has no state");
        }

        return document.IsAbout(paymentId, amount)
            ? OfState(document)
            : new AuthoriseResult.Failed(FailureClass.Protocol, "Acorn answered about another order or amount", document.Id) { CleanUp = true };
    }

    /// <summary>Only a state that is known means something.</summary>
    private static AuthoriseResult OfState(AcornDocument document) => document.State switch
    {
        "held" => new AuthoriseResult.Authorised(document.Id!),
        "declined" => new AuthoriseResult.Rejected("the bank declined", document.Id),
        "challenge" when Uri.TryCreate(document.ChallengeUrl, UriKind.Absolute, out var bank) && bank.Scheme is "https" or "http" =>
            new AuthoriseResult.AuthenticationRequired(new Challenge.Redirect(bank), document.Id),
        "deciding" => new AuthoriseResult.Pending(document.Id),
        _ => new AuthoriseResult.Unknown("Acorn answered a state that is not known here") { TransactionId = document.Id },
    };

    /// <summary>Acorn's documents of errors are definite: nothing is held.</summary>
    private static AuthoriseResult OfError(AcornDocument document) => document.Error switch
    {
        "invalid_card" => new AuthoriseResult.Failed(FailureClass.InvalidCardDetails, "Acorn cannot use these card details", document.Id),
        "invalid_request" => new AuthoriseResult.Failed(FailureClass.InvalidRequest, "Acorn refused the request's form", document.Id),
        "too_many_requests" => new AuthoriseResult.Failed(FailureClass.Throttled, "Acorn asked for fewer requests", document.Id),
        _ => new AuthoriseResult.Unknown("Acorn answered an error that is not known here"),
    };
}
