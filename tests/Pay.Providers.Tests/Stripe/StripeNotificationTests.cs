using NUnit.Framework;
using Pay.Gateway.Providers.Stripe.Webhooks;

namespace Pay.Providers.Tests.Stripe;

/// <summary>What is believed of a webhook, to whom it is proven, and what it means (stripe.md section 6).</summary>
internal sealed class StripeNotificationTests
{
    private const string Secret = StripeSignatureTests.Secret;

    private static readonly NotificationSubject Ours = new(StripeSamples.PaymentId, StripeSamples.IntentId);

    private readonly StripeNotifications _notifications = new();

    public static IEnumerable<TestCaseData> Events()
    {
        const string status = "payment_intent.amount_capturable_updated";
        yield return new(status, StripeSamples.Intent("requires_capture"), "PaymentAuthorised 1250");
        yield return new(status, StripeSamples.Intent("requires_capture", capturable: 1000), "NeedsQuery");
        yield return new(status, StripeSamples.Intent("requires_capture", currency: "eur"), "NeedsQuery");
        yield return new(status, StripeSamples.Intent("succeeded"), "NeedsQuery");
        yield return new("payment_intent.payment_failed", StripeSamples.Intent("requires_payment_method"), "PaymentRejected");
        yield return new("payment_intent.payment_failed", StripeSamples.Intent("requires_capture"), "NeedsQuery");
        yield return new("payment_intent.canceled", StripeSamples.Intent("canceled"), "PaymentCancelled");
        yield return new("payment_intent.canceled", StripeSamples.Intent("requires_capture"), "NeedsQuery");
        yield return new("payment_intent.succeeded", StripeSamples.Intent("succeeded", ""","latest_charge":"ch_1Otter" """), "Captured 1250 ch_1Otter");
        yield return new("payment_intent.succeeded", StripeSamples.Intent("requires_capture"), "NeedsQuery");
        yield return new("charge.captured", Charge(""","captured":true,"amount_captured":1250"""), "Captured 1250 ch_1Otter");
        yield return new("charge.captured", Charge(""","captured":true"""), "Captured 1300 ch_1Otter");
        yield return new("charge.captured", Charge(""","captured":false"""), "NeedsQuery");
        yield return new("charge.refunded", Charge(""","refunded":true"""), "NeedsQuery");
        foreach (var type in new[] { "refund.updated", "charge.refund.updated", "refund.failed" })
        {
            yield return new(type, StripeSamples.RefundObject("succeeded"), "RefundSucceeded 500 re_1Otter rf0001");
            yield return new(type, StripeSamples.RefundObject("failed", ""","failure_reason":"lost_or_stolen_card" """), "RefundFailed 500 re_1Otter rf0001");
            yield return new(type, StripeSamples.RefundObject("canceled"), "RefundFailed 500 re_1Otter rf0001");
            yield return new(type, StripeSamples.RefundObject("pending"), "-");
            yield return new(type, StripeSamples.RefundObject("succeeded", currency: "eur"), "-");
        }

        foreach (var step in new[] { "created", "updated", "closed", "funds_withdrawn", "funds_reinstated" })
        {
            yield return new(
                "charge.dispute." + step,
                """{"id":"dp_1Otter","object":"dispute","amount":1250,"currency":"gbp","payment_intent":"pi_1Otter","charge":"ch_1Otter","reason":"fraudulent","status":"needs_response"}""",
                "Dispute 1250 dp_1Otter");
        }

        yield return new("payment_intent.created", StripeSamples.Intent("requires_payment_method"), "-");
        yield return new("payment_intent.requires_action", StripeSamples.Intent("requires_action"), "-");
        yield return new("charge.succeeded", Charge(""), "-");
        yield return new("account.updated", """{"id":"acct_1Otter","object":"account"}""", "-");
        yield return new("payout.paid", """{"id":"po_1Otter","object":"payout"}""", "-");
        yield return new("", "{}", "-");
    }

