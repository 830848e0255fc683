using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pay.Gateway.Providers.Epdq;
using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Epdq;

/// <summary>The contract suite on ePDQ's adapter.</summary>
public sealed class EpdqContractTests : PspAdapterContract
{
    private const string OtherOrder = "0th3r0rd3r0th3r0rd3r0th3r0";
    private const string ShaOut = "Heron-Quartz-92?y";
    private const string Page = "<form action=\"https://acs.example.test/3ds\" method=\"post\"><input name=\"MD\" value=\"1\"></form>";

    public override IPspAdapter CreateAdapter() => new EpdqAdapter();

    public override PspScript CreateScript() => new()
    {
        Credentials = Credentials("otterbank1", ShaOut),
        OtherCredentials = Credentials("badgerbank", "Badger-Lantern-11?z"),
        TakesNoRefundId = true,
        Authorise = new OperationScript
        {
            Good = request => Payment(request, "5"),
            OtherOrder = request => Payment(request, "5", order: OtherOrder),
            Cases =
            [
                new PspCase("refused", request => Payment(request, "2", error: "30001001"), result => result is AuthoriseResult.Rejected { CleanUp: false }),
                new PspCase("pending", request => Payment(request, "51"), result => result is AuthoriseResult.Pending { TransactionId: not null }),
                new PspCase("uncertain", request => Payment(request, "52"), result => result is AuthoriseResult.Unknown { TransactionId: not null }),
                new PspCase("captured too", request => Payment(request, "9"), result => result is AuthoriseResult.Authorised { AlreadyCaptured: true }),
                new PspCase("cancelled", request => Payment(request, "6"), result => result is AuthoriseResult.CancelledByPsp),
                new PspCase("another amount", request => Payment(request, "5", amount: "0.01"), result => result is AuthoriseResult.Failed { Class: FailureClass.Protocol, CleanUp: true, TransactionId: null }),
                new PspCase("3D Secure that was not offered", Challenged, result => result is AuthoriseResult.Failed { CleanUp: true }),
                new PspCase("processed before", request => Error(request, "50001113"), result => result is AuthoriseResult.Unknown),
                new PspCase("wrong password", request => Error(request, "50001119"), result => result is AuthoriseResult.Failed { Class: FailureClass.Credentials }),
                new PspCase("expiry date", request => Error(request, "50001183"), result => result is AuthoriseResult.Failed { Class: FailureClass.InvalidCardDetails }),
            ],
        },
        Challenge = Challenged,
        Continue = new OperationScript
        {
            Good = request => Payment(request, "5"),
            Acts = _ => false,
            OtherOrder = request => Payment(request, "5", order: OtherOrder),
            Cases =
            [
                new PspCase("refused", request => Payment(request, "2"), result => result is AuthoriseResult.Rejected),
                new PspCase("still at the bank", request => Payment(request, "46"), result => result is AuthoriseResult.Pending),
                new PspCase("uncertain", request => Payment(request, "52"), result => result is AuthoriseResult.Unknown),
                new PspCase("another amount", request => Payment(request, "5", amount: "0.01"), result => result is AuthoriseResult.Failed { CleanUp: true }),
                new PspCase("unknown order", NotFound, result => result is AuthoriseResult.Unknown),
            ],
        },
        Capture = new OperationScript
        {
            Good = request => Maintenance(request, "91"),
            OtherOrder = request => Maintenance(request, "91", order: OtherOrder),
            Cases =
            [
                new PspCase("done", request => Maintenance(request, "9"), result => result is ModificationResult.Completed),
                new PspCase("uncertain", request => Maintenance(request, "92"), result => result is ModificationResult.Unknown),
                new PspCase("refused", request => Maintenance(request, "93"), result => result is ModificationResult.Refused),
                new PspCase("wrong state", request => Error(request, "50001127"), result => result is ModificationResult.Unknown),
            ],
        },
        Cancel = new OperationScript
        {
            Good = request => Maintenance(request, "6"),
            OtherOrder = request => Maintenance(request, "6", order: OtherOrder),
            Cases =
            [
                new PspCase("waiting", request => Maintenance(request, "61"), result => result is ModificationResult.Submitted),
                new PspCase("uncertain", request => Maintenance(request, "62"), result => result is ModificationResult.Unknown),
                new PspCase("refused", request => Maintenance(request, "63"), result => result is ModificationResult.Refused),
                new PspCase("wrong state", request => Error(request, "50001127"), result => result is ModificationResult.Refused),
                new PspCase("unknown order", NotFound, result => result is ModificationResult.NotFound),
            ],
        },
        Refund = new OperationScript
        {
            Good = request => Maintenance(request, "81", amount: Pounds(request.Field("AMOUNT"))),
            OtherOrder = request => Maintenance(request, "81", order: OtherOrder),
            Cases =
            [
                new PspCase("done", request => Maintenance(request, "8"), result => result is ModificationResult.Completed { Reference: not null }),
                new PspCase("uncertain", request => Maintenance(request, "82"), result => result is ModificationResult.Unknown),
                new PspCase("refused", request => Maintenance(request, "83"), result => result is ModificationResult.Refused),
                new PspCase("too much", request => Error(request, "50001129"), result => result is ModificationResult.Failed),
                new PspCase("came twice", request => Error(request, "50001133"), result => result is ModificationResult.Unknown),
            ],
        },
        Query = new OperationScript
        {
            Good = request => Payment(request, "5", amount: "12.5"),
            OtherOrder = request => Payment(request, "5", order: OtherOrder),
            Cases =
            [
                new PspCase("captured", request => Payment(request, "9"), result => result is QueryResult.Found { Payment: PspPaymentState.Captured }),
                new PspCase("refunded", request => Payment(request, "8", amount: "5"), result => result is QueryResult.Found { Payment: PspPaymentState.Captured, Amount: null }),
                new PspCase("cancellation waiting", request => Payment(request, "61"), result => result is QueryResult.Found { Payment: PspPaymentState.Pending }),
                new PspCase("uncertain", request => Payment(request, "92"), result => result is QueryResult.Inconclusive),
                new PspCase("unknown order", NotFound, result => result is QueryResult.NotFound),
                new PspCase("question refused", request => Error(request, "50001119"), result => result is QueryResult.Inconclusive),
            ],
        },
        QueryRefund = new OperationScript
        {
            Good = request => Maintenance(request, "8"),
            OtherOrder = request => Maintenance(request, "8", order: OtherOrder),
            Cases =
            [
                new PspCase("on its way", request => Maintenance(request, "81"), result => result is RefundQueryResult.Pending),
                new PspCase("refused", request => Maintenance(request, "83"), result => result is RefundQueryResult.Failed),
                new PspCase("uncertain", request => Maintenance(request, "82"), result => result is RefundQueryResult.Inconclusive),
                new PspCase("unknown order", NotFound, result => result is RefundQueryResult.Inconclusive),
            ],
        },
        CheckCredentials = new OperationScript
        {
            Good = NotFound,
            Cases =
            [
                new PspCase("unknown PSP ID", request => Error(request, "50001118"), result => result is CredentialCheck.Refused),
                new PspCase("wrong passphrase", request => Error(request, "50001184"), result => result is CredentialCheck.Refused),
                new PspCase("other IP address", request => Error(request, "50001116"), result => result is CredentialCheck.Inconclusive),
            ],
        },
        Notifications =
        [
            Sample("authorised", "5", "", ProviderEventKind.PaymentAuthorised),
            Sample("rejected", "2", "", ProviderEventKind.PaymentRejected),
            Sample("cancelled", "6", "1", ProviderEventKind.PaymentCancelled),
            Sample("captured", "9", "1", ProviderEventKind.Captured),
            Sample("capture failed", "93", "1", ProviderEventKind.CaptureFailed),
            Sample("refunded", "8", "2", ProviderEventKind.RefundSucceeded),
            Sample("refunded without a number", "8", "", ProviderEventKind.RefundSucceeded),
            Sample("refund failed", "83", "3", ProviderEventKind.RefundFailed),
            Sample("uncertain", "92", "1", ProviderEventKind.NeedsQuery),
            Sample("capture on its way", "91", "1"),
        ],
    };

