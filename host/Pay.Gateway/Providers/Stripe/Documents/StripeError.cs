using Pay.Providers;

namespace Pay.Gateway.Providers.Stripe.Documents;

/// <summary>A 4xx answer of Stripe's, by its error document where there is one.</summary>
internal sealed record StripeError
{
    public required int Status { get; init; }

    /// <summary>Whether Stripe itself has answered, and not something on the way to it.</summary>
    public bool HasDocument { get; init; }

    public string? Type { get; init; }

    public string? Code { get; init; }

    public string? DeclineCode { get; init; }

    public string? Message { get; init; }

    /// <summary>The intent that the error left behind.</summary>
    public StripeIntent? Intent { get; init; }

    /// <summary>By which Stripe's support finds the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The card is at fault: the bank, or Stripe for it, said no.</summary>
    public bool IsOfCard => HasDocument && (Status == 402 || Type == "card_error" || Code == "card_decline_rate_limit_exceeded");

    /// <summary>Not processed: Stripe was asked too much at once.</summary>
    public bool IsThrottled => Status == 429;

    /// <summary>
    /// Another request has, or had, the same idempotency key: what became of that one is not told. Of a 4xx answer without a document nobody
    /// knows who gave it.
    /// </summary>
    public bool IsUncertain => Status == 409 || !HasDocument;

    /// <summary>The key was used before with other content.</summary>
    public bool IsOfKey => Type == "idempotency_error";

    public bool IsMissing => Status == 404 && Code == "resource_missing";

    /// <summary>The operation does not fit the intent's status.</summary>
    public bool IsOfState => HasDocument && Code == "payment_intent_unexpected_state";

    /// <summary>For people. The sentence is left out where the card is at fault: the codes say it all.</summary>
    public string Reason
    {
        get
        {
            var codes = string.Join(", ", new[] { Code ?? Type, DeclineCode }.OfType<string>());
            var what = codes.Length > 0 ? codes : FormattableString.Invariant($"HTTP {Status}");
            var sentence = IsOfCard || Message is null ? "" : $": {Message}";
            return $"Stripe says {what}{sentence}{(RequestId is null ? "" : $" ({RequestId})")}";
        }
    }

    public static StripeError Read(PspReply.Answered answer)
    {
        var requestId = StripeText.Id(answer.Header("Request-Id"), "req_") is { Length: <= 64 } id && StripeText.Sentence(id) == id ? id : null;
        if (StripeJson.Read(answer.Body)?.Part("error") is not { } error)
        {
            return new StripeError { Status = answer.Status, RequestId = requestId };
        }

        return new StripeError
        {
            Status = answer.Status,
            HasDocument = true,
            Type = StripeText.Code(error.Text("type")),
            Code = StripeText.Code(error.Text("code")),
            DeclineCode = StripeText.Code(error.Text("decline_code")),
            Message = StripeText.Sentence(error.Text("message")),
            Intent = error.Part("payment_intent") is { } intent ? StripeIntent.Read(intent) : null,
            RequestId = requestId,
        };
    }

    /// <summary>What it means for a capture, a cancellation or a refund, where nothing else is known of it.</summary>
    public ModificationResult AsModification() => this switch
    {
        { IsThrottled: true } => new ModificationResult.Failed(FailureClass.Throttled, Reason),
        { IsUncertain: true } or { IsOfKey: true } => new ModificationResult.Unknown(Reason),
        { IsMissing: true } => new ModificationResult.NotFound(),
        { IsOfCard: true } => new ModificationResult.Refused(Reason),
        _ => new ModificationResult.Failed(FailureClass.InvalidRequest, Reason),
    };
}
