namespace Pay.Providers;

/// <summary>
/// Reads what a PSP tells without being asked. Both steps are pure: no network, no clock but the context's, no effects. The gateway stores
/// the events, each once, and only then sends the answer; when it cannot store them it answers 500, and the PSP comes again.
/// </summary>
public interface INotificationHandler
{
    /// <summary>How a notification proves where it comes from.</summary>
    NotificationProof Proof { get; }

    /// <summary>
    /// The hosts that may send notifications, where <see cref="Proof"/> is <see cref="NotificationProof.Source"/>: ends of host names
    /// such as <c>.worldpay.com</c>, which the gateway confirms by looking them up both ways. The operator can name others.
    /// </summary>
    IReadOnlyList<string> SourceHosts => [];

    /// <summary>Step 1, without secrets: whom it may be about. Nothing in it is believed yet.</summary>
    NotificationReading Read(RawNotification notification);

    /// <summary>
    /// Step 2: what it proves, to which of the accounts that it may be about. <paramref name="candidates"/> may be empty: a notification about
    /// nobody is acknowledged like any other, so that nobody can find out what exists here.
    /// </summary>
    NotificationVerdict Verify(RawNotification notification, NotificationReading reading, IReadOnlyList<NotificationCandidate> candidates);
}

/// <summary>How a notification proves where it comes from.</summary>
public enum NotificationProof
{
    /// <summary>By nothing but the address that it is sent from.</summary>
    Source,

    /// <summary>By a user name and a password.</summary>
    Password,

    /// <summary>By a signature over its content.</summary>
    Signature,
}

/// <summary>A notification as it arrived.</summary>
public sealed class RawNotification
{
    /// <summary>The body's bytes, as they came.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The <c>Content-Type</c>, whole.</summary>
    public string? ContentType { get; init; }

    /// <summary>All headers; one entry for each value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The only value of a header, or <see langword="null"/> where there is none or more than one.</summary>
    public string? Header(string name)
    {
        var values = Headers.Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Take(2).ToList();
        return values.Count == 1 ? values[0].Value : null;
    }

    /// <summary>Says nothing of the content.</summary>
    public override string ToString() => $"RawNotification({Body.Length} bytes)";
}

/// <summary>Whom a notification may be about.</summary>
public sealed record NotificationReading
{
    /// <summary>The payments that it names.</summary>
    public IReadOnlyList<NotificationSubject> Subjects { get; init; } = [];

    /// <summary>The key of the <see cref="CredentialField.IsUnique"/> credential by which the sender says which account is meant, such as a user name.</summary>
    public string? LoginField { get; init; }

    /// <summary>The value of <see cref="LoginField"/>.</summary>
    public string? Login { get; init; }

    /// <summary>Whether every account of the provider is a candidate, because only its secret tells.</summary>
    public bool IsForAnyAccount { get; init; }

    /// <summary>What the adapter has read, for its own second step.</summary>
    public object? Content { get; init; }

    /// <summary>Says nothing of the content.</summary>
    public override string ToString() => $"NotificationReading({Subjects.Count} subjects)";
}

/// <summary>A payment as a notification names it.</summary>
/// <param name="PaymentId">Our id, where the PSP echoes it.</param>
/// <param name="TransactionId">The PSP's transaction, where it names it.</param>
public sealed record NotificationSubject(string? PaymentId, string? TransactionId);

/// <summary>An account that a notification may be about, with the secrets to find out.</summary>
/// <param name="Context">The account and its credentials. There is one candidate for each set of credentials that is in use.</param>
/// <param name="Subjects">Those of the reading's subjects that are payments of this account, made with these credentials.</param>
public sealed record NotificationCandidate(PspContext Context, IReadOnlyList<NotificationSubject> Subjects);

/// <summary>What a notification proves, and what its sender is to be answered once that is stored.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Events">What happened, as proven.</param>
public sealed record NotificationVerdict(NotificationAnswer Answer, IReadOnlyList<ProvenEvent> Events)
{
    /// <summary>Why something was refused or left out, for the log; never content of the notification.</summary>
    public string? Remark { get; init; }
}

/// <summary>An event and the account to which it was proven: it can touch no other account's payments.</summary>
/// <param name="AccountId">The <see cref="PspContext.AccountId"/> whose secret, login or payment it was proven by.</param>
/// <param name="Event">What happened.</param>
public sealed record ProvenEvent(string AccountId, ProviderEvent Event);

/// <summary>What the sender of a notification is answered.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="Body">The body as plain text, such as <c>[OK]</c>; <see langword="null"/>: none.</param>
public sealed record NotificationAnswer(int Status, string? Body);
