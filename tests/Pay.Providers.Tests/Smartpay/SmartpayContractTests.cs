using System.Security.Cryptography;
using System.Text;
using Pay.Gateway.Providers.Smartpay;
using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>The suite that every adapter passes. SmartPay echoes no order, so no answer can be told from another order's.</summary>
public sealed class SmartpayContractTests : PspAdapterContract
{
    public override IPspAdapter CreateAdapter() => new SmartpayAdapter();

    public override PspScript CreateScript()
    {
        var others = SmartpaySamples.Credentials();
        others[SmartpayCredentials.NotificationPassword] = "somebody-elses-pass";
        var signed = SmartpaySamples.Credentials();
        signed[SmartpayCredentials.HmacKey] = SmartpaySamples.HmacKey;
        return new PspScript
        {
            Credentials = signed,
            OtherCredentials = others,
            AccountId = "7",
            Card = SmartpaySamples.Card(address: new BillingAddress("10 Mill Lane", null, "LS1 4AB", "Leeds", "GB")),
            Authorise = new OperationScript
            {
                Good = _ => StubAnswer.Xml(SmartpaySamples.Authorised()),
                Cases = PaymentCases(SmartpayAuthorise.Operation),
            },
            Challenge = _ => StubAnswer.Xml(SmartpaySamples.Redirect()),
            ReturnFields = _ => [KeyValuePair.Create("PaRes", SmartpaySamples.PaRes), KeyValuePair.Create("MD", SmartpaySamples.Md)],
            Continue = new OperationScript
            {
                Good = _ => StubAnswer.Xml(SmartpaySamples.Authorised(SmartpayAuthorise3d.Operation)),
                Cases = PaymentCases(SmartpayAuthorise3d.Operation),
            },
            Capture = Modification(SmartpayCapture.Operation),
            Cancel = Modification(SmartpayCancel.Operation),
            Refund = Modification(SmartpayRefund.Operation),
            CheckCredentials = new OperationScript
            {
                Good = _ => StubAnswer.Xml(SmartpaySamples.Fault("validation 167 Original pspReference required for this operation"), 500),
                Cases =
                [
                    new PspCase(
                        "another merchant account", _ => Fault("security 901 Invalid Merchant Account"), result => result is CredentialCheck.Refused),
                    new PspCase("trouble", _ => Fault("internal 702 Internal error"), result => result is CredentialCheck.Inconclusive),
                ],
            },
            Notifications =
            [
                Sample("authorised", "AUTHORISATION", "true", ProviderEventKind.PaymentAuthorised),
                Sample("refused", "AUTHORISATION", "false", ProviderEventKind.PaymentRejected),
                Sample("captured", "CAPTURE", "true", ProviderEventKind.Captured),
                Sample("capture failed", "CAPTURE_FAILED", "true", ProviderEventKind.CaptureReversed),
                Sample("released", "CANCELLATION", "true", ProviderEventKind.PaymentCancelled),
                Sample("not released", "CANCELLATION", "false", ProviderEventKind.CancelFailed),
                Sample("refunded", "REFUND", "true", ProviderEventKind.RefundSucceeded),
                Sample("not refunded", "REFUND", "false", ProviderEventKind.RefundFailed),
                Sample("disputed", "CHARGEBACK", "true", ProviderEventKind.Dispute),
                Sample("a report", "REPORT_AVAILABLE", "true"),
                TwoPayments,
            ],
        };
    }

    private static PspCase[] PaymentCases(string operation) =>
    [
        new("refused", _ => Result(operation, "Refused"), result => result is AuthoriseResult.Rejected),
        new("cancelled", _ => Result(operation, "Cancelled"), result => result is AuthoriseResult.CancelledByPsp),
        new("error", _ => Result(operation, "Error"), result => result is AuthoriseResult.Failed { Class: FailureClass.PspInternal }),
        new("received", _ => Result(operation, "Received"), result => result is AuthoriseResult.Pending),
        new("3D Secure without a bank", _ => Result(operation, "RedirectShopper"), result => result is AuthoriseResult.Failed { CleanUp: true }),
        new("3D Secure 2", _ => Result(operation, "ChallengeShopper"), result => result is AuthoriseResult.Failed { CleanUp: true }),
        new("a new result", _ => Result(operation, "Tomorrow"), result => result is AuthoriseResult.Unknown),
        new("a bad card", _ => Fault("validation 101 Invalid card number"), result => result is AuthoriseResult.Failed { Class: FailureClass.InvalidCardDetails }),
        new("another merchant account", _ => Fault("security 901 Invalid Merchant Account"), result => result is AuthoriseResult.Failed { Class: FailureClass.Credentials }),
        new("trouble", _ => Fault("internal 702 Internal error"), result => result is AuthoriseResult.Unknown),
    ];

