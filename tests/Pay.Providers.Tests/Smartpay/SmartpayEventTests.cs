using NUnit.Framework;
using static Pay.Providers.Tests.Smartpay.SmartpayNotificationSamples;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>Every row of the event table of section 8, and which payment or refund each is about.</summary>
internal sealed class SmartpayEventTests
{
    [TestCase("AUTHORISATION", "\"true\"", ProviderEventKind.PaymentAuthorised)]
    [TestCase("AUTHORISATION", "\"false\"", ProviderEventKind.PaymentRejected)]
    [TestCase("CAPTURE", "\"true\"", ProviderEventKind.Captured)]
    [TestCase("CAPTURE", "\"false\"", ProviderEventKind.CaptureFailed)]
    [TestCase("CAPTURE_FAILED", "\"true\"", ProviderEventKind.CaptureReversed)]
    [TestCase("CAPTURE_FAILED", "\"false\"", ProviderEventKind.CaptureReversed)]
    [TestCase("CAPTURE_FAILED", "null", ProviderEventKind.CaptureReversed)]
    [TestCase("CANCELLATION", "\"true\"", ProviderEventKind.PaymentCancelled)]
    [TestCase("CANCELLATION", "\"false\"", ProviderEventKind.CancelFailed)]
    [TestCase("REFUND", "\"true\"", ProviderEventKind.RefundSucceeded)]
    [TestCase("REFUND", "\"false\"", ProviderEventKind.RefundFailed)]
    [TestCase("REFUND_FAILED", "\"true\"", ProviderEventKind.RefundFailed)]
    [TestCase("REFUND_FAILED", "\"false\"", ProviderEventKind.RefundFailed)]
    [TestCase("REFUNDED_REVERSED", "\"true\"", ProviderEventKind.RefundFailed)]
    [TestCase("REQUEST_FOR_INFORMATION", "\"true\"", ProviderEventKind.Dispute)]
    [TestCase("NOTIFICATION_OF_CHARGEBACK", "\"true\"", ProviderEventKind.Dispute)]
    [TestCase("CHARGEBACK", "\"false\"", ProviderEventKind.Dispute)]
    [TestCase("CHARGEBACK_REVERSED", "\"true\"", ProviderEventKind.Dispute)]
    public void Understands(string eventCode, string success, ProviderEventKind expected) =>
        Assert.That(Told(Item(eventCode, success))?.Kind, Is.EqualTo(expected));

    [TestCase("REPORT_AVAILABLE")]
    [TestCase("PENDING")]
    [TestCase("ORDER_OPENED")]
    [TestCase("RECURRING_CONTRACT")]
    [TestCase("TECHNICAL_CANCEL")]
    [TestCase("capture")]
    [TestCase("SOMETHING_NEW")]
    public void Ignores(string eventCode) => Assert.That(Verify(Batch(Item(eventCode))), Has.Property("Events").Empty.And.Property("Remark").Null);

    [TestCase("cancel", ProviderEventKind.PaymentCancelled)]
    [TestCase("refund", ProviderEventKind.RefundSucceeded)]
    public void Looks_what_a_cancellation_or_refund_was(string action, ProviderEventKind expected)
    {
        var more = $$""","additionalData":{"modification.action":"{{action}}"}""";

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Told(Item("CANCEL_OR_REFUND", more: more))?.Kind, Is.EqualTo(expected));
            Assert.That(Told(Item("CANCEL_OR_REFUND", "\"false\"", more)), Is.Null);
        }
    }

    [TestCase("")]
    [TestCase(""","additionalData":{"modification.action":"neither"}""")]
    public void Remarks_on_a_cancellation_or_refund_that_does_not_say_which(string more) =>
        Assert.That(Verify(Batch(Item("CANCEL_OR_REFUND", more: more))), Has.Property("Events").Empty.And.Property("Remark").Not.Null);

    [Test]
    public void Names_an_authorisation_by_its_own_reference_and_our_payment_id()
    {
        var told = Told(
            """
            {"NotificationRequestItem":{"eventCode":"AUTHORISATION","success":"true","eventDate":"2025-11-20T10:15:30+01:00",
             "merchantAccountCode":"OtterCouncilECOM","merchantReference":"5fh3k2m9q0r7s1t4u6v8w2x4y6","originalReference":"",
             "pspReference":"8815000000000009","amount":{"currency":"GBP","value":1250},"reason":"87802:1111:3/2030"}}
            """);

        Assert.That(told, Is.EqualTo(new ProviderEvent
        {
            Kind = ProviderEventKind.PaymentAuthorised,
            DedupeKey = "7:8815000000000009:AUTHORISATION:true",
            PaymentId = SmartpaySamples.PaymentId,
            TransactionId = SmartpaySamples.PspReference,
            MayBeNewTransaction = true,
            Amount = 1250,
        }));
    }

    [TestCase("REFUND")]
    [TestCase("REFUND_FAILED")]
    [TestCase("REFUNDED_REVERSED")]
    public void Names_a_refund_by_both_references(string eventCode)
    {
        var told = Told(Item(eventCode))!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(told.PaymentId, Is.Null);
            Assert.That(told.RefundId, Is.EqualTo(SmartpaySamples.PaymentId));
            Assert.That(told.Reference, Is.EqualTo("8815000000000012"));
            Assert.That(told.TransactionId, Is.EqualTo(SmartpaySamples.PspReference));
            Assert.That(told.Amount, Is.EqualTo(1250));
        }
    }

    [Test]
    public void Finds_the_payment_of_a_dispute_with_or_without_an_original()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Told(Item("CHARGEBACK"))!.TransactionId, Is.EqualTo(SmartpaySamples.PspReference));
            Assert.That(
                Told(Item("CHARGEBACK").Replace("\"originalReference\":\"8815000000000009\"", "\"originalReference\":null", StringComparison.Ordinal))!.TransactionId,
                Is.EqualTo("8815000000000012"));
        }
    }

    [Test]
    public void Tells_no_amount_of_what_did_not_move_money()
    {
        foreach (var code in new[] { "CANCELLATION", "CHARGEBACK" })
        {
            Assert.That(Told(Item(code).Replace("GBP", "EUR", StringComparison.Ordinal))!.Amount, Is.Null, code);
        }
    }

    [Test]
    public void Hides_what_could_be_a_card_number_in_a_reason() => Assert.That(
        Told(Item("CAPTURE", "\"false\"", ",\"reason\":\"card 4111111111111111 refused\""))!.Reason, Is.EqualTo("CAPTURE: card **** refused"));

    [Test]
    public void Recognises_a_repetition_and_nothing_else_as_one()
    {
        string?[] keys =
        [
            Told(Item("CAPTURE"))!.DedupeKey,
            Told(Item("CAPTURE", "\"false\""))!.DedupeKey,
            Told(Item("CAPTURE_FAILED"))!.DedupeKey,
            Told(Item("CAPTURE").Replace("8815000000000012", "8815000000000013", StringComparison.Ordinal))!.DedupeKey,
            Verify(Raw(Batch(Item("CAPTURE"))), Candidate("8")).Events.Single().Event.DedupeKey,
        ];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(keys, Is.Unique);
            Assert.That(
                Told(Item("CAPTURE", "true", ",\"reason\":\"again\"").Replace("10:15:30", "11:15:30", StringComparison.Ordinal))!.DedupeKey,
                Is.EqualTo(keys[0]));
        }
    }
}
