using Pay.Providers;

namespace Pay.Gateway.Providers.Epdq.Notifications;

/// <summary>
/// ePDQ's notifications: forms that it signs with the account's SHA-OUT passphrase. Which account that is tells the payment that they name, so
/// they are read before they are believed.
/// </summary>
internal sealed class EpdqNotifications : INotificationHandler
{
    /// <summary>Also for what is wrong or means nothing: ePDQ would only send it again, and a forger would learn something.</summary>
    private static readonly NotificationAnswer Answer = new(200, "[OK]");

    public NotificationProof Proof => NotificationProof.Signature;

    public NotificationReading Read(RawNotification notification) => EpdqNotification.Read(notification.Body) switch
    {
        { } read when (read.OrderId ?? read.PayId) is not null =>
            new NotificationReading { Subjects = [new NotificationSubject(read.OrderId, read.PayId)], Content = read },
        { } read => new NotificationReading { Content = read },
        null => new NotificationReading(),
    };

    public NotificationVerdict Verify(RawNotification notification, NotificationReading reading, IReadOnlyList<NotificationCandidate> candidates)
    {
        if (reading.Content is not EpdqNotification read)
        {
            return Nothing("it is not a form, too large, or has a parameter twice");
        }

        // An account that has the payment goes before one that only shares the passphrase.
        foreach (var candidate in candidates.OrderByDescending(candidate => candidate.Subjects.Count > 0))
        {
            if (read.Proven(candidate.Context.Credential(EpdqCredentials.ShaOut)) is not { } values)
            {
                continue;
            }

            return EpdqEvents.Read(values, candidate.Context.AccountId) is { } happened
                ? new NotificationVerdict(Answer, [new ProvenEvent(candidate.Context.AccountId, happened)])
                : Nothing("its status changes nothing");
        }

        return Nothing(candidates.Count == 0 ? "no payment is known by its numbers" : "its signature is wrong");
    }

    private static NotificationVerdict Nothing(string remark) => new(Answer, []) { Remark = remark };
}
