using System.Net;

namespace Pay.Client;

/// <summary>
/// A call to Pay that did not succeed: the server refused or failed, its answer could not be read, or no answer came.
/// The one exception type of this package, besides <see cref="ArgumentException"/> for what the caller got wrong and
/// <see cref="OperationCanceledException"/> when the caller's own token was cancelled.
/// </summary>
public sealed class PayException : Exception
{
    internal PayException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The HTTP status; <c>null</c> when no answer came (network fault, time-out).</summary>
    public HttpStatusCode? StatusCode { get; internal set; }

    /// <summary>
    /// The API's error code, for instance P0102; <c>null</c> when the answer had none, as with 401 and with answers that come
    /// from the platform and not from the API. Decide by this, never by <see cref="Description"/>.
    /// </summary>
    public string? Code { get; internal set; }

    /// <summary>The API's text for people (<c>description</c>, or <c>message</c> of a platform answer). The wording may change.</summary>
    public string? Description { get; internal set; }

    /// <summary>The field of the request that is at fault, when the API tells.</summary>
    public string? Field { get; internal set; }

    /// <summary>The request header that is at fault, when the API tells (<c>Idempotency-Key</c>).</summary>
    public string? Header { get; internal set; }

    /// <summary>How long the server asked to wait, when it did.</summary>
    public TimeSpan? RetryAfter { get; internal set; }

    /// <summary>The start of the answer's body, at most 4096 characters; the API key never appears in it.</summary>
    public string? ResponseBody { get; internal set; }

    /// <summary>
    /// <c>true</c> when a call that changes something may or may not have acted: it was sent and no answer came, the answer
    /// could not be read, or the server failed (5xx). Find out by reading before doing it again. Always <c>false</c> for calls
    /// that only read, for refusals (4xx), and when no connection was made.
    /// </summary>
    public bool IsOutcomeUnknown { get; internal set; }

    /// <summary>How often the request was sent.</summary>
    public int Attempts { get; internal set; }

    /// <summary>P0698 is the API's word for a provider that refused or failed; any other 5xx says nothing about the refund.</summary>
    internal bool IsProviderRefusal => string.Equals(Code, "P0698", StringComparison.Ordinal);

    /// <summary>P0191: the key belongs to another request, or to the same one that is still in progress. The code does not tell which.</summary>
    internal bool IsKeyInUse => string.Equals(Code, "P0191", StringComparison.Ordinal);
}