    private static OperationScript Modification(string operation) => new()
    {
        Good = _ => StubAnswer.Xml(SmartpaySamples.Received(operation)),
        Cases =
        [
            new PspCase("refused", _ => Fault("validation 167 Original pspReference required"), result => result is ModificationResult.Refused),
            new PspCase(
                "another merchant account",
                _ => Fault("security 901 Invalid Merchant Account"),
                result => result is ModificationResult.Failed { Class: FailureClass.Credentials }),
            new PspCase("trouble", _ => Fault("internal 702 Internal error"), result => result is ModificationResult.Unknown),
            new PspCase("another answer", _ => StubAnswer.Xml(SmartpaySamples.Received("cancelOrRefund")), result => result is ModificationResult.Unknown),
        ],
    };

    private static StubAnswer Result(string operation, string code) =>
        StubAnswer.Xml(SmartpaySamples.PaymentResult($"<n:pspReference>8815000000000009</n:pspReference><n:resultCode>{code}</n:resultCode>", operation));

    private static StubAnswer Fault(string text) => StubAnswer.Xml(SmartpaySamples.Fault(text), 500);

    private static NotificationSample TwoPayments
    {
        get
        {
            var second = Item("CAPTURE", "true").Replace("8815000000000012", "8815000000000044", StringComparison.Ordinal)
                .Replace("8815000000000009", "8815000000000043", StringComparison.Ordinal)
                .Replace(Signature("CAPTURE", "true"), Signature("CAPTURE", "true", "8815000000000044:8815000000000043"), StringComparison.Ordinal);
            var body = SmartpayNotificationSamples.Batch(Item("REFUND_FAILED", "true"), second);
            return new NotificationSample
            {
                Name = "two payments in one",
                Notification = SmartpayNotificationSamples.Raw(body),
                Tampered = [SmartpayNotificationSamples.Raw(body, authorization: null)],
                Kinds = [ProviderEventKind.RefundFailed, ProviderEventKind.Captured],
                Payments = ["8815000000000009", "8815000000000043"],
                Refunds = [SmartpaySamples.PaymentId],
            };
        }
    }

    private static string Item(string eventCode, string success) =>
        SmartpayNotificationSamples.Item(eventCode, $"\"{success}\"", $$""","additionalData":{"hmacSignature":"{{Signature(eventCode, success)}}"}""");

    private static NotificationSample Sample(string name, string eventCode, string success, params ProviderEventKind[] kinds)
    {
        var body = SmartpayNotificationSamples.Batch(Item(eventCode, success));
        return new NotificationSample
        {
            Name = name,
            Notification = SmartpayNotificationSamples.Raw(body),
            Kinds = kinds,
            Payments = [.. kinds.Select(_ => eventCode == "AUTHORISATION" ? "8815000000000012" : "8815000000000009")],
            Refunds = kinds is [ProviderEventKind.RefundSucceeded or ProviderEventKind.RefundFailed] ? [SmartpaySamples.PaymentId] : [],
            Tampered = kinds.Length == 0
                ? [SmartpayNotificationSamples.Raw(body, authorization: null)]
                :
                [
                    SmartpayNotificationSamples.Raw(body, authorization: null),
                    SmartpayNotificationSamples.Raw(body, "Basic b3R0ZXItbm90aWZ5OmxvbmctZW5vdWdoLXBhc3MtMg=="),
                    SmartpayNotificationSamples.Raw(body.Replace("1250", "9250", StringComparison.Ordinal)),
                    SmartpayNotificationSamples.Raw(body.Replace("8815000000000012", "8815000000000013", StringComparison.Ordinal)),
                    SmartpayNotificationSamples.Raw(body.Replace("OtterCouncilECOM", "HeronCouncilECOM", StringComparison.Ordinal)),
                    SmartpayNotificationSamples.Raw(body.Replace("\"live\":\"false\"", "\"live\":\"true\"", StringComparison.Ordinal)),
                    SmartpayNotificationSamples.Raw(body.Replace("hmacSignature", "hmac", StringComparison.Ordinal)),
                ],
        };
    }

    /// <summary>By SmartPay's rule and not by the adapter's own code.</summary>
    private static string Signature(string eventCode, string success, string references = "8815000000000012:8815000000000009") => Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromHexString(SmartpaySamples.HmacKey),
        Encoding.UTF8.GetBytes($"{references}:OtterCouncilECOM:{SmartpaySamples.PaymentId}:1250:GBP:{eventCode}:{success}")));
}
