using System.Xml.Linq;
using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Gateway.Providers.Worldpay.ThreeDSecure;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay;

/// <summary>Submits the same order again, with what the payer's bank said of them.</summary>
internal static class WorldpayContinue
{
    private const string PaResField = "PaRes";

    /// <summary>
    /// What the bank said: the browser's <c>PaRes</c> after 3D Secure 1, after a challenge only that it is over (Worldpay asks the bank
    /// itself). <see langword="null"/>: the browser brought nothing.
    /// </summary>
    public static XElement? AnswerOf(ContinueRequest request, WorldpaySession session)
    {
        if (session.IsChallenge)
        {
            return new XElement("completedAuthentication");
        }

        // White space may be left out of it, and then nothing on the way can turn a line end into something else.
        // Base64 has no blanks: one is a "+" that a bank's page left as it is, and a form's reader took for a blank.
        var paRes = string.Concat((request.Field(PaResField) ?? "").Trim().Replace(' ', '+').Where(c => !char.IsWhiteSpace(c)));
        return WorldpayDocument.OptionalText("paResponse", paRes);
    }

    public static byte[] Build(XElement answer, string orderCode, string merchantCode, WorldpaySession session) => WorldpayDocument.Write(
        merchantCode,
        new XElement("submit", new XElement(
            "order",
            WorldpayDocument.OrderCode(orderCode),
            new XElement("info3DSecure", answer),
            new XElement("session", WorldpayDocument.Attribute("id", session.SessionId)))));

    /// <summary>
    /// The body of a 2xx answer. Error 5 is all that Worldpay says of an order that is already further than this request: it has to be asked.
    /// </summary>
    public static WorldpaySubmission Read(ReadOnlyMemory<byte> body, ContinueRequest request, string orderCode) =>
        WorldpaySubmission.Read(body, orderCode, request.Amount) is var submission
        && submission is WorldpaySubmission.Decided { Result: AuthoriseResult.Failed { Class: FailureClass.InvalidRequest, Reason: var reason } }
        && WorldpayReply.Read(body)?.Error?.Code == WorldpayError.InvalidRequest
            ? new WorldpaySubmission.Decided(new AuthoriseResult.Unknown(reason) { TransactionId = orderCode })
            : submission;
}