    private static Dictionary<string, string> Credentials(string pspId, string shaOut) => new(StringComparer.Ordinal)
    {
        ["psp_id"] = pspId,
        ["username"] = "apiuser",
        ["password"] = "Pa55-word!",
        ["sha_in_passphrase"] = "Otter-Lantern-47!x",
        ["sha_out_passphrase"] = shaOut,
    };

    /// <summary>ePDQ's transaction of an order; made of its id, in this script, so that it needs no memory.</summary>
    private static string PayIdOf(string order)
    {
        var number = order.Aggregate(17UL, (sum, character) => (sum * 31) + character);
        return (3_000_000_000UL + (number % 1_000_000_000UL)).ToString(CultureInfo.InvariantCulture);
    }

    private static StubAnswer Challenged(StubRequest request) =>
        Payment(request, "46", more: $"<HTML_ANSWER>{Convert.ToBase64String(Encoding.UTF8.GetBytes(Page), Base64FormattingOptions.InsertLineBreaks)}</HTML_ANSWER>");

    private static StubAnswer Payment(StubRequest request, string status, string? order = null, string? amount = null, string error = "0", string more = "")
    {
        var sent = request.Field("AMOUNT");
        var pounds = amount ?? (sent.Length > 0 ? Pounds(sent) : "");
        return Answer(
            $"orderID=\"{order ?? request.Field("ORDERID")}\" PAYID=\"{PayIdOf(request.Field("ORDERID"))}\" NCSTATUS=\"0\" NCERROR=\"{error}\" STATUS=\"{status}\" amount=\"{pounds}\" currency=\"GBP\"",
            more);
    }

