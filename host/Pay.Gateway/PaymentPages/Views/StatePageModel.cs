namespace Pay.Gateway.PaymentPages.Views;

/// <summary>A page that only tells where a payment stands.</summary>
public sealed record StatePageModel(string Heading, string HeadingClass, string Text)
{
    /// <summary>The id of the text, where tests look for it.</summary>
    public string? TextId { get; init; }

    /// <summary>On with an unfinished payment. Then <see cref="Text"/> introduces a choice of this or <see cref="Back"/>.</summary>
    public PageLink? Onward { get; init; }

    /// <summary>Back to the service.</summary>
    public PageLink? Back { get; init; }
}

public sealed record PageLink(string Id, string Url, string Text)
{
    public bool IsButton { get; init; }
}
