using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Epdq.Messages;

namespace Pay.Providers.Tests.Epdq;

/// <summary>Notifications: the worked examples and the table of epdq.md section 9.</summary>
internal sealed class EpdqNotificationTests
{
    private const string Captured =
        "orderID=5fh3k2m9q0r7s1t4u6v8w2x4y6&currency=GBP&amount=12.5&PM=CreditCard&ACCEPTANCE=test123&STATUS=9&CARDNO=XXXXXXXXXXXX1111&ED=1230&CN=J+Bloggs"
        + "&TRXDATE=05%2F23%2F17&PAYID=3050012345&PAYIDSUB=1&NCERROR=&BRAND=VISA&IP=&SHASIGN=";

    private const string CapturedSignature = "769580E597E7E4E21EB84A66F6F36679E2A5D3DDB6261B75BFBCB5855836655A95A4B74C4AA1F24287792F5336BCFC089975F3478B520F80A21A082C40938EBB";
    private const string WithMarksSignature = "4E20AB3A9338D9346ED05E43C8CF6ED1A6AADD16D97B35AF6799445A2AE6285E938131506A1E7B1E0083B73A331C4ADD5D16892028F18EEB4594DF87E9E7B0DB";
    private const string RefundedSignature = "AE93F242AA9DBEFBDBE1CC50C3DFA2B548DAC59E7DE4B1613E81A79EF1567A5456E7ADD6BD02DA262C0FE226443829E90F182467444516F3EE47B504A2984B89";
    private const string RejectedSignature = "57BE1D44292AD17F6D2AE4958908A336DAACB4FD207370E6B9D7CD9DD8AFD78F4A3C8C59C1C78E15DC15A7F3879EDFE2AD70E4702A701178B4A4AEC1800BEAFB";

    private static readonly NotificationAnswer Ok = new(200, "[OK]");

    [Test]
    public void Reads_the_specifications_capture()
    {
        var verdict = Receive(Captured + CapturedSignature);

        Assert.That(verdict.Answer, Is.EqualTo(Ok));
        Assert.That(verdict.Events, Is.EqualTo(new[]
        {
            new ProvenEvent(EpdqSamples.AccountId, new ProviderEvent
            {
                Kind = ProviderEventKind.Captured,
                DedupeKey = "account-1/3050012345/1/9",
                PaymentId = EpdqSamples.PaymentId,
                TransactionId = EpdqSamples.PayId,
                Reference = "3050012345/1",
                Amount = EpdqSamples.Amount,
            }),
        }));
    }

    [Test]
    public void Reads_the_specifications_name_with_marks() =>
        Assert.That(Receive(Captured.Replace("J+Bloggs", "Zo%EB+O%92Hara", StringComparison.Ordinal) + WithMarksSignature).Events, Has.Count.EqualTo(1));

