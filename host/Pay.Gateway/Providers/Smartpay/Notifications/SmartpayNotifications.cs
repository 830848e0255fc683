using System.Security.Cryptography;
using System.Text;
using Pay.Gateway.Providers.Wire;
using Pay.Providers;

namespace Pay.Gateway.Providers.Smartpay;

/// <summary>
/// SmartPay's notifications: JSON batches, proven by the account's notification login (section 8). Once the login is right the batch is
/// accepted whatever is in it: SmartPay would send one that is not accepted again and again, and everything else behind it.
/// </summary>
internal sealed class SmartpayNotifications : INotificationHandler
{
    private const string MediaType = "application/json";

    private static readonly NotificationAnswer Accepted = new(200, "[accepted]");

    public NotificationProof Proof => NotificationProof.Password;

    /// <summary>Only whose login it claims to be: nothing of the body is looked at before the password is.</summary>
    public NotificationReading Read(RawNotification notification) => new()
    {
        LoginField = SmartpayCredentials.NotificationUsername,
        Login = BasicLogin.Read(notification.Header("Authorization"))?.User,
    };

    public NotificationVerdict Verify(
        RawNotification notification, NotificationReading reading, IReadOnlyList<NotificationCandidate> candidates)
    {
        var proven = Proven(notification, candidates);
        if (proven.Count == 0)
        {
            return Refused(401, "the notification login is missing or wrong");
        }

        if (!IsJson(notification.ContentType))
        {
            return Refused(415, "the notification is not JSON: its method at SmartPay has to be JSON");
        }

        var batch = SmartpayNotificationBatch.Read(notification.Body);
        return batch.State switch
        {
            SmartpayBatchState.TooLong => Refused(413, "the notification is too long"),
            SmartpayBatchState.TooDeep => Refused(400, "the notification is nested too deep"),
            SmartpayBatchState.Unreadable => new NotificationVerdict(Accepted, []) { Remark = "the notification cannot be read; a person has to look" },
            _ => Judge(batch, proven),
        };
    }

    private static NotificationVerdict Refused(int status, string remark) => new(new NotificationAnswer(status, Body: null), []) { Remark = remark };

    private static NotificationVerdict Judge(SmartpayNotificationBatch batch, List<PspContext> proven)
    {
        var events = new List<ProvenEvent>();
        var remarks = new List<string>();
        if (batch.UnreadableItems > 0)
        {
            remarks.Add($"{batch.UnreadableItems} cannot be read");
        }

        foreach (var item in batch.Items)
        {
            var (told, remark) = Judge(item, batch.IsLive, proven);
            if (told is not null)
            {
                events.Add(told);
            }
            else if (remark is not null)
            {
                remarks.Add(remark);
            }
        }

        return new NotificationVerdict(Accepted, events)
        {
            Remark = remarks.Count == 0 ? null : "items left out: " + string.Join("; ", remarks.Distinct(StringComparer.Ordinal)),
        };
    }

    private static (ProvenEvent? Told, string? Remark) Judge(SmartpayNotificationItem item, bool? isLive, List<PspContext> proven)
    {
        if (SmartpayEvents.KindOf(item) is not { } kind)
        {
            return (null, SmartpayEvents.IsIncomplete(item) ? "one does not say what came of it" : null);
        }

        if (proven.Find(context => context.IsLive == isLive && context.Credential(SmartpayCredentials.MerchantId) == item.MerchantAccount) is not { } context)
        {
            return (null, proven.Exists(context => context.IsLive == isLive)
                ? "one is about another merchant account"
                : "one mixes up test and live");
        }

        if (context.Credential(SmartpayCredentials.HmacKey) is { } key && !SmartpayHmac.IsGood(key, item))
        {
            return (null, "one is not signed with the account's HMAC key");
        }

        return SmartpayEvents.HasAmount(item) && !item.HasSoundAmount
            ? (null, "one has an amount that is not in pence")
            : (new ProvenEvent(context.AccountId, SmartpayEvents.Map(item, kind, context.AccountId)), null);
    }

    /// <summary>The candidates whose notification login this is: one account, if perhaps with credentials of before and after a change.</summary>
    private static List<PspContext> Proven(RawNotification notification, IReadOnlyList<NotificationCandidate> candidates)
    {
        if (BasicLogin.Read(notification.Header("Authorization")) is not var (user, password))
        {
            return [];
        }

        return [.. candidates.Select(candidate => candidate.Context).Where(context =>
            IsSame(context.Credential(SmartpayCredentials.NotificationUsername), user)
            & IsSame(context.Credential(SmartpayCredentials.NotificationPassword), password))];
    }

    /// <summary>Takes as long for any two texts: their hashes are compared, which are of one length.</summary>
    private static bool IsSame(string? ours, string theirs) =>
        CryptographicOperations.FixedTimeEquals(Hash(ours ?? ""), Hash(theirs)) && ours is not null;

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static bool IsJson(string? contentType) =>
        contentType is not null && contentType.Split(';', 2)[0].Trim().Equals(MediaType, StringComparison.OrdinalIgnoreCase);
}
