using System.Text;
using NUnit.Framework;

namespace Pay.Providers.Testing;

// What the adapter believes of what a stranger sends.
public abstract partial class PspAdapterContract
{
    /// <summary>A good notification proves its events to its account, in a form that the gateway can use.</summary>
    [Cases(CaseKind.Notifications)]
    public void Believes_a_good_notification(string name)
    {
        var sample = Sample(name);

        var verdict = Judge(sample.Notification, Candidates);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(verdict.Answer.Status, Is.InRange(200, 299), "answer");
            Assert.That(verdict.Events.Select(proven => proven.Event.Kind), Is.EqualTo(sample.Kinds));
            Assert.That(verdict.Events.Select(proven => proven.Event.DedupeKey), Is.Unique.And.None.Empty, "dedupe keys");
            foreach (var ((_, told), payment) in verdict.Events.Zip(sample.Payments))
            {
                Assert.That(new[] { told.PaymentId, told.TransactionId }, Does.Contain(payment), $"whom the {told.Kind} is about");
            }

            RefundsAreTold(verdict, sample);
            foreach (var (accountId, told) in verdict.Events)
            {
                Assert.That(accountId, Is.EqualTo(Script.AccountId));
                Assert.That(told.PaymentId ?? told.TransactionId, Is.Not.Null.And.Not.Empty, "whom the event is about");
                Assert.That(Secrets.AreIn(told.ToString()), Is.False, "a secret in the event");
            }
        }
    }

    /// <summary>An event of the wrong refund would give an amount free that has gone, or keep one that is here again.</summary>
    private static void RefundsAreTold(NotificationVerdict verdict, NotificationSample sample)
    {
        var refunds = verdict.Events.Select(proven => proven.Event)
            .Where(told => told.Kind is ProviderEventKind.RefundSucceeded or ProviderEventKind.RefundFailed)
            .ToList();
        Assert.That(refunds, Has.Count.EqualTo(sample.Refunds.Count), "the sample has to say which refunds it is about (NotificationSample.Refunds)");
        foreach (var (told, refund) in refunds.Zip(sample.Refunds))
        {
            Assert.That(
                refund.Length > 0 ? told.RefundId == refund || told.Reference == refund : string.IsNullOrEmpty(told.RefundId ?? told.Reference) && told.Amount is not null,
                Is.True,
                $"which refund the event is about: it says refund {told.RefundId}, reference {told.Reference}, amount {told.Amount}");
        }
    }

    /// <summary>The same notification once more is recognised, and two different ones are told apart.</summary>
    [Cases(CaseKind.Notifications)]
    public void Recognises_a_notification_that_comes_twice(string name)
    {
        var first = Keys(name);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Keys(name), Is.EqualTo(first));
            foreach (var other in Script.Notifications.Where(sample => sample.Name != name))
            {
                Assert.That(Keys(other.Name).Intersect(first, StringComparer.Ordinal), Is.Empty, $"keys shared with {other.Name}");
            }
        }
    }

    /// <summary>What was changed on the way proves nothing, and neither does what was meant for somebody else.</summary>
    [Cases(CaseKind.Notifications)]
    public void Believes_nothing_without_proof(string name)
    {
        var sample = Sample(name);
        using (Assert.EnterMultipleScope())
        {
            for (var i = 0; i < sample.Tampered.Count; i++)
            {
                Assert.That(Judge(sample.Tampered[i], Candidates).Events, Is.Empty, $"tampered copy {i}");
            }

            if (Script.OtherCredentials is { } others && Adapter.Notifications!.Proof != NotificationProof.Source)
            {
                var stranger = Candidate(Context(others), sample.Notification);
                Assert.That(Judge(sample.Notification, _ => [stranger]).Events, Is.Empty, "proven to an account with other credentials");
            }
        }
    }

    /// <summary>
    /// Of several accounts that a notification may be about, it is proven to the one whose secret fits, and to no other: else each account could
    /// release the other's refunds.
    /// </summary>
    [Cases(CaseKind.Notifications)]
    public void Proves_it_to_the_right_account_only(string name)
    {
        if (Script.OtherCredentials is not { } others || Adapter.Notifications!.Proof == NotificationProof.Source)
        {
            Assert.Pass("There is no other account whose secret could fit (PspScript.OtherCredentials).");
            return;
        }

        var sample = Sample(name);
        var stranger = Candidate(Context(others) with { AccountId = Script.AccountId + "0" }, sample.Notification);
        var own = Candidate(Context(Script.Credentials), sample.Notification);

        using (Assert.EnterMultipleScope())
        {
            foreach (var candidates in new[] { new[] { stranger, own }, [own, stranger] })
            {
                Assert.That(Judge(sample.Notification, _ => candidates).Events.Select(proven => proven.AccountId), Is.All.EqualTo(Script.AccountId));
            }
        }
    }

    /// <summary>A notification about nobody is acknowledged like one about somebody, or refused like one without proof.</summary>
    [Cases(CaseKind.Notifications)]
    public void Tells_nobody_what_exists_here(string name)
    {
        var sample = Sample(name);
        var good = Judge(sample.Notification, Candidates).Answer;
        var refusals = sample.Tampered.Select(tampered => Judge(tampered, Candidates).Answer);

        var verdict = Judge(sample.Notification, _ => []);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(verdict.Events, Is.Empty);
            Assert.That(verdict.Answer, Is.AnyOf([good, .. refusals]));
        }
    }

    /// <summary>Whatever arrives, there is an answer, no event and no exception.</summary>
    [Test]
    public void Survives_any_notification()
    {
        if (Adapter.Notifications is null)
        {
            Assert.Pass("The PSP sends none.");
            return;
        }

        using (Assert.EnterMultipleScope())
        {
            foreach (var (body, index) in Rubbish().Select((body, index) => (body, index)))
            {
                foreach (var shape in Script.Notifications.Select(sample => sample.Notification).Append(new RawNotification { Body = default, ReceivedAt = default }))
                {
                    var verdict = Judge(new RawNotification { Body = body, ContentType = shape.ContentType, Headers = shape.Headers, ReceivedAt = shape.ReceivedAt }, Candidates);
                    Assert.That(verdict.Events, Is.Empty, $"rubbish {index}");
                    Assert.That(verdict.Answer.Status, Is.InRange(200, 499), $"rubbish {index}");
                }
            }
        }
    }

    private static IEnumerable<byte[]> Rubbish()
    {
        yield return [];
        yield return [0];
        yield return [0xFF, 0xFE, 0x00, 0xD8];
        yield return [0xC3, 0x28, 0xA0, 0xA1];
        yield return "{"u8.ToArray();
        yield return "null"u8.ToArray();
        yield return "[]"u8.ToArray();
        yield return "{\"id\":1,\"type\":[],\"data\":null,\"notificationItems\":{}}"u8.ToArray();
        yield return "<"u8.ToArray();
        yield return "<a/>"u8.ToArray();
        yield return "=&=&&%zz=%&a=%00&a=b"u8.ToArray();
        yield return "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]><a>&c;&c;&c;&c;</a>"u8.ToArray();
        yield return "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>"u8.ToArray();
        yield return Encoding.ASCII.GetBytes(new string('[', 5_000));
        yield return Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("<a>", 5_000)));
        yield return Encoding.ASCII.GetBytes(string.Join('&', Enumerable.Range(0, 5_000).Select(i => $"k{i}=v")));
    }

    private NotificationSample Sample(string name) => Script.Notifications.Single(sample => sample.Name == name);

    private List<string> Keys(string name) => [.. Judge(Sample(name).Notification, Candidates).Events.Select(proven => proven.Event.DedupeKey)];

    private NotificationVerdict Judge(RawNotification notification, Func<NotificationReading, IReadOnlyList<NotificationCandidate>> candidates)
    {
        var reading = Adapter.Notifications!.Read(notification);
        Assert.That(Secrets.AreIn(reading.ToString()), Is.False, "a secret in what the reading says of itself");
        var verdict = Adapter.Notifications.Verify(notification, reading, candidates(reading));
        Assert.That(Secrets.AreIn(verdict.Remark), Is.False, "a secret in the remark");
        return verdict;
    }

    /// <summary>As the gateway finds them: the account is one if the notification's payments or its login are this account's.</summary>
    private IReadOnlyList<NotificationCandidate> Candidates(NotificationReading reading)
    {
        var isLogin = reading is { LoginField: { } field, Login: { } login } && Script.Credentials.GetValueOrDefault(field) == login;
        return isLogin || reading.IsForAnyAccount || reading.Subjects.Count > 0 ? [new NotificationCandidate(Context(Script.Credentials), reading.Subjects)] : [];
    }

    private NotificationCandidate Candidate(PspContext context, RawNotification notification) =>
        new(context, Adapter.Notifications!.Read(notification).Subjects);

    private PspContext Context(IReadOnlyDictionary<string, string> credentials) => new()
    {
        AccountId = Script.AccountId,
        IsLive = false,
        Credentials = credentials,
        BaseUrl = Adapter.Urls.Test,
        Settings = Script.Settings,
        Transport = new ScriptTransport(_ => throw new AssertionException("Reading a notification must not call the PSP.")),
        Clock = Script.Clock,
    };
}
