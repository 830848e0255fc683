using Pay.Providers.Testing;

namespace Pay.Providers.Tests.Fuzzing;

/// <summary>Notifications with a broken body or broken headers, with the old proof or with one that fits.</summary>
internal sealed class NotificationTarget : FuzzTarget
{
    private readonly PspContext _account;
    private readonly INotificationHandler _handler;
    private readonly List<byte[]> _bodies;
    private readonly HashSet<(ProviderEventKind, string?, string?, string?, long?)> _told = [];

    public NotificationTarget(IPspAdapter adapter, PspScript script)
        : base(adapter, script)
    {
        _handler = adapter.Notifications!;
        _bodies = [.. script.Notifications.Select(sample => sample.Notification.Body.ToArray())];
        _account = new Rehearsal(adapter, script, "hu20sqlact5260q2nanm0q8u93").Context(
            new ScriptTransport(_ => throw new InvalidOperationException("Reading a notification must not call the PSP.")), new Uri("http://psp.invalid/"));
        foreach (var sample in script.Notifications)
        {
            _told.UnionWith(Judge(sample.Notification).Events.Select(Essence));
        }
    }

    public override string? Run(Mutator mutator)
    {
        var sample = Script.Notifications[mutator.Next(Script.Notifications.Count)];
        var isProvenAnew = sample.Prove is not null && mutator.Next(2) == 0;
        var notification = isProvenAnew ? sample.Prove!(mutator.Break(_bodies)) : Broken(sample.Notification, mutator);
        var verdict = Judge(notification);
        if (verdict.Answer.Status is < 200 or > 499)
        {
            return $"the answer {verdict.Answer.Status}";
        }

        foreach (var proven in verdict.Events)
        {
            if (proven.AccountId != _account.AccountId || proven.Event.DedupeKey.Length == 0)
            {
                return "an event of nobody, or without a key";
            }

            // What a signature proves is what was signed: nothing that was changed afterwards can be in an event.
            if (!isProvenAnew && _handler.Proof == NotificationProof.Signature && !_told.Contains(Essence(proven)))
            {
                return $"an event that was never signed: {proven.Event.Kind}";
            }
        }

        return Complaint(verdict.Remark) ?? verdict.Events.Select(proven => Complaint(proven.Event.Reason)).FirstOrDefault(complaint => complaint is not null);
    }

    private RawNotification Broken(RawNotification good, Mutator mutator)
    {
        var isHeader = mutator.Next(4) == 0;
        return new RawNotification
        {
            Body = isHeader ? good.Body : mutator.Break([good.Body.ToArray(), .. _bodies]),
            ContentType = mutator.Next(32) == 0 ? mutator.Break(good.ContentType ?? "") : good.ContentType,
            Headers = isHeader ? [.. good.Headers.Select(header => KeyValuePair.Create(header.Key, mutator.Break(header.Value)))] : good.Headers,
            ReceivedAt = good.ReceivedAt,
        };
    }

    private NotificationVerdict Judge(RawNotification notification)
    {
        var reading = _handler.Read(notification);
        return _handler.Verify(notification, reading, [new NotificationCandidate(_account, reading.Subjects)]);
    }

    private static (ProviderEventKind, string?, string?, string?, long?) Essence(ProvenEvent proven) =>
        (proven.Event.Kind, proven.Event.PaymentId, proven.Event.TransactionId, proven.Event.RefundId, proven.Event.Amount);
}
