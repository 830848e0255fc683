using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe.Webhooks;

/// <summary>
/// Webhooks, proven by a signature with the account's own signing secret or one of the deployment's: several are valid at once, so that
/// they can be changed without losing events (stripe.md section 6).
/// </summary>
internal sealed class StripeNotifications : INotificationHandler
{
    private const string SecretsSetting = "WebhookSecrets:";

    private static readonly NotificationAnswer Stored = new(200, Body: null);

    /// <summary>Stripe comes again for three days.</summary>
    private static readonly NotificationAnswer Refused = new(400, Body: null);

    public NotificationProof Proof => NotificationProof.Signature;

    /// <summary>
    /// Each account's secret is tried where no payment of ours is named: the answer has to tell a good signature from a bad one, and not
    /// whether there is such a payment.
    /// </summary>
    public NotificationReading Read(RawNotification notification)
    {
        var content = StripeEvent.Read(notification.Body);
        return new NotificationReading { Subjects = content?.Subject is { } subject ? [subject] : [], IsForAnyAccount = true, Content = content };
    }

    public NotificationVerdict Verify(RawNotification notification, NotificationReading reading, IReadOnlyList<NotificationCandidate> candidates)
    {
        if (StripeSignature.Read(notification.Header("Stripe-Signature")) is not { } signature)
        {
            return No("the Stripe-Signature header is missing or cannot be read");
        }

        if (!signature.IsFresh(notification.ReceivedAt))
        {
            return No("the signature was not made within five minutes of now");
        }

        if (reading.Content is not StripeEvent content)
        {
            return No("the content is not JSON");
        }

        // A payment's own account has to have signed for it, and nobody else.
        if (candidates.Any(candidate => candidate.Subjects.Count > 0))
        {
            candidates = [.. candidates.Where(candidate => candidate.Subjects.Count > 0)];
        }

        if (!candidates.SelectMany(candidate => SecretsOf(candidate.Context)).Any())
        {
            return No("no webhook signing secret is configured");
        }

        // The deployment's secrets are every account's: each secret is tried once, however many accounts there are.
        var tried = new Dictionary<string, bool>(StringComparer.Ordinal);
        var proven = candidates.Where(candidate => SecretsOf(candidate.Context).Any(IsProven)).ToList();
        return proven.Count == 0 ? No("the signature is by none of the signing secrets") : Judge(content, proven);

        bool IsProven(string secret)
        {
            if (!tried.TryGetValue(secret, out var isProven))
            {
                tried[secret] = isProven = signature.IsBy(secret, notification.Body);
            }

            return isProven;
        }
    }

    private static NotificationVerdict Judge(StripeEvent content, List<NotificationCandidate> proven)
    {
        if (content.ToProviderEvent() is not { } happened)
        {
            return new NotificationVerdict(Stored, []) { Remark = "it tells nothing that concerns a payment" };
        }

        var events = proven
            .Where(candidate => content.IsLive == candidate.Context.IsLive)
            .Select(candidate => candidate.Context.AccountId)
            .Distinct(StringComparer.Ordinal)
            .Select(accountId => new ProvenEvent(accountId, happened))
            .ToList();
        return new NotificationVerdict(Stored, events) { Remark = events.Count == 0 ? "its mode is not the account's" : null };
    }

    private static IEnumerable<string> SecretsOf(PspContext context)
    {
        if (context.Credential(StripeCredentials.WebhookSigningSecret) is { } own)
        {
            yield return own;
        }

        foreach (var (name, value) in context.Settings)
        {
            if (name.StartsWith(SecretsSetting, StringComparison.OrdinalIgnoreCase) && value.Length > 0)
            {
                yield return value;
            }
        }
    }

    private static NotificationVerdict No(string remark) => new(Refused, []) { Remark = remark };
}