    [Test]
    public void Reads_the_specifications_refund()
    {
        var happened = Event(Receive(Captured.Replace("STATUS=9", "STATUS=8", StringComparison.Ordinal).Replace("PAYIDSUB=1", "PAYIDSUB=2", StringComparison.Ordinal) + RefundedSignature));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(happened.Kind, Is.EqualTo(ProviderEventKind.RefundSucceeded));
            Assert.That(happened.Reference, Is.EqualTo("3050012345/2"));
            Assert.That(happened.Amount, Is.EqualTo(EpdqSamples.Amount));
        }
    }

    [Test]
    public void Reads_the_specifications_refusal()
    {
        var happened = Event(Receive(Captured.Replace("STATUS=9", "STATUS=2", StringComparison.Ordinal).Replace("PAYIDSUB=1", "PAYIDSUB=", StringComparison.Ordinal) + RejectedSignature));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(happened.Kind, Is.EqualTo(ProviderEventKind.PaymentRejected));
            Assert.That(happened.Reference, Is.Null);
        }
    }

    [TestCase("5", ProviderEventKind.PaymentAuthorised)]
    [TestCase("2", ProviderEventKind.PaymentRejected)]
    [TestCase("6", ProviderEventKind.PaymentCancelled)]
    [TestCase("9", ProviderEventKind.Captured)]
    [TestCase("93", ProviderEventKind.CaptureFailed)]
    [TestCase("8", ProviderEventKind.RefundSucceeded)]
    [TestCase("7", ProviderEventKind.RefundSucceeded)]
    [TestCase("83", ProviderEventKind.RefundFailed)]
    [TestCase("73", ProviderEventKind.RefundFailed)]
    [TestCase("94", ProviderEventKind.RefundFailed)]
    [TestCase("84", ProviderEventKind.RefundFailed)]
    [TestCase("92", ProviderEventKind.NeedsQuery)]
    [TestCase("62", ProviderEventKind.NeedsQuery)]
    [TestCase("72", ProviderEventKind.NeedsQuery)]
    [TestCase("82", ProviderEventKind.NeedsQuery)]
    public void Reads_a_status(string status, ProviderEventKind expected) => Assert.That(Event(Receive(Signed(("STATUS", status)))).Kind, Is.EqualTo(expected));

    [TestCase("91")]
    [TestCase("46")]
    [TestCase("50")]
    [TestCase("51")]
    [TestCase("52")]
    [TestCase("61")]
    [TestCase("63")]
    [TestCase("71")]
    [TestCase("81")]
    [TestCase("99")]
    [TestCase("0")]
    [TestCase("")]
    [TestCase("09")]
    public void Acknowledges_what_changes_nothing(string status)
    {
        var verdict = Receive(Signed(("STATUS", status)));

        Assert.That(verdict.Events, Is.Empty);
        Assert.That(verdict.Answer, Is.EqualTo(Ok));
    }

    [TestCase("amount=12.5", "amount=12.6")]
    [TestCase("STATUS=9", "STATUS=8")]
    [TestCase("PAYIDSUB=1", "PAYIDSUB=2")]
    [TestCase("orderID=5", "orderID=6")]
    [TestCase("CN=J+Bloggs", "CN=J+Blogg")]
    [TestCase("IP=", "IP=192.0.2.7")]
    [TestCase("&BRAND=VISA", "")]
    [TestCase("SHASIGN=7", "SHASIGN=8")]
    [TestCase("SHASIGN=", "SHASIGN=&X=")]
    [TestCase("SHASIGN", "SHASIGNATURE")]
    public void Believes_nothing_that_was_changed_on_its_way(string from, string to)
    {
        var verdict = Receive((Captured + CapturedSignature).Replace(from, to, StringComparison.Ordinal));

        Assert.That(verdict.Events, Is.Empty);
        Assert.That(verdict.Answer, Is.EqualTo(Ok));
        Assert.That(verdict.Remark, Does.Contain("signature"));
    }

    [Test]
    public void Believes_nothing_that_another_passphrase_signed() =>
        Assert.That(Receive(Captured + CapturedSignature, shaOut: "Heron-Quartz-92?z").Events, Is.Empty);

    [Test]
    public void Believes_nothing_where_the_account_has_no_passphrase() =>
        Assert.That(Receive(Signed(passphrase: "", ("STATUS", "9")), shaOut: "").Events, Is.Empty);

    [Test]
    public void Takes_a_signature_in_small_letters() => Assert.That(Receive(Captured + CapturedSignature.ToLowerInvariant()).Events, Has.Count.EqualTo(1));

    [TestCase("&STATUS=9")]
    [TestCase("&status=8")]
    [TestCase("&payid=1")]
    [TestCase("&Extra=1&EXTRA=1")]
    public void Believes_nothing_that_says_a_name_twice(string more)
    {
        var verdict = Receive(Captured + CapturedSignature + more);

        Assert.That(verdict.Events, Is.Empty);
        Assert.That(verdict.Remark, Does.Contain("twice"));
    }

    [Test]
    public void Takes_parameters_that_epdqs_list_does_not_have()
    {
        Assert.That(Receive(Captured + CapturedSignature + "&HTML_ANSWER=x").Events, Has.Count.EqualTo(1), "outside of the signature, and not used");
        Assert.That(Receive(Signed(("Extra", "y"))).Events, Has.Count.EqualTo(1), "an account that signs everything");
        Assert.That(Receive(Signed(("DCC_RATE", "1"))).Events, Has.Count.EqualTo(1));
    }

    [Test]
    public void Takes_names_in_any_case() =>
        Assert.That(Receive((Captured + CapturedSignature).Replace("orderID", "ORDERID", StringComparison.Ordinal).Replace("STATUS", "status", StringComparison.Ordinal)).Events, Has.Count.EqualTo(1));

    [TestCase("amount", "12.505")]
    [TestCase("amount", "x")]
    [TestCase("currency", "EUR")]
    public void Asks_where_the_amount_is_not_clear(string name, string value)
    {
        foreach (var status in new[] { "5", "9", "8" })
        {
            Assert.That(Event(Receive(Signed((name, value), ("STATUS", status)))).Kind, Is.EqualTo(ProviderEventKind.NeedsQuery));
        }
    }

    [TestCase("")]
    [TestCase("abc")]
    [TestCase("3050012345/1")]
    [TestCase("305001234530500123453050012345")]
    [TestCase("0")]
    public void Without_a_transaction_our_order_says_who_is_meant(string payId)
    {
        var told = Event(Receive(Signed(("PAYID", payId))));
        Assert.That((told.TransactionId, told.PaymentId, told.Reference), Is.EqualTo(((string?)null, EpdqSamples.PaymentId, (string?)null)));
        Assert.That(Receive(Signed(("PAYID", payId), ("orderID", ""))).Events, Is.Empty, "nobody is meant");
    }

    [Test]
    public void Says_who_is_meant_before_it_is_believed()
    {
        var notifications = EpdqSamples.Adapter.Notifications;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(notifications.Proof, Is.EqualTo(NotificationProof.Signature));
            Assert.That(Subjects(Captured), Is.EqualTo(new[] { new NotificationSubject(EpdqSamples.PaymentId, EpdqSamples.PayId) }));
            Assert.That(Subjects("payid=12"), Is.EqualTo(new[] { new NotificationSubject(null, "12") }));
            Assert.That(Subjects("ORDERID=a"), Is.EqualTo(new[] { new NotificationSubject("a", null) }));
            Assert.That(Subjects("STATUS=9"), Is.Empty);
            Assert.That(Subjects("PAYID=1&PAYID=2"), Is.Empty);
            Assert.That(Subjects(""), Is.Empty);
        }

        IReadOnlyList<NotificationSubject> Subjects(string form) => notifications.Read(EpdqSamples.Notification(form)).Subjects;
    }

    [Test]
    public void Proves_it_to_the_account_whose_passphrase_signed()
    {
        var notification = EpdqSamples.Notification(Captured + CapturedSignature);
        var reading = EpdqSamples.Adapter.Notifications.Read(notification);
        var verdict = EpdqSamples.Adapter.Notifications.Verify(
            notification,
            reading,
            [
                new NotificationCandidate(EpdqSamples.Context(shaOut: "Another-Phrase-11", accountId: "account-2"), reading.Subjects),
                new NotificationCandidate(EpdqSamples.Context(accountId: "account-3"), []),
                new NotificationCandidate(EpdqSamples.Context(accountId: "account-4"), reading.Subjects),
            ]);

        Assert.That(verdict.Events.Select(happened => happened.AccountId), Is.EqualTo(new[] { "account-4" }));
    }

    [Test]
    public void Acknowledges_a_notification_about_nobody()
    {
        var notification = EpdqSamples.Notification(Captured + CapturedSignature);
        var verdict = EpdqSamples.Adapter.Notifications.Verify(notification, EpdqSamples.Adapter.Notifications.Read(notification), []);

        Assert.That(verdict.Answer, Is.EqualTo(Ok));
        Assert.That(verdict.Events, Is.Empty);
    }

    [Test]
    public void Has_one_key_for_arrivals_of_one_notification() => Assert.That(
        Event(Receive(Signed(("STATUS", "8"), ("PAYIDSUB", "2"), ("TRXDATE", "05/24/17")))).DedupeKey,
        Is.EqualTo(Event(Receive(Signed(("STATUS", "8"), ("PAYIDSUB", "2")))).DedupeKey));

    [Test]
    public void Has_other_keys_for_other_notifications()
    {
        string[] forms =
        [
            Signed(("STATUS", "9")),
            Signed(("STATUS", "93")),
            Signed(("PAYIDSUB", "2")),
            Signed(("PAYIDSUB", "")),
            Signed(("PAYID", "3050012346")),
            // Refunds that ePDQ was not set up to number.
            Signed(("STATUS", "8"), ("PAYIDSUB", ""), ("amount", "5")),
            Signed(("STATUS", "8"), ("PAYIDSUB", ""), ("amount", "7.5")),
        ];
        List<string> keys = [.. forms.Select(form => Event(Receive(form)).DedupeKey)];

        Assert.That(keys, Is.Unique);
        Assert.That(forms.Select(form => Event(Receive(form)).DedupeKey), Is.EqualTo(keys));
    }

    [Test]
    public void Has_keys_that_no_other_account_can_use_up() => Assert.That(
        Event(Receive(Signed(("STATUS", "9")), accountId: "account-2")).DedupeKey,
        Is.Not.EqualTo(Event(Receive(Signed(("STATUS", "9")))).DedupeKey));

    private static ProviderEvent Event(NotificationVerdict verdict) => verdict.Events.Single().Event;

    private static NotificationVerdict Receive(string form, string shaOut = EpdqSamples.ShaOut, string accountId = EpdqSamples.AccountId)
    {
        var notification = EpdqSamples.Notification(form);
        var reading = EpdqSamples.Adapter.Notifications.Read(notification);
        return EpdqSamples.Adapter.Notifications.Verify(
            notification, reading, [new NotificationCandidate(EpdqSamples.Context(shaOut: shaOut, accountId: accountId), reading.Subjects)]);
    }

    private static string Signed(params (string Name, string Value)[] changes) => Signed(EpdqSamples.ShaOut, changes);

    /// <summary>The sample with other values, and signed again.</summary>
    private static string Signed(string passphrase, params (string Name, string Value)[] changes)
    {
        var fields = EpdqForm.Read(Encoding.ASCII.GetBytes(Captured))!.Where(field => field.Key != "SHASIGN").ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            fields[name] = value;
        }

        return Encoding.ASCII.GetString(EpdqForm.Write([.. fields, KeyValuePair.Create("SHASIGN", EpdqSignature.Of(fields, passphrase))]));
    }
}
