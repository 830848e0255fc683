using Pay.Providers;

namespace Acorn;

/// <summary>What captures, releases and refunds have in common: the meaning of an answer that is not a success.</summary>
internal static class AcornModification
{
    /// <param name="reply">What came back.</param>
    /// <param name="document">The document of a success.</param>
    /// <returns>The result, or <see langword="null"/> where there is a document to read.</returns>
    public static ModificationResult? Failure(PspReply reply, out AcornDocument document)
    {
        document = null!;
        if (reply.AsModification() is { } failed)
        {
            return failed;
        }

        if (reply is not PspReply.Answered answered || AcornDocument.Read(answered.Body) is not { } read)
        {
            return new ModificationResult.Unknown("Acorn's answer could not be read");
        }

        document = read;
        return answered.IsSuccess ? null : OfError(read.Error);
    }

    private static ModificationResult OfError(string? error) => error switch
    {
        "not_found" => new ModificationResult.NotFound(),
        "already_done" => new ModificationResult.AlreadyDone(),
        "not_allowed" => new ModificationResult.Refused("Acorn does not allow it in the payment's state"),
        "amount_too_large" => new ModificationResult.Refused("Acorn says that the amount is too large"),
        "invalid_request" => new ModificationResult.Failed(FailureClass.InvalidRequest, "Acorn refused the request's form"),
        "too_many_requests" => new ModificationResult.Failed(FailureClass.Throttled, "Acorn asked for fewer requests"),
        _ => new ModificationResult.Unknown("Acorn answered an error that is not known here"),
    };
}
