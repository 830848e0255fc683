using System.Globalization;
using System.Xml.Linq;
using Pay.Gateway.Providers.Wire;
using Pay.Gateway.Providers.Worldpay.Messages;
using Pay.Providers;

namespace Pay.Gateway.Providers.Worldpay;

/// <summary>
/// Reads order status events. They are not signed: what counts is that they come from one of Worldpay's hosts, that the order is one of
/// ours and that the merchant is the order's. Whatever comes is answered <c>[OK]</c>, because any other answer holds up the ones behind it.
/// </summary>
internal sealed class WorldpayNotifications : INotificationHandler
{
    private const int KeyCharactersMax = 128;

    private static readonly NotificationAnswer Ok = new(200, "[OK]");
    private static readonly HashSet<XName> Singular = ["notify", "orderStatusEvent", "payment", "amount", "journal", "bookingDate", "date"];

    public NotificationProof Proof => NotificationProof.Source;

    public IReadOnlyList<string> SourceHosts { get; } = [".worldpay.com"];

    public NotificationReading Read(RawNotification notification) => ReadEvent(notification.Body) is { } told
        ? new NotificationReading { Subjects = [new NotificationSubject(PaymentId: null, told.OrderCode)], Content = told }
        : new NotificationReading();

    public NotificationVerdict Verify(RawNotification notification, NotificationReading reading, IReadOnlyList<NotificationCandidate> candidates)
    {
        if (reading.Content is not WorldpayEvent told)
        {
            return Nothing("not an order status event");
        }

        var owner = candidates.FirstOrDefault(candidate =>
            candidate.Subjects.Any(subject => subject.TransactionId == told.OrderCode)
            && WorldpayCredentials.MerchantId(candidate.Context) == told.MerchantCode);
        if (owner is null)
        {
            return Nothing(candidates.Count == 0 ? "no such order" : "the order is another merchant's");
        }

        return Interpret(told) is { } happened
            ? new NotificationVerdict(Ok, [new ProvenEvent(owner.Context.AccountId, happened)])
            : Nothing("an event from which nothing follows");
    }

    /// <summary><see langword="null"/>: not an order status event, or one that could be read in two ways.</summary>
    internal static WorldpayEvent? ReadEvent(ReadOnlyMemory<byte> body)
    {
        var root = PspXml.Read(body, allowDocumentType: true)?.Root;
        if (root is null || root.Name != "paymentService" || root.IsAmbiguous(Singular)
            || root.Element("notify")?.Element("orderStatusEvent") is not { } change
            || change.Element("journal") is not { } journal
            || Key(root, "merchantCode") is not { } merchantCode
            || Key(change, "orderCode") is not { } orderCode
            || Key(journal, "journalType") is not { } journalType)
        {
            return null;
        }

        return new WorldpayEvent(merchantCode, orderCode, journalType)
        {
            Amount = WorldpayAmount.Of(change.Element("payment")),
            BookedPence = journal.Elements("accountTx").Take(2).ToList() is [var only] ? WorldpayAmount.Of(only)?.Pence : null,
            RefundReference = ReferenceOf(journal, "capture"),
            RefundAuthorisation = ReferenceOf(journal, "refund_authorisation"),
            BookedOn = DayOf(journal.Element("bookingDate")?.Element("date")),
            Description = journal.AttributeText("description"),
        };
    }

    private static ProviderEvent? Interpret(WorldpayEvent told) => told.JournalType switch
    {
        "CAPTURED" when told.Amount is { Pence: null } => null,
        "CAPTURED" => Event(told, ProviderEventKind.Captured, reference: null) with { Amount = told.Amount?.Pence },
        "REFUNDED" or "REFUNDED_BY_MERCHANT" => Refund(told, ProviderEventKind.RefundSucceeded),

        // Sent is not refunded, unless the card scheme has authorised it.
        "SENT_FOR_REFUND" => told.RefundAuthorisation is null or "null" ? null : Refund(told, ProviderEventKind.RefundSucceeded),
        "REFUND_FAILED" => Refund(told, ProviderEventKind.RefundFailed),

        // Without a signature none of these may move a payment; they are a reason to ask.
        "SENT_FOR_AUTHORISATION" or "AUTHORISED" or "CANCELLED" or "EXPIRED" or "REFUSED" or "REFUSED_BY_BANK" or "SETTLED"
            or "SETTLED_BY_MERCHANT" => Event(told, ProviderEventKind.NeedsQuery, reference: null),

        // One dispute asks for information more than once; the day tells the askings apart.
        "CHARGED_BACK" or "CHARGEBACK_REVERSED" or "INFORMATION_REQUESTED" or "INFORMATION_SUPPLIED" =>
            Event(told, ProviderEventKind.Dispute, told.BookedOn) with { Reason = WithDescription(told) },
        _ => null,
    };

    /// <summary>A refund event that does not say which refund could end the wrong one.</summary>
    private static ProviderEvent? Refund(WorldpayEvent told, ProviderEventKind kind) =>
        told.RefundReference is { } refundId ? Event(told, kind, refundId) with { RefundId = refundId, Amount = told.BookedPence, Reason = WithDescription(told) } : null;

    private static ProviderEvent Event(WorldpayEvent told, ProviderEventKind kind, string? reference) => new()
    {
        Kind = kind,
        DedupeKey = string.Join('/', told.OrderCode, told.JournalType, reference),
        TransactionId = told.OrderCode,
    };

    private static string WithDescription(WorldpayEvent told) =>
        told.Description is { } description ? $"{told.JournalType}: {PspText.Quote(description)}" : told.JournalType;

    private static NotificationVerdict Nothing(string why) => new(Ok, []) { Remark = why };

    private static string? ReferenceOf(XElement journal, string type)
    {
        var references = journal.Elements("journalReference").Where(reference => reference.AttributeText("type") == type).Take(2).ToList();
        return references is [var only] ? Key(only, "reference") : null;
    }

    /// <summary>Keys are compared and stored, so they are bounded.</summary>
    private static string? Key(XElement element, string name) => element.AttributeText(name) is { Length: <= KeyCharactersMax } key ? key : null;

    private static string? DayOf(XElement? date) => date is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{Key(date, "year")}-{Key(date, "month")}-{Key(date, "dayOfMonth")}");
}

/// <summary>An order status event, before anybody believes it.</summary>
internal sealed record WorldpayEvent(string MerchantCode, string OrderCode, string JournalType)
{
    public WorldpayAmount? Amount { get; init; }

    /// <summary>What was booked, where that is one amount of whole pence.</summary>
    public long? BookedPence { get; init; }

    /// <summary>In an event about a refund our refund id. With a capture it is something else.</summary>
    public string? RefundReference { get; init; }

    public string? RefundAuthorisation { get; init; }

    /// <summary>A day as Worldpay wrote it.</summary>
    public string? BookedOn { get; init; }

    public string? Description { get; init; }

    public override string ToString() => $"WorldpayEvent({JournalType})";
}