    private static StubAnswer Maintenance(StubRequest request, string status, string order = "", string amount = "")
    {
        var payIdSub = request.Field("PAYIDSUB") is { Length: > 0 } asked ? asked : "2";
        var payId = request.Field("PAYID") is { Length: > 0 } named ? named : PayIdOf(request.Field("ORDERID"));
        return Answer($"orderID=\"{order}\" PAYID=\"{payId}\" PAYIDSUB=\"{payIdSub}\" NCSTATUS=\"0\" NCERROR=\"0\" STATUS=\"{status}\" amount=\"{amount}\" currency=\"GBP\"");
    }

    private static StubAnswer NotFound(StubRequest request) =>
        Answer($"orderID=\"{request.Field("ORDERID")}\" PAYID=\"\" NCSTATUS=\"5\" NCERROR=\"50001130\" NCERRORPLUS=\"unknown order\" STATUS=\"\"");

    private static StubAnswer Error(StubRequest request, string code) =>
        Answer($"orderID=\"{request.Field("ORDERID")}\" PAYID=\"0\" NCSTATUS=\"5\" NCERROR=\"{code}\" NCERRORPLUS=\"Pa55-word!\" STATUS=\"0\" amount=\"\" currency=\"\"");

    private static StubAnswer Answer(string attributes, string more = "") => new()
    {
        ContentType = "text/XML; charset=iso-8859-1",
        Body = Encoding.Latin1.GetBytes($"<?xml version=\"1.0\"?>\n<ncresponse {attributes}>{more}</ncresponse>"),
    };

    /// <summary>1250 as "12.5".</summary>
    private static string Pounds(string pence) => (decimal.Parse(pence, CultureInfo.InvariantCulture) / 100).ToString("0.##", CultureInfo.InvariantCulture);

    private static NotificationSample Sample(string name, string status, string payIdSub, params ProviderEventKind[] kinds)
    {
        var good = Signed(ShaOut, status, payIdSub);
        return new NotificationSample
        {
            Name = name,
            Notification = Of(good),
            Kinds = kinds,
            Payments = [.. kinds.Select(_ => "3050012345")],
            Refunds = kinds is [ProviderEventKind.RefundSucceeded or ProviderEventKind.RefundFailed] ? [payIdSub.Length > 0 ? $"3050012345/{payIdSub}" : ""] : [],
            Tampered =
            [
                Of(good.Replace("amount=12.5", "amount=92.5", StringComparison.Ordinal)),
                Of(good.Replace("orderID=5", "orderID=6", StringComparison.Ordinal)),
                Of(good.Replace("PAYID=3", "PAYID=4", StringComparison.Ordinal)),
                Of(good.Replace($"STATUS={status}", status == "9" ? "STATUS=8" : "STATUS=9", StringComparison.Ordinal)),
                Of(good + "&STATUS=9"),
                Of(good[..good.IndexOf("&SHASIGN", StringComparison.Ordinal)]),
                Of(Signed("Somebody-Else-33?z", status, payIdSub)),
                Of(Signed("", status, payIdSub)),
            ],
        };
    }

    /// <summary>Signed here by ePDQ's rule and not by the adapter's own code.</summary>
    private static string Signed(string passphrase, string status, string payIdSub)
    {
        (string Name, string Value)[] fields =
            [("orderID", "5fh3k2m9q0r7s1t4u6v8w2x4y6"), ("currency", "GBP"), ("amount", "12.5"), ("STATUS", status), ("PAYID", "3050012345"), ("PAYIDSUB", payIdSub), ("NCERROR", "")];
        var text = string.Concat(fields
            .Where(field => field.Value.Length > 0)
            .OrderBy(field => field.Name.ToUpperInvariant(), StringComparer.Ordinal)
            .Select(field => $"{field.Name.ToUpperInvariant()}={field.Value}{passphrase}"));
        var signature = Convert.ToHexString(SHA512.HashData(Encoding.UTF8.GetBytes(text)));
        return string.Join('&', fields.Select(field => $"{field.Name}={field.Value}")) + "&SHASIGN=" + signature;
    }

    private static RawNotification Of(string form) => new()
    {
        Body = Encoding.ASCII.GetBytes(form),
        ContentType = "application/x-www-form-urlencoded",
        ReceivedAt = DateTimeOffset.UnixEpoch,
    };
}
