using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pay.Providers;

namespace Acorn;

/// <summary>
/// A notification is a JSON document with two headers: <c>Acorn-Time</c>, the Unix time in seconds, and <c>Acorn-Signature</c>, the HMAC-SHA-256 in
/// lower-case hexadecimal digits of that time, a full stop and the body's bytes, with the account's webhook secret as the key.
/// </summary>
internal sealed class AcornNotifications : INotificationHandler
{
    private const int DepthMax = 8;
    private static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);
    private static readonly NotificationAnswer Accepted = new(200, Body: null);
    private static readonly NotificationAnswer Refused = new(400, Body: null);

    public NotificationProof Proof => NotificationProof.Signature;

    /// <summary>
    /// The payment that it names leads to the account whose secret can prove it. Without such a payment any account's may: the answer tells a good
    /// signature from a bad one, and not whether there is such a payment.
    /// </summary>
    public NotificationReading Read(RawNotification notification) => Parse(notification.Body) is { } told
        ? new NotificationReading { Subjects = [new NotificationSubject(told.Order, told.Payment)], IsForAnyAccount = true, Content = told }
        : new NotificationReading();

    public NotificationVerdict Verify(RawNotification notification, NotificationReading reading, IReadOnlyList<NotificationCandidate> candidates)
    {
        if (reading.Content is not AcornTold told)
        {
            return new NotificationVerdict(Refused, []) { Remark = "not a notification of Acorn" };
        }

        // A payment's own account has to have signed for it, and nobody else. Whose secret made the signature is whom it is proven to.
        var owners = candidates.Where(candidate => candidate.Subjects.Count > 0).ToList();
        var possible = owners.Count > 0 ? owners : candidates;
        var proven = possible.FirstOrDefault(candidate => IsSigned(notification, candidate.Context));
        if (proven is null)
        {
            return new NotificationVerdict(Refused, []) { Remark = "the signature is wrong or too old" };
        }

        return KindOf(told.Type) is { } kind
            ? new NotificationVerdict(Accepted, [new ProvenEvent(proven.Context.AccountId, EventOf(told, kind))])
            : new NotificationVerdict(Accepted, []) { Remark = "of a kind that is not used here" };
    }

    /// <summary>The signature of a body sent at a time.</summary>
    public static string Sign(string secret, string time, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), (byte[])[.. Encoding.ASCII.GetBytes(time + "."), .. body]));

    private static bool IsSigned(RawNotification notification, PspContext account)
    {
        if (notification.Header("Acorn-Time") is not { } time || notification.Header("Acorn-Signature") is not { } signature
            || account.Credential(AcornCredentials.WebhookSecret) is not { } secret
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)seconds - account.Clock.GetUtcNow().ToUnixTimeSeconds()) > (decimal)AgeMax.TotalSeconds)
        {
            return false;
        }

        // In constant time: otherwise the time that it takes tells how much of a guess is right.
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(secret, time, notification.Body.Span)), Encoding.UTF8.GetBytes(signature));
    }

    private static ProviderEvent EventOf(AcornTold told, ProviderEventKind kind) => new()
    {
        Kind = kind,
        DedupeKey = told.Event,
        PaymentId = told.Order,
        TransactionId = told.Payment,
        RefundId = told.Refund,
        Amount = told.Amount,
    };

    private static ProviderEventKind? KindOf(string type) => type switch
    {
        "payment.held" => ProviderEventKind.PaymentAuthorised,
        "payment.declined" => ProviderEventKind.PaymentRejected,
        "payment.released" => ProviderEventKind.PaymentCancelled,
        "payment.captured" => ProviderEventKind.Captured,
        "refund.paid" => ProviderEventKind.RefundSucceeded,
        "refund.failed" => ProviderEventKind.RefundFailed,
        "payment.disputed" => ProviderEventKind.Dispute,
        _ => null,
    };

    private static AcornTold? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = DepthMax });
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && Text(root, "event") is { Length: > 0 } id && Text(root, "type") is { } type
                && Text(root, "payment") is { Length: > 0 } payment && Text(root, "order") is { Length: > 0 } order
                ? new AcornTold(id, type, payment, order, Text(root, "refund"), root.TryGetProperty("amount", out var amount)
                    && amount.ValueKind == JsonValueKind.Number && amount.TryGetInt64(out var pence) ? pence : null)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record AcornTold(string Event, string Type, string Payment, string Order, string? Refund, long? Amount);
}
