namespace Pay.Client;

/// <summary>A link of an answer. The address is kept to the character; use it as it is.</summary>
public sealed class Link : ApiObject
{
    /// <summary>The address, verbatim.</summary>
    public string? Href { get; set; }

    /// <summary>The HTTP method; absent on page links.</summary>
    public string? Method { get; set; }

    /// <summary>The content type that a POST link wants.</summary>
    public string? Type { get; set; }

    /// <summary>The values that a POST link wants, for instance <c>chargeTokenId</c>.</summary>
    public IDictionary<string, string?>? Params { get; set; }
}

/// <summary>What can be done with a payment: <c>_links</c>. A link that does not apply is <c>null</c>.</summary>
public sealed class PaymentLinks : ApiObject
{
    /// <summary>The payment.</summary>
    public Link? Self { get; set; }

    /// <summary>
    /// Where to send the payer. Works once: each reading of an unfinished payment gives a fresh one, which is how a payment is
    /// resumed. Absent when the payment is finished or capturable, and in search results.
    /// </summary>
    public Link? NextUrl { get; set; }

    /// <summary>The same as <see cref="NextUrl"/> for a form that posts.</summary>
    public Link? NextUrlPost { get; set; }

    /// <summary>Where to post card details, for payments with <see cref="AuthorisationMode.MotoApi"/>.</summary>
    public Link? AuthUrlPost { get; set; }

    /// <summary>The events of the payment.</summary>
    public Link? Events { get; set; }

    /// <summary>The refunds of the payment.</summary>
    public Link? Refunds { get; set; }

    /// <summary>Cancelling. Its presence does not prove that cancelling will work.</summary>
    public Link? Cancel { get; set; }

    /// <summary>Capturing; only while the payment is capturable.</summary>
    public Link? Capture { get; set; }
}

/// <summary>The links of a page of results.</summary>
public sealed class PageLinks : ApiObject
{
    /// <summary>This page.</summary>
    public Link? Self { get; set; }

    /// <summary>The first page.</summary>
    public Link? FirstPage { get; set; }

    /// <summary>The last page.</summary>
    public Link? LastPage { get; set; }

    /// <summary>The page before, if there is one.</summary>
    public Link? PrevPage { get; set; }

    /// <summary>The next page, if there is one.</summary>
    public Link? NextPage { get; set; }
}
