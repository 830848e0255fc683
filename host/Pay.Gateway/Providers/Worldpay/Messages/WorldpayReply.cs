using System.Globalization;
using System.Xml.Linq;
using Pay.Gateway.Providers.Wire;

namespace Pay.Gateway.Providers.Worldpay.Messages;

/// <summary>A reply of Worldpay, of exactly one shape: an error, an order's state, or the word that a modification was received.</summary>
internal sealed record WorldpayReply
{
    private static readonly HashSet<XName> Singular =
    [
        "reply", "error", "orderStatus", "ok", "payment", "amount", "lastEvent", "ISO8583ReturnCode", "requestInfo", "request3DSecure",
        "paRequest", "issuerURL", "challengeRequired", "threeDSChallengeDetails", "transactionId3DS", "threeDSVersion", "acsURL", "payload",
        "captureReceived", "cancelReceived", "refundReceived",
    ];

    public WorldpayError? Error { get; private init; }

    /// <summary>The order that the reply is about, where it names one.</summary>
    public string? OrderCode { get; private init; }

    public WorldpayPayment? Payment { get; private init; }

    /// <summary>3D Secure 1: what the payer's browser is to carry to the bank.</summary>
    public WorldpayPaRequest? PaRequest { get; private init; }

    /// <summary>3D Secure 2: the same.</summary>
    public WorldpayChallengeDetails? Challenge { get; private init; }

    /// <summary>The name of the <c>…Received</c> element.</summary>
    public string? Received { get; private init; }

    /// <summary>The amount that was received.</summary>
    public WorldpayAmount? ReceivedAmount { get; private init; }

    /// <summary><see langword="null"/>: not a document of Worldpay's, or one that contradicts itself. Nobody knows then what was done.</summary>
    public static WorldpayReply? Read(ReadOnlyMemory<byte> body)
    {
        // Every genuine reply has a document type; it is skipped, never obeyed.
        var root = PspXml.Read(body, allowDocumentType: true)?.Root;
        if (root is null || root.Name != "paymentService" || root.IsAmbiguous(Singular) || root.Element("reply") is not { } reply)
        {
            return null;
        }

        var (error, order, ok) = (reply.Element("error"), reply.Element("orderStatus"), reply.Element("ok"));
        return (error, order, ok) switch
        {
            (not null, null, null) => new WorldpayReply { Error = ErrorOf(error) },
            (null, not null, null) => OfOrder(order),
            (null, null, not null) => OfModification(ok),
            _ => null,
        };
    }

    /// <summary>The error, unless it is another order's.</summary>
    public WorldpayError? ErrorFor(string orderCode) => OrderCode is null || OrderCode == orderCode ? Error : null;

    public override string ToString() => "WorldpayReply(redacted)";

    private static WorldpayReply? OfOrder(XElement order)
    {
        var (error, payment, challenge) = (order.Element("error"), order.Element("payment"), order.Element("challengeRequired"));
        var request = order.Element("requestInfo")?.Element("request3DSecure");
        if (new[] { error, payment, request, challenge }.Count(shape => shape is not null) != 1)
        {
            return null;
        }

        return new WorldpayReply
        {
            OrderCode = order.AttributeText("orderCode"),
            Error = error is null ? null : ErrorOf(error),
            Payment = payment is null ? null : WorldpayPayment.Of(payment),
            PaRequest = request is null ? null : new WorldpayPaRequest(request.ElementText("paRequest"), request.ElementText("issuerURL")),
            Challenge = challenge is null ? null : WorldpayChallengeDetails.Of(challenge),
        };
    }

    private static WorldpayReply? OfModification(XElement ok) => ok.Elements().ToList() is [var received]
        ? new WorldpayReply
        {
            OrderCode = received.AttributeText("orderCode"),
            Received = received.Name.ToString(),
            ReceivedAmount = WorldpayAmount.Of(received),
        }
        : null;

    private static WorldpayError ErrorOf(XElement error) => new(
        int.TryParse(error.AttributeText("code"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null, error.Value.Trim());
}

/// <summary>What Worldpay says of an order's payment.</summary>
/// <param name="LastEvent"><see langword="null"/>: not told.</param>
/// <param name="Amount"><see langword="null"/>: not told.</param>
/// <param name="Return">The bank's code and words, for people.</param>
internal sealed record WorldpayPayment(string? LastEvent, WorldpayAmount? Amount, string? Return)
{
    public static WorldpayPayment Of(XElement payment) => new(
        payment.ElementText("lastEvent"),
        WorldpayAmount.Of(payment),
        payment.Element("ISO8583ReturnCode") is { } code ? PspText.Quote($"{code.AttributeText("code")} {code.AttributeText("description")}") : null);
}

/// <summary>A request for 3D Secure 1; what was not told is <see langword="null"/>.</summary>
internal sealed record WorldpayPaRequest(string? PaReq, string? IssuerUrl)
{
    public override string ToString() => "WorldpayPaRequest(redacted)";
}

/// <summary>A request for a challenge of 3D Secure 2; what was not told is <see langword="null"/>.</summary>
internal sealed record WorldpayChallengeDetails(string? Version, string? TransactionId, string? AcsUrl, string? Payload)
{
    public static WorldpayChallengeDetails Of(XElement challenge) => challenge.Element("threeDSChallengeDetails") is { } details
        ? new(details.ElementText("threeDSVersion"), details.ElementText("transactionId3DS"), details.ElementText("acsURL"), details.ElementText("payload"))
        : new(null, null, null, null);

    public override string ToString() => "WorldpayChallengeDetails(redacted)";
}
