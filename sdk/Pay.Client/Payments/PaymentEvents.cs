using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>
/// The changes of a payment, oldest first. Refunds appear in the same list, with refund statuses and nothing that marks them:
/// do not take the payment's state from the last event, read the payment.
/// </summary>
public sealed class PaymentEvents : ApiObject
{
    /// <summary>The payment.</summary>
    public string PaymentId { get; set; } = "";

    /// <summary>The changes, oldest first.</summary>
    public IReadOnlyList<PaymentEvent> Events { get => field ??= []; set; }

    /// <summary>The link to this list.</summary>
    [JsonPropertyName("_links")]
    public PaymentEventsLinks? Links { get; set; }
}

/// <summary>One change of a payment or of one of its refunds.</summary>
public sealed class PaymentEvent : ApiObject
{
    /// <summary>The payment.</summary>
    public string? PaymentId { get; set; }

    /// <summary>The state after the change. For refunds a refund status: <c>submitted</c>, <c>success</c> or <c>error</c>.</summary>
    public PaymentState State { get => field ??= new(); set; }

    /// <summary>When it changed.</summary>
    public DateTimeOffset Updated { get; set; }

    /// <summary>The link to the payment.</summary>
    [JsonPropertyName("_links")]
    public PaymentEventLinks? Links { get; set; }
}

/// <summary>The link of a list of events.</summary>
public sealed class PaymentEventsLinks : ApiObject
{
    /// <summary>The list.</summary>
    public Link? Self { get; set; }
}

/// <summary>The link of an event.</summary>
public sealed class PaymentEventLinks : ApiObject
{
    /// <summary>The payment.</summary>
    public Link? PaymentUrl { get; set; }
}