    [TestCaseSource(nameof(Events))]
    public void An_event_means(string type, string about, string expected)
    {
        var verdict = Receive(Event(type, about), Candidate());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(verdict.Answer, Is.EqualTo(new NotificationAnswer(200, Body: null)));
            Assert.That(verdict.Events.Select(Short).SingleOrDefault("-"), Is.EqualTo(expected));
        }
    }

    [Test]
    public void The_worked_example_is_an_authorisation()
    {
        var notification = Notification(StripeSignatureTests.Body, $"t=1700000000,v1={StripeSignatureTests.Good}");
        var reading = _notifications.Read(notification);
        var verdict = _notifications.Verify(notification, reading, [Candidate()]);
        var proven = verdict.Events.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.Subjects, Is.EqualTo([Ours]));
            Assert.That(reading.IsForAnyAccount, Is.True, "a bad signature is refused whether there is such a payment or not");
            Assert.That(proven.AccountId, Is.EqualTo("account-1"));
            Assert.That(proven.Event, Is.EqualTo(new ProviderEvent
            {
                Kind = ProviderEventKind.PaymentAuthorised,
                DedupeKey = "evt_1Otter",
                PaymentId = StripeSamples.PaymentId,
                TransactionId = "pi_1Otter",
                Amount = 1250,
            }));
        }
    }

    [TestCase(1_699_999_700, 200, 1)]
    [TestCase(1_699_999_699, 400, 0)]
    [TestCase(1_700_000_300, 200, 1)]
    [TestCase(1_700_000_301, 400, 0)]
    public void Only_a_recent_signature_counts(long time, int status, int events)
    {
        var verdict = Receive(StripeSignatureTests.Body, Candidate(), StripeSignatureTests.Header(StripeSignatureTests.Body, time: time));
        Assert.That((verdict.Answer.Status, verdict.Events.Count), Is.EqualTo((status, events)));
    }

    [TestCase(null, TestName = "No header")]
    [TestCase("t=1700000000", TestName = "No signature")]
    [TestCase("t=1700000000,v1=46fb2486", TestName = "A wrong signature")]
    public void Is_refused(string? header)
    {
        var verdict = Verify(Notification(StripeSignatureTests.Body, header), Candidate());
        Assert.That((verdict.Answer.Status, verdict.Events.Count), Is.EqualTo((400, 0)));
    }

    [Test]
    public void Two_headers_are_none()
    {
        var header = KeyValuePair.Create("Stripe-Signature", StripeSignatureTests.Header(StripeSignatureTests.Body));
        var notification = new RawNotification { Body = StripeSignatureTests.Bytes(StripeSignatureTests.Body), Headers = [header, header], ReceivedAt = StripeSamples.Now };
        Assert.That(Verify(notification, Candidate()).Answer.Status, Is.EqualTo(400));
    }

    [Test]
    public void A_single_changed_byte_is_refused()
    {
        var header = StripeSignatureTests.Header(StripeSignatureTests.Body);
        var body = StripeSignatureTests.Bytes(StripeSignatureTests.Body);
        for (var i = 0; i < body.Length; i++)
        {
            var changed = body.ToArray();
            changed[i] ^= 0x01;
            var notification = new RawNotification { Body = changed, Headers = [KeyValuePair.Create("Stripe-Signature", header)], ReceivedAt = StripeSamples.Now };
            var verdict = Verify(notification, Candidate());
            Assert.That((verdict.Answer.Status, verdict.Events.Count), Is.EqualTo((400, 0)), $"byte {i}");
        }
    }

    [Test]
    public void Secrets_of_the_deployment_count_beside_the_accounts_own()
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["webhooksecrets:0"] = "whsec_old", ["WebhookSecrets:1"] = "whsec_new" };
        var candidate = Candidate(settings: settings);
        using (Assert.EnterMultipleScope())
        {
            foreach (var secret in new[] { Secret, "whsec_old", "whsec_new" })
            {
                Assert.That(Receive(StripeSignatureTests.Body, candidate, StripeSignatureTests.Header(StripeSignatureTests.Body, secret)).Events, Has.Count.EqualTo(1), secret);
            }

            Assert.That(Receive(StripeSignatureTests.Body, candidate, StripeSignatureTests.Header(StripeSignatureTests.Body, "whsec_other")).Answer.Status, Is.EqualTo(400));
        }
    }

    [Test]
    public void An_accounts_secret_proves_nothing_to_another_account()
    {
        var verdict = Verify(
            Notification(StripeSignatureTests.Body, StripeSignatureTests.Header(StripeSignatureTests.Body, "whsec_two")),
            Candidate("account-1", secret: "whsec_one"),
            Candidate("account-2", secret: "whsec_two"));
        Assert.That(verdict.Events.Select(proven => proven.AccountId), Is.EqualTo(["account-2"]));
    }

    [Test]
    public void Without_any_secret_nothing_is_believed() =>
        Assert.That(Receive(StripeSignatureTests.Body, Candidate(secret: null)).Answer.Status, Is.EqualTo(400));

    [Test]
    public void A_payment_that_nobody_knows_yet_is_told_to_whoever_signed_for_it()
    {
        var verdict = Verify(
            Notification(StripeSignatureTests.Body, StripeSignatureTests.Header(StripeSignatureTests.Body)),
            Candidate("account-1", secret: "whsec_one", subjects: []), Candidate("account-2", subjects: []));
        Assert.That((verdict.Answer.Status, verdict.Events.Single().AccountId), Is.EqualTo((200, "account-2")));
    }

    [Test]
    public void A_signature_by_nobody_is_refused_whether_there_is_such_a_payment_or_not()
    {
        var forged = Notification(StripeSignatureTests.Body, StripeSignatureTests.Header(StripeSignatureTests.Body, "whsec_wrong"));
        Assert.That(Verify(forged, Candidate()).Answer.Status, Is.EqualTo(400));
        Assert.That(Verify(forged, Candidate(subjects: [])).Answer.Status, Is.EqualTo(400));
    }

    [Test]
    public void Another_account_s_secret_proves_nothing_to_the_payment_s_own()
    {
        var notification = Notification(StripeSignatureTests.Body, StripeSignatureTests.Header(StripeSignatureTests.Body));
        var verdict = Verify(notification, Candidate("account-1", secret: "whsec_one"), Candidate("account-2", subjects: []));
        Assert.That((verdict.Answer.Status, verdict.Events.Count), Is.EqualTo((400, 0)));
    }

    [TestCase(200, Secret)]
    [TestCase(400, "whsec_wrong")]
    public void What_names_no_payment_is_tried_with_every_secret(int status, string secret)
    {
        var body = Event("account.updated", """{"id":"acct_1Otter","object":"account"}""");
        var notification = Notification(body, StripeSignatureTests.Header(body, secret));
        Assert.That(_notifications.Read(notification).IsForAnyAccount, Is.True);
        var verdict = Verify(notification, Candidate("account-1", secret: "whsec_one", subjects: []), Candidate("account-2", subjects: []));
        Assert.That((verdict.Answer.Status, verdict.Events.Count), Is.EqualTo((status, 0)));
    }

    [TestCase("not json")]
    [TestCase("""{"id":"evt_1","id":"evt_2"}""")]
    [TestCase("[]")]
    public void A_good_signature_over_no_json_is_refused(string body) =>
        Assert.That(Receive(body, Candidate(subjects: [])).Answer.Status, Is.EqualTo(400));

    [TestCase(false, true)]
    [TestCase(true, false)]
    public void An_event_of_the_other_mode_changes_nothing(bool ofEvent, bool ofAccount)
    {
        var body = Event("payment_intent.canceled", StripeSamples.Intent("canceled"), livemode: ofEvent ? "true" : "false");
        var verdict = Receive(body, Candidate(isLive: ofAccount));
        Assert.That((verdict.Answer.Status, verdict.Events.Count), Is.EqualTo((200, 0)));
    }

    [Test]
    public void An_event_that_does_not_tell_its_mode_changes_nothing() =>
        Assert.That(Receive(Event("payment_intent.canceled", StripeSamples.Intent("canceled"), livemode: "\"false\""), Candidate()).Events, Is.Empty);

    [TestCase("payment_intent.canceled", "2020-08-27", "PaymentCancelled")]
    [TestCase("payment_intent.canceled", "2025-01-27.acacia", "NeedsQuery")]
    [TestCase("refund.updated", "2025-01-27.acacia", "RefundSucceeded 500 re_1Otter rf0001")]
    public void An_event_of_another_version_is_asked_for_unless_it_is_a_refund(string type, string version, string expected)
    {
        var about = type.StartsWith("refund", StringComparison.Ordinal) ? StripeSamples.RefundObject("succeeded") : StripeSamples.Intent("canceled");
        var body = Event(type, about).Replace("\"object\":\"event\"", $"\"object\":\"event\",\"api_version\":\"{version}\"", StringComparison.Ordinal);
        Assert.That(Short(Receive(body, Candidate()).Events.Single()), Is.EqualTo(expected));
    }

    [Test]
    public void The_same_event_has_the_same_key_and_another_has_another()
    {
        var first = Event("payment_intent.canceled", StripeSamples.Intent("canceled"));
        string Key(string body) => Receive(body, Candidate()).Events.Single().Event.DedupeKey;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Key(first), Is.EqualTo("evt_1Otter"));
            Assert.That(Key(first.Replace("evt_1Otter", "evt_2Otter", StringComparison.Ordinal)), Is.EqualTo("evt_2Otter"));
        }
    }

    [TestCase("\"evt_1Otter\"", "\"pi_1\"")]
    [TestCase("\"evt_1Otter\"", "null")]
    [TestCase("\"object\":\"event\"", "\"object\":\"v2.core.event\"")]
    [TestCase("\"data\"", "\"date\"")]
    public void What_is_not_an_event_changes_nothing(string part, string other)
    {
        var verdict = Receive(Event("payment_intent.canceled", StripeSamples.Intent("canceled")).Replace(part, other, StringComparison.Ordinal), Candidate());
        Assert.That((verdict.Answer.Status, verdict.Events.Count), Is.EqualTo((200, 0)));
    }

    [Test]
    public void An_expanded_object_is_found_by_its_id()
    {
        var body = Event("refund.updated", StripeSamples.RefundObject("succeeded").Replace("\"pi_1Otter\"", StripeSamples.Intent("succeeded"), StringComparison.Ordinal));
        Assert.That(_notifications.Read(Notification(body, header: null)).Subjects.Single().TransactionId, Is.EqualTo("pi_1Otter"));
    }

    [Test]
    public void Neither_remark_nor_text_repeats_the_content()
    {
        var notification = Notification(StripeSignatureTests.Body, "t=1700000000,v1=00");
        var reading = _notifications.Read(notification);
        var verdict = _notifications.Verify(notification, reading, [Candidate()]);
        Assert.That($"{verdict.Remark} {reading} {reading.Content} {notification}", Does.Not.Contain("Otter").And.Not.Contain("whsec"));
    }

    private static string Charge(string more) =>
        $$"""{"id":"ch_1Otter","object":"charge","amount":1300,"currency":"gbp","payment_intent":"pi_1Otter","metadata":{"gateway_payment_id":"{{StripeSamples.PaymentId}}"}{{more}}}""";

    private static string Event(string type, string about, string livemode = "false") =>
        $$$"""{"id":"evt_1Otter","object":"event","type":"{{{type}}}","created":1699999990,"livemode":{{{livemode}}},"data":{"object":{{{about}}}}}""";

    private static string Short(ProvenEvent proven) => string.Join(
        ' ', new object?[] { proven.Event.Kind, proven.Event.Amount, proven.Event.Reference, proven.Event.RefundId }.Where(part => part is not null));

    private static RawNotification Notification(string body, string? header) => new()
    {
        Body = StripeSignatureTests.Bytes(body),
        ContentType = "application/json; charset=utf-8",
        Headers = header is null ? [] : [KeyValuePair.Create("stripe-signature", header)],
        ReceivedAt = StripeSamples.Now,
    };

    private static NotificationCandidate Candidate(
        string account = "account-1",
        string? secret = Secret,
        bool isLive = false,
        IReadOnlyDictionary<string, string>? settings = null,
        IReadOnlyList<NotificationSubject>? subjects = null) =>
        new(StripeSamples.Context(webhookSecret: secret, isLive: isLive, account: account, settings: settings), subjects ?? [Ours]);

    private NotificationVerdict Receive(string body, NotificationCandidate candidate, string? header = null) =>
        Verify(Notification(body, header ?? StripeSignatureTests.Header(body)), candidate);

    private NotificationVerdict Verify(RawNotification notification, params NotificationCandidate[] candidates) =>
        _notifications.Verify(notification, _notifications.Read(notification), candidates);
}
