using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Worldpay;
using static Pay.Providers.Tests.Worldpay.WorldpaySamples;

namespace Pay.Providers.Tests.Worldpay;

/// <summary>Order status events: section 9 of the specification.</summary>
internal sealed class WorldpayNotificationTests
{
    private const string RefundAuthorisation = """<journalReference type="refund_authorisation" reference="123456"/>""";

    private static readonly WorldpayNotifications Handler = new();

    [TestCase("CAPTURED", ProviderEventKind.Captured)]
    [TestCase("REFUNDED", ProviderEventKind.RefundSucceeded)]
    [TestCase("REFUNDED_BY_MERCHANT", ProviderEventKind.RefundSucceeded)]
    [TestCase("REFUND_FAILED", ProviderEventKind.RefundFailed)]
    [TestCase("SENT_FOR_AUTHORISATION", ProviderEventKind.NeedsQuery)]
    [TestCase("AUTHORISED", ProviderEventKind.NeedsQuery)]
    [TestCase("CANCELLED", ProviderEventKind.NeedsQuery)]
    [TestCase("EXPIRED", ProviderEventKind.NeedsQuery)]
    [TestCase("REFUSED", ProviderEventKind.NeedsQuery)]
    [TestCase("REFUSED_BY_BANK", ProviderEventKind.NeedsQuery)]
    [TestCase("SETTLED", ProviderEventKind.NeedsQuery)]
    [TestCase("SETTLED_BY_MERCHANT", ProviderEventKind.NeedsQuery)]
    [TestCase("CHARGED_BACK", ProviderEventKind.Dispute)]
    [TestCase("CHARGEBACK_REVERSED", ProviderEventKind.Dispute)]
    [TestCase("INFORMATION_REQUESTED", ProviderEventKind.Dispute)]
    [TestCase("INFORMATION_SUPPLIED", ProviderEventKind.Dispute)]
    public void Tells_what_happened(string journalType, ProviderEventKind expected)
    {
        var verdict = Receive(Notification(journalType));
        var proven = verdict.Events.Single();
        var isRefund = expected is ProviderEventKind.RefundSucceeded or ProviderEventKind.RefundFailed;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(proven.AccountId, Is.EqualTo("17"));
            Assert.That(proven.Event.Kind, Is.EqualTo(expected));
            Assert.That(proven.Event.TransactionId, Is.EqualTo(OrderCode));
            Assert.That(proven.Event.RefundId, Is.EqualTo(isRefund ? RefundId : null), "what the reference of a capture is called is no refund");
            Assert.That(proven.Event.Amount, Is.EqualTo(expected == ProviderEventKind.Captured ? Amount : null));
            Assert.That(verdict.Answer, Is.EqualTo(new NotificationAnswer(200, "[OK]")));
        }
    }

    [TestCase("ERROR")]
    [TestCase("SENT_FOR_REFUND")]
    [TestCase("captured")]
    [TestCase("SHREDDED")]
    [TestCase("")]
    public void Tells_nothing_of_what_changes_nothing(string journalType) => IsIgnored(Receive(Notification(journalType)));

    [TestCase("123456", true)]
    [TestCase("null", false)]
    [TestCase("", false)]
    [TestCase("  ", false)]
    public void Believes_a_refund_that_is_sent_only_with_its_authorisation(string reference, bool isBelieved)
    {
        var verdict = Receive(Notification("SENT_FOR_REFUND", more: RefundAuthorisation.Replace("123456", reference, StringComparison.Ordinal)));
        Assert.That(verdict.Events.Select(proven => proven.Event.Kind), Is.EqualTo(isBelieved ? [ProviderEventKind.RefundSucceeded] : Array.Empty<ProviderEventKind>()));
    }

    [Test]
    public void Ends_no_refund_without_knowing_which([Values("REFUNDED", "REFUND_FAILED")] string journalType)
    {
        IsIgnored(Receive(Notification(journalType, reference: "")));
        IsIgnored(Receive(Notification(journalType, more: $"""<journalReference type="capture" reference="another"/>""")));
        IsIgnored(Receive(Notification(journalType, reference: new string('x', 200))));
    }

    [Test]
    public void Ignores_a_capture_of_another_currency() =>
        IsIgnored(Receive(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Notification("CAPTURED")).Replace("GBP", "EUR", StringComparison.Ordinal))));

    [Test]
    public void Gives_the_reason_without_card_digits()
    {
        var proven = Receive(Notification("REFUND_FAILED", description: "CARD 4444333322221111 CLOSED")).Events.Single();
        Assert.That(proven.Event.Reason, Is.EqualTo("REFUND_FAILED: CARD **** CLOSED"));
    }

    [TestCase("CAPTURED", RefundId, "21")]
    [TestCase("REFUNDED", RefundId, "21")]
    [TestCase("INFORMATION_REQUESTED", RefundId, "21")]
    public void Has_the_same_key_for_the_same_event(string journalType, string reference, string day)
    {
        var again = Encoding.UTF8.GetBytes("\n" + Encoding.UTF8.GetString(Notification(journalType, reference, day)).Replace("><", "> <", StringComparison.Ordinal)).AsMemory(1);
        Assert.That(Receive(again).Events.Single().Event.DedupeKey, Is.EqualTo(Receive(Notification(journalType, reference, day)).Events.Single().Event.DedupeKey));
    }

    [Test]
    public void Has_different_keys_for_different_events()
    {
        byte[][] notifications =
        [
            Notification("CAPTURED"),
            Notification("AUTHORISED"),
            Notification("REFUNDED"),
            Notification("REFUNDED", reference: "another"),
            Notification("REFUND_FAILED"),
            Notification("CHARGED_BACK"),
            Notification("INFORMATION_REQUESTED"),
            Notification("INFORMATION_REQUESTED", day: "22"),
            Notification("CAPTURED", orderCode: "another"),
        ];
        var keys = notifications.SelectMany(notification => Receive(notification, "another").Events).Select(proven => proven.Event.DedupeKey).ToList();
        Assert.That(keys, Has.Count.EqualTo(notifications.Length));
        Assert.That(keys, Is.Unique);
    }

    [Test]
    public void Believes_only_the_merchant_whose_order_it_is()
    {
        IsIgnored(Receive(Notification("CAPTURED", merchant: "BADGERCOUNCIL")));
        IsIgnored(Receive(Notification("CAPTURED", merchant: "")));
    }

    [Test]
    public void Believes_nothing_about_somebody_elses_order()
    {
        var notification = Raw(Notification("CAPTURED"));
        var other = Candidate("another");
        IsIgnored(Handler.Verify(notification, Handler.Read(notification), [other]));
    }

    [Test]
    public void Finds_the_owner_among_several_accounts()
    {
        var notification = Raw(Notification("CAPTURED"));
        var badgers = Candidate(OrderCode);
        badgers = badgers with
        {
            Context = badgers.Context with { AccountId = "18", Credentials = new Dictionary<string, string>(StringComparer.Ordinal) { ["merchant_id"] = "BADGERCOUNCIL" } },
        };
        var verdict = Handler.Verify(notification, Handler.Read(notification), [badgers, Candidate("another"), Candidate(OrderCode)]);
        Assert.That(verdict.Events.Select(proven => proven.AccountId), Is.EqualTo(["17"]));
    }

    [Test]
    public void Acknowledges_an_order_that_nobody_knows()
    {
        var notification = Raw(Notification("CAPTURED"));
        IsIgnored(Handler.Verify(notification, Handler.Read(notification), []));
    }

    [Test]
    public void Names_the_order_and_nothing_else_before_it_believes()
    {
        var reading = Handler.Read(Raw(Notification("CAPTURED")));
        Assert.That(reading.Subjects, Is.EqualTo([new NotificationSubject(PaymentId: null, OrderCode)]));
        Assert.That((reading.IsForAnyAccount, reading.LoginField), Is.EqualTo((false, (string?)null)));
        Assert.That((Handler.Proof, Handler.SourceHosts), Is.EqualTo((NotificationProof.Source, (string[])[".worldpay.com"])));
    }

    [TestCaseSource(typeof(WorldpayHostileDocumentTests), nameof(WorldpayHostileDocumentTests.Documents))]
    public void Acknowledges_what_it_cannot_read(byte[] body) => IsIgnored(Receive(body));

    [TestCase("<journal journalType=", "<journal journalType=\"REFUNDED\"/><journal journalType=")]
    [TestCase("<orderStatusEvent", "<orderStatusEvent orderCode=\"x\"/><orderStatusEvent")]
    [TestCase("<lastEvent>", "<amount/><lastEvent>")]
    [TestCase("journalType=\"CAPTURED\"", "")]
    [TestCase("orderCode=", "orderCodes=")]
    [TestCase("merchantCode=", "merchant=")]
    [TestCase("<notify>", "<notify xmlns=\"urn:x\">")]
    [TestCase("paymentService", "paymentservice")]
    public void Acknowledges_what_could_be_read_in_two_ways_or_lacks_something(string part, string instead) =>
        IsIgnored(Receive(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Notification("CAPTURED")).Replace(part, instead, StringComparison.Ordinal))));

    [Test]
    public void Acknowledges_a_reading_of_somebody_else()
    {
        var reading = new NotificationReading { Content = "other" };
        IsIgnored(Handler.Verify(Raw(Notification("CAPTURED")), reading, [Candidate(OrderCode)]));
    }

    [Test]
    public void Reads_a_notification_in_another_encoding()
    {
        var text = Encoding.UTF8.GetString(Notification("CHARGED_BACK", description: "Caf\u00E9")).Replace("UTF-8", "ISO-8859-1", StringComparison.Ordinal);
        Assert.That(Receive(Encoding.Latin1.GetBytes(text)).Events.Single().Event.Reason, Is.EqualTo("CHARGED_BACK: Caf\u00E9"));
    }

    public static byte[] Notification(
        string journalType,
        string reference = RefundId,
        string day = "21",
        string merchant = "OTTERCOUNCIL",
        string orderCode = OrderCode,
        string description = "",
        string more = "") => Encoding.UTF8.GetBytes(
        $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE paymentService PUBLIC "-//WorldPay//DTD WorldPay PaymentService v1//EN" "http://dtd.worldpay.com/paymentService_v1.dtd">
        <paymentService version="1.4" merchantCode="{merchant}"><notify>
         <orderStatusEvent orderCode="{orderCode}">
          <payment><paymentMethod>VISA-SSL</paymentMethod>
           <amount value="1250" currencyCode="GBP" exponent="2" debitCreditIndicator="credit"/>
           <lastEvent>{journalType}</lastEvent></payment>
          <journal journalType="{journalType}" description="{description}" sent="n">
           <bookingDate><date dayOfMonth="{day}" month="11" year="2025"/></bookingDate>
           <accountTx accountType="IN_PROCESS_CAPTURED" batchId="25"><amount value="1250" currencyCode="GBP" exponent="2" debitCreditIndicator="credit"/></accountTx>
           <accountTx accountType="SETTLED_BIBIT" batchId="26"><amount value="1250" currencyCode="GBP" exponent="2" debitCreditIndicator="debit"/></accountTx>
           <journalReference type="capture" reference="{reference}"/>{more}
          </journal>
         </orderStatusEvent></notify></paymentService>
        """);

    private static NotificationVerdict Receive(ReadOnlyMemory<byte> body, params string[] moreOrders)
    {
        var notification = Raw(body);
        return Handler.Verify(notification, Handler.Read(notification), [Candidate([OrderCode, .. moreOrders])]);
    }

    private static NotificationCandidate Candidate(params string[] orders) => new(
        Context(new CannedTransport()), [.. orders.Select(order => new NotificationSubject(PaymentId: null, order))]);

    private static RawNotification Raw(ReadOnlyMemory<byte> body) => new() { Body = body, ContentType = "text/xml", ReceivedAt = Now };

    private static void IsIgnored(NotificationVerdict verdict)
    {
        Assert.That(verdict.Events, Is.Empty);
        Assert.That(verdict.Answer, Is.EqualTo(new NotificationAnswer(200, "[OK]")));
        Assert.That(verdict.Remark, Is.Not.Null.And.Not.Contain(OrderCode));
    }
}
