using System.Text.Json.Serialization;

namespace Pay.Client;

/// <summary>One page of a search, newest payments first.</summary>
public sealed class PaymentPage : ApiObject
{
    /// <summary>The number of matches over all pages, when this page was made.</summary>
    public int Total { get; set; }

    /// <summary>The number of payments on this page.</summary>
    public int Count { get; set; }

    /// <summary>The number of this page, from 1.</summary>
    public int Page { get; set; }

    /// <summary>
    /// The payments. They come from a store that may lag behind, and have no <c>next_url</c>; read a single payment before
    /// deciding anything about money.
    /// </summary>
    public IReadOnlyList<Payment> Results { get => field ??= []; set; }

    /// <summary>The links to the other pages, as the server sent them.</summary>
    [JsonPropertyName("_links")]
    public PageLinks? Links { get; set; }
}
