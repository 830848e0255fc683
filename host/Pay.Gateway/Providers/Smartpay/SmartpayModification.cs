using System.Xml.Linq;
using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>What capture, cancel and refund have in common: one shape of request, and an answer that only says "received" (section 5).</summary>
internal static class SmartpayModification
{
    private static readonly XNamespace P = SmartpaySoap.Payment;

    /// <param name="operation">The operation's element.</param>
    /// <param name="merchantAccount">The merchant account.</param>
    /// <param name="originalReference">The authorisation's reference, for refunds too.</param>
    /// <param name="reference">Ours; the notification brings it back.</param>
    /// <param name="amount">In pence, where the operation has one.</param>
    public static byte[] Build(string operation, string merchantAccount, string originalReference, string reference, long? amount) =>
        SmartpaySoap.Write(new XElement(
            P + operation,
            new XElement(
                P + "modificationRequest",
                SmartpaySoap.Text(P + "merchantAccount", merchantAccount),
                amount is { } pence ? SmartpaySoap.Amount(P + "modificationAmount", pence) : null,
                SmartpaySoap.Text(P + "originalReference", originalReference),
                SmartpaySoap.Text(P + "reference", reference))));

    public static ModificationResult Read(PspReply reply, string operation, bool isRepeatHarmless)
    {
        if (reply is not PspReply.Answered { Status: not (401 or 403 or >= 300 and <= 399) } answered)
        {
            return reply.AsModification() ?? Unreadable;
        }

        return Read(answered.Body, answered.IsSuccess, operation, isRepeatHarmless) ?? reply.AsModification() ?? Unreadable;
    }

    private static ModificationResult.Unknown Unreadable => new("the PSP's answer cannot be read");

    /// <summary><see langword="null"/>: the document decides nothing.</summary>
    private static ModificationResult? Read(ReadOnlyMemory<byte> body, bool isSuccess, string operation, bool isRepeatHarmless)
    {
        if (SmartpaySoap.ReadContent(body) is not { } content)
        {
            return null;
        }

        if (SmartpayFault.IsFault(content))
        {
            return SmartpayFault.Read(content)?.AsModification(isRepeatHarmless);
        }

        // The reference in it is the modification's own; the payment keeps that of its authorisation.
        return isSuccess
            && SmartpaySoap.ReadResult(content, operation, operation + "Result") is { } fields
            && fields.GetValueOrDefault("response") == $"[{operation}-received]"
                ? new ModificationResult.Submitted(SmartpayText.Reference(fields.GetValueOrDefault("pspReference")))
                : null;
    }
}
