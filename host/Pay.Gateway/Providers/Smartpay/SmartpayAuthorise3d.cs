using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Pay.Gateway.Providers.Wire;
using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>The <c>authorise3d</c> operation: going on after the payer's bank (section 4).</summary>
internal static class SmartpayAuthorise3d
{
    public const string Operation = "authorise3d";
    private const int StateVersion = 1;

    private static readonly XNamespace P = SmartpaySoap.Payment;

    /// <summary>What is kept while the payer is away.</summary>
    public static string State(string md) => JsonSerializer.Serialize(new Kept(StateVersion, md));

    /// <summary>
    /// Whether the payer came back with what SmartPay gave them. <see langword="null"/>: they did, and <paramref name="paRes"/> can be
    /// sent; otherwise the result, with nothing sent.
    /// </summary>
    public static AuthoriseResult? Check(ContinueRequest request, out string md, out string paRes)
    {
        md = MdOf(request.ProviderState) ?? "";
        paRes = request.Field("PaRes") ?? "";
        if (md.Length == 0)
        {
            return new AuthoriseResult.Failed(FailureClass.InvalidRequest, "what was kept of 3D Secure cannot be read", request.TransactionId)
            {
                CleanUp = true,
            };
        }

        // Another payment's MD with this payment's session would tell this payer's bank's word for somebody else's purchase.
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Field("MD") ?? ""), Encoding.UTF8.GetBytes(md)))
        {
            return new AuthoriseResult.Rejected("3D Secure came back for another payment", request.TransactionId) { CleanUp = true };
        }

        return string.IsNullOrWhiteSpace(paRes) || PspText.ForXml(paRes).Length < paRes.Length
            ? new AuthoriseResult.Rejected("3D Secure came back without an answer of the bank", request.TransactionId) { CleanUp = true }
            : null;
    }

    public static byte[] Build(string merchantAccount, string md, string paRes) => SmartpaySoap.Write(new XElement(
        P + Operation,
        new XElement(
            P + "paymentRequest3d",
            SmartpaySoap.Text(P + "merchantAccount", merchantAccount),
            SmartpaySoap.Text(P + "md", md),
            SmartpaySoap.Text(P + "paResponse", paRes))));

    public static AuthoriseResult Read(PspReply reply, Uri returnUrl, string? transactionId) =>
        SmartpayPaymentResult.Read(reply, Operation, returnUrl, transactionId);

    private static string? MdOf(string? state)
    {
        try
        {
            return state is not null && JsonSerializer.Deserialize<Kept>(state) is { Version: StateVersion } kept ? kept.Md : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Kept(int Version, string? Md);
}
