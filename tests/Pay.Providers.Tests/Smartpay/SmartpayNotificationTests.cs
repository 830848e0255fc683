using System.Text;
using NUnit.Framework;
using Pay.Gateway.Providers.Smartpay;
using static Pay.Providers.Tests.Smartpay.SmartpayNotificationSamples;

namespace Pay.Providers.Tests.Smartpay;

/// <summary>Who may tell what: the proof, the answer and what is left out (section 8).</summary>
internal sealed class SmartpayNotificationTests
{
    private static readonly NotificationAnswer Accepted = new(200, "[accepted]");

    [Test]
    public void Reads_a_batch_and_accepts_it_whole()
    {
        var verdict = Verify(Batch(Capture, RefusedRefund));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(verdict.Answer, Is.EqualTo(Accepted));
            Assert.That(verdict.Remark, Is.Null);
            Assert.That(verdict.Events, Is.EqualTo(new[]
            {
                new ProvenEvent("7", new ProviderEvent
                {
                    Kind = ProviderEventKind.Captured,
                    DedupeKey = "7:8815000000000012:CAPTURE:true",
                    PaymentId = SmartpaySamples.PaymentId,
                    TransactionId = SmartpaySamples.PspReference,
                    Reference = "8815000000000012",
                    Amount = 1250,
                }),
                new ProvenEvent("7", new ProviderEvent
                {
                    Kind = ProviderEventKind.RefundFailed,
                    DedupeKey = "7:8815000000000017:REFUND:false",
                    RefundId = "rf0001",
                    TransactionId = SmartpaySamples.PspReference,
                    Reference = "8815000000000017",
                    Amount = 500,
                    Reason = "REFUND: Insufficient balance on payment",
                }),
            }));
        }
    }

    [Test]
    public void Says_whose_login_it_claims_and_believes_nothing_yet()
    {
        var reading = new SmartpayNotifications().Read(Raw(Batch(Capture)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(reading.LoginField, Is.EqualTo("notification_username"));
            Assert.That(reading.Login, Is.EqualTo("otter-notify"));
            Assert.That(reading.Subjects, Is.Empty);
            Assert.That(reading.IsForAnyAccount, Is.False);
        }
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("Basic")]
    [TestCase("Basic !!!")]
    [TestCase("Bearer b3R0ZXItbm90aWZ5OmxvbmctZW5vdWdoLXBhc3MtMQ==")]
    [TestCase("Basic b3R0ZXItbm90aWZ5")]
    public void Finds_no_login_in(string? header) =>
        Assert.That(new SmartpayNotifications().Read(Raw(Batch(Capture), header)).Login, Is.Null);

    [TestCase(null)]
    [TestCase("Basic !!!")]
    [TestCase("otter-notify:long-enough-pass-2")]
    [TestCase("otter-notify:long-enough-pass-")]
    [TestCase("otter-notify:long-enough-pass-1 ")]
    [TestCase("otter-notify:")]
    [TestCase("Otter-notify:long-enough-pass-1")]
    [TestCase(":long-enough-pass-1")]
    public void Refuses_another_login(string? login)
    {
        var header = login is not null && login.Contains(':', StringComparison.Ordinal)
            ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(login))
            : login;
        foreach (var (body, contentType) in new[] { (Batch(Capture), "application/json"), ("{", "application/json"), ("<x/>", "text/xml") })
        {
            var verdict = Verify(Raw(body, header, contentType), Candidate());
            Assert.That(verdict.Answer, Is.EqualTo(new NotificationAnswer(401, null)));
            Assert.That(verdict.Events, Is.Empty);
        }
    }

    [Test]
    public void Refuses_two_logins_at_once()
    {
        var twice = new RawNotification
        {
            Body = Encoding.UTF8.GetBytes(Batch(Capture)),
            ContentType = "application/json",
            Headers = [KeyValuePair.Create("Authorization", BasicHeader), KeyValuePair.Create("authorization", BasicHeader)],
            ReceivedAt = DateTimeOffset.UnixEpoch,
        };

        Assert.That(Verify(twice, Candidate()).Answer.Status, Is.EqualTo(401));
    }

    [Test]
    public void Answers_a_stranger_as_it_answers_a_wrong_password()
    {
        var credentials = SmartpaySamples.Credentials();
        credentials[SmartpayCredentials.NotificationPassword] = "another-password";
        var wrong = Verify(Raw(Batch(Capture)), Candidate(credentials: credentials));
        var nobody = Verify(Raw(Batch(Capture)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(nobody.Answer, Is.EqualTo(wrong.Answer));
            Assert.That(nobody.Answer, Is.EqualTo(new NotificationAnswer(401, null)));
            Assert.That(nobody.Remark, Is.EqualTo(wrong.Remark));
        }
    }

    [TestCase("")]
    [TestCase(null)]
    public void Refuses_an_empty_login_to_an_account_that_has_none(string? stored)
    {
        var credentials = SmartpaySamples.Credentials();
        credentials.Remove(SmartpayCredentials.NotificationPassword);
        credentials.Remove(SmartpayCredentials.NotificationUsername);
        if (stored is not null)
        {
            credentials[SmartpayCredentials.NotificationUsername] = stored;
            credentials[SmartpayCredentials.NotificationPassword] = stored;
        }

        Assert.That(Verify(Raw(Batch(Capture), "Basic Og=="), Candidate(credentials: credentials)).Answer.Status, Is.EqualTo(401));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("text/xml; charset=utf-8")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("application/jsonp")]
    [TestCase("text/json")]
    public void Takes_only_json(string? contentType)
    {
        var verdict = Verify(Raw(Batch(Capture), contentType: contentType), Candidate());

        Assert.That(verdict.Answer, Is.EqualTo(new NotificationAnswer(415, null)));
        Assert.That(verdict.Events, Is.Empty);
    }

    [TestCase("application/json")]
    [TestCase("Application/JSON ; charset=UTF-8")]
    public void Takes_json_of_any_spelling(string contentType) =>
        Assert.That(Verify(Raw(Batch(Capture), contentType: contentType), Candidate()).Events, Has.Count.EqualTo(1));

    [Test]
    public void Bounds_size_and_depth()
    {
        var padding = new string(' ', (256 * 1024) - Batch(Capture).Length);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Verify(Batch(Capture) + padding).Events, Has.Count.EqualTo(1));
            Assert.That(Verify(Batch(Capture) + padding + " ").Answer, Is.EqualTo(new NotificationAnswer(413, null)));
            Assert.That(Verify(new string('[', 100_000)).Answer, Is.EqualTo(new NotificationAnswer(400, null)));
            Assert.That(Verify(Nested(33)).Answer, Is.EqualTo(new NotificationAnswer(400, null)));
            Assert.That(Verify(Nested(32)).Answer, Is.EqualTo(Accepted));
        }
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("\"[accepted]\"")]
    [TestCase("{}")]
    [TestCase("""{"live":"false","notificationItems":{}}""")]
    [TestCase("""{"live":"false","notificationItems":null}""")]
    [TestCase("""{"live":"false","notificationItems":[],}""")]
    [TestCase("""{"\ud800":1,"notificationItems":[]} x""")]
    [TestCase("live=false&eventCode=CAPTURE")]
    public void Accepts_what_it_cannot_read_so_that_it_does_not_come_for_ever(string body)
    {
        var verdict = Verify(body);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(verdict.Answer, Is.EqualTo(Accepted));
            Assert.That(verdict.Events, Is.Empty);
            Assert.That(verdict.Remark, Is.Not.Null);
        }
    }

    [Test]
    public void Accepts_bytes_that_are_no_text()
    {
        var broken = Encoding.UTF8.GetBytes(Batch(Capture.Replace("OtterCouncilECOM", "Otter\u00FF", StringComparison.Ordinal)));
        broken[Array.IndexOf(broken, (byte)0xC3)] = 0xFF;

        Assert.That(Verify(Raw(broken), Candidate()).Answer, Is.EqualTo(Accepted));
        Assert.That(Verify(Raw(broken), Candidate()).Events, Is.Empty);
    }

    [Test]
    public void Reads_behind_a_byte_order_mark() =>
        Assert.That(Verify(Raw([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Batch(Capture))]), Candidate()).Events, Has.Count.EqualTo(1));

    [TestCase("eventCode")]
    [TestCase("eventDate")]
    [TestCase("pspReference")]
    public void Leaves_out_an_item_without(string mandatory)
    {
        foreach (var other in new[] { "\"x\":\"1\",\"y\"", $"\"{mandatory}\":null,\"y\"", $"\"{mandatory}\":{{}},\"y\"", $"\"{mandatory}\":\"\",\"y\"" })
        {
            var verdict = Verify(Batch(Capture.Replace($"\"{mandatory}\"", other, StringComparison.Ordinal), RefusedRefund));
            Assert.That(verdict.Events.Single().Event.Kind, Is.EqualTo(ProviderEventKind.RefundFailed), other);
            Assert.That(verdict.Answer, Is.EqualTo(Accepted));
            Assert.That(verdict.Remark, Does.Contain("1 cannot be read"));
        }
    }

    [TestCase("\"eventCode\":\"CAPTURE\"", "\"eventCode\":\"CAPTURE\",\"eventCode\":\"CHARGEBACK\"")]
    [TestCase("\"success\":\"true\"", "\"success\":\"false\",\"success\":\"true\"")]
    [TestCase("\"value\":1250", "\"value\":1250,\"value\":1")]
    [TestCase("\"additionalData\":{}", "\"additionalData\":{\"a\":1,\"a\":1}")]
    [TestCase("\"additionalData\":{}", "\"additionalData\":[]")]
    [TestCase("\"additionalData\":{}", "\"\\ud800\":1")]
    [TestCase("\"amount\":{\"currency\":\"GBP\",\"value\":1250}", "\"amount\":1250")]
    [TestCase("\"merchantReference\":\"5fh3k2m9q0r7s1t4u6v8w2x4y6\"", "\"merchantReference\":7")]
    [TestCase("\"pspReference\":\"8815000000000012\"", "\"pspReference\":8815000000000012")]
    [TestCase("8815000000000012", "8815\\u000012")]
    [TestCase("8815000000000012", "\\ud800")]
    [TestCase("\"success\":\"true\"", "\"success\":\"yes\"")]
    [TestCase("\"success\":\"true\"", "\"success\":1")]
    [TestCase("\"success\":\"true\"", "\"x\":\"true\"")]
    [TestCase("\"currency\":\"GBP\"", "\"currency\":\"EUR\"")]
    [TestCase("\"currency\":\"GBP\",", "")]
    [TestCase("\"value\":1250", "\"value\":-1250")]
    [TestCase("\"value\":1250", "\"value\":12.5")]
    [TestCase("\"value\":1250", "\"value\":1e3")]
    [TestCase("\"value\":1250", "\"value\":99999999999999999999")]
    [TestCase("\"value\":1250", "\"value\":{}")]
    [TestCase("\"merchantAccountCode\":\"OtterCouncilECOM\"", "\"merchantAccountCode\":\"HeronCouncilECOM\"")]
    [TestCase("\"merchantAccountCode\":\"OtterCouncilECOM\"", "\"merchantAccountCode\":\"otterCouncilECOM\"")]
    [TestCase("\"merchantAccountCode\":\"OtterCouncilECOM\",", "")]
    [TestCase("{\"NotificationRequestItem\":", "{\"Item\":")]
    public void Leaves_out_an_item_that_is_not_sound(string good, string bad)
    {
        Assume.That(Capture, Does.Contain(good));
        var verdict = Verify(Batch(Capture.Replace(good, bad, StringComparison.Ordinal), RefusedRefund));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(verdict.Answer, Is.EqualTo(Accepted));
            Assert.That(verdict.Events.Select(told => told.Event.Kind), Is.EqualTo(new[] { ProviderEventKind.RefundFailed }));
            Assert.That(verdict.Remark, Is.Not.Null);
        }
    }

    [TestCase("null")]
    [TestCase("7")]
    [TestCase("[]")]
    [TestCase("{\"NotificationRequestItem\":null}")]
    [TestCase("{\"NotificationRequestItem\":[]}")]
    public void Leaves_out_what_is_no_item(string item) => Assert.That(Verify(Batch(item, Capture)).Events, Has.Count.EqualTo(1));

    [TestCase("\"success\":\"true\"", "\"success\":true")]
    [TestCase("\"value\":1250", "\"value\":\"1250\"")]
    [TestCase("\"operations\":[\"REFUND\"]", "\"operations\":null")]
    [TestCase("\"additionalData\":{}", "\"additionalData\":null")]
    [TestCase("\"paymentMethod\":\"visa\"", "\"paymentMethod\":\"\"")]
    [TestCase("\"reason\":\"\"", "\"reason\":null")]
    [TestCase("\"reason\":\"\"", "\"reason\":\"\\ud800\"")]
    public void Does_not_mind(string good, string other)
    {
        Assume.That(Capture, Does.Contain(good));
        Assert.That(Told(Capture.Replace(good, other, StringComparison.Ordinal)), Is.EqualTo(Told(Capture)));
    }

    [TestCase("\"false\"", false, true)]
    [TestCase("false", false, true)]
    [TestCase("\"true\"", true, true)]
    [TestCase("true", true, true)]
    [TestCase("\"true\"", false, false)]
    [TestCase("\"false\"", true, false)]
    [TestCase("null", false, false)]
    [TestCase("\"no\"", false, false)]
    public void Keeps_test_and_live_apart(string live, bool isLive, bool isTold)
    {
        var verdict = Verify(Raw(Batch(Capture).Replace("\"live\":\"false\"", $"\"live\":{live}", StringComparison.Ordinal)), Candidate(isLive: isLive));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(verdict.Answer, Is.EqualTo(Accepted));
            Assert.That(verdict.Events, Has.Count.EqualTo(isTold ? 1 : 0));
            Assert.That(verdict.Remark, isTold ? Is.Null : Does.Contain("test and live"));
        }
    }

    [Test]
    public void Proves_an_item_to_the_credentials_of_its_merchant_account()
    {
        var before = SmartpaySamples.Credentials();
        before[SmartpayCredentials.MerchantId] = "HeronCouncilECOM";
        var heron = Capture.Replace("OtterCouncilECOM", "HeronCouncilECOM", StringComparison.Ordinal);
        var stranger = SmartpaySamples.Credentials();
        stranger[SmartpayCredentials.NotificationUsername] = "stranger";

        var verdict = Verify(Raw(Batch(Capture, heron)), Candidate("8", credentials: stranger), Candidate(), Candidate(credentials: before));

        Assert.That(verdict.Events.Select(told => told.AccountId), Is.EqualTo(new[] { "7", "7" }));
    }

    [Test]
    public void Accepts_the_test_message_of_the_set_up_page() => Assert.That(
        Verify(Batch(
            Item("AUTHORISATION").Replace("OtterCouncilECOM", "TestMerchant", StringComparison.Ordinal),
            Item("REPORT_AVAILABLE").Replace("OtterCouncilECOM", "OtterCouncil", StringComparison.Ordinal))),
        Has.Property("Answer").EqualTo(Accepted).And.Property("Events").Empty);

    [Test]
    public void Accepts_an_empty_batch() => Assert.That(Verify(Batch()), Has.Property("Answer").EqualTo(Accepted).And.Property("Remark").Null);

    private static string Nested(int depth) =>
        """{"live":"false","notificationItems":[],"x":""" + new string('[', depth - 1) + new string(']', depth - 1) + "}";
}
