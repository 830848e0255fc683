using Pay.Gateway.Providers.Wire;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay.Messages;

/// <summary>What the answer to a submitted order says: a result, or that the payer has to go to their bank. A closed set.</summary>
internal abstract record WorldpaySubmission
{
    private const string Unreadable = "Worldpay's answer cannot be read";

    private WorldpaySubmission() { }

    public sealed record Decided(AuthoriseResult Result) : WorldpaySubmission;

    /// <summary>3D Secure 1.</summary>
    public sealed record PaRequest(string PaReq, Uri Issuer) : WorldpaySubmission
    {
        public override string ToString() => "PaRequest(redacted)";
    }

    /// <summary>3D Secure 2; every value is there.</summary>
    public sealed record Challenge(WorldpayChallengeDetails Details) : WorldpaySubmission;

    /// <summary>Reads the body of a 2xx answer.</summary>
    public static WorldpaySubmission Read(ReadOnlyMemory<byte> body, string orderCode, long amount)
    {
        var reply = WorldpayReply.Read(body);
        return reply switch
        {
            null or { Received: not null } => new Decided(new AuthoriseResult.Unknown(Unreadable) { TransactionId = orderCode }),
            { Error: { } error } when reply.OrderCode is null => new Decided(OfError(error, orderCode)),
            _ when !string.Equals(reply.OrderCode, orderCode, StringComparison.Ordinal) => Breach("Worldpay answered for another order", orderCode),
            { Error: { } error } => new Decided(OfError(error, orderCode)),
            { PaRequest: { } request } => OfPaRequest(request, orderCode),
            { Challenge: { } challenge } => OfChallenge(challenge, orderCode),
            { Payment: { Amount: { } told } } when told.Pence != amount => Breach("Worldpay answered with another amount", orderCode),
            { Payment: { } payment } => new Decided(OfPayment(payment, orderCode)),
            _ => new Decided(new AuthoriseResult.Unknown(Unreadable) { TransactionId = orderCode }),
        };
    }

    /// <summary>An answer that breaks the protocol is never an authorisation. What Worldpay may hold has to be released.</summary>
    public static WorldpaySubmission Breach(string reason, string orderCode) =>
        new Decided(new AuthoriseResult.Failed(FailureClass.Protocol, reason, orderCode) { CleanUp = true });

    private static WorldpaySubmission OfPaRequest(WorldpayPaRequest request, string orderCode) =>
        request.PaReq is { } paReq && WebAddress.Read(request.IssuerUrl) is { } issuer
            ? new PaRequest(paReq, issuer)
            : Breach("Worldpay asked for 3D Secure without saying all of how", orderCode);

    private static WorldpaySubmission OfChallenge(WorldpayChallengeDetails details, string orderCode) =>
        details is { Version: not null, TransactionId: not null, AcsUrl: not null, Payload: not null }
            ? new Challenge(details)
            : Breach("Worldpay asked for a 3D Secure challenge without saying all of how", orderCode);

    private static AuthoriseResult OfPayment(WorldpayPayment payment, string orderCode) => payment.LastEvent switch
    {
        "AUTHORISED" => new AuthoriseResult.Authorised(orderCode),

        // The account's capture delay is not "Off": money was taken, and calling that an error would lose it.
        "CAPTURED" or "SETTLED" or "SETTLED_BY_MERCHANT" => new AuthoriseResult.Authorised(orderCode) { AlreadyCaptured = true },
        "REFUSED" => new AuthoriseResult.Rejected(payment.Return is { } reason ? $"refused: {reason}" : "refused", orderCode),
        "CANCELLED" => new AuthoriseResult.CancelledByPsp(orderCode),
        "SENT_FOR_AUTHORISATION" => new AuthoriseResult.Pending(orderCode),
        "ERROR" or "EXPIRED" or "null" =>
            new AuthoriseResult.Failed(FailureClass.PspInternal, $"Worldpay's last event is {payment.LastEvent}", orderCode),

        // Nothing, or a word that is in no list: an error for the payer, and a reason to release whatever it means.
        _ => new AuthoriseResult.Failed(FailureClass.Protocol, $"Worldpay's last event is '{PspText.Quote(payment.LastEvent)}'", orderCode) { CleanUp = true },
    };

    private static AuthoriseResult OfError(WorldpayError error, string orderCode) => error.Certain is { } failure
        ? new AuthoriseResult.Failed(failure, error.Reason, orderCode)
        {
            // Communication with the 3D Secure service broke down after the order was made.
            CleanUp = failure == FailureClass.PspInternal,
        }
        : new AuthoriseResult.Unknown(error.Reason) { TransactionId = orderCode };
}
