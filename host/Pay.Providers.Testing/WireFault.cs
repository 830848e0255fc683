namespace Pay.Providers.Testing;

/// <summary>What goes wrong between an adapter and its PSP.</summary>
public enum WireFault
{
    /// <summary>Nobody listens: certain that nothing was sent.</summary>
    ConnectionRefused,

    /// <summary>The time limit is over before the call begins.</summary>
    DeadlineOver,

    /// <summary>The connection is reset before anything is read.</summary>
    ResetBeforeReading,

    /// <summary>The connection is reset when the whole request has been read.</summary>
    ResetAfterRequest,

    /// <summary>The whole request is read, and nothing comes back until the time limit.</summary>
    SilentUntilDeadline,

    /// <summary>The answer comes byte by byte and is not complete at the time limit.</summary>
    DripUntilDeadline,

    /// <summary>The connection is closed without an answer.</summary>
    EmptyAnswer,

    /// <summary>The good answer, cut off in the middle of its transfer.</summary>
    TruncatedTransfer,

    /// <summary>The first half of the good answer, as if it were the whole.</summary>
    TruncatedDocument,

    /// <summary>HTTP 500 without a body.</summary>
    EmptyServerError,

    /// <summary>HTTP 503 with a load balancer's page.</summary>
    HtmlServerError,

    /// <summary>HTTP 302 to somewhere else.</summary>
    Redirected,

    /// <summary>HTTP 401 without a document.</summary>
    CredentialsRefused,

    /// <summary>HTTP 200 with bytes that mean nothing.</summary>
    Garbage,

    /// <summary>HTTP 200 without a body.</summary>
    EmptyDocument,

    /// <summary>HTTP 200 with somebody's web page.</summary>
    HtmlPage,

    /// <summary>HTTP 200 with more than a transport reads.</summary>
    TooLong,

    /// <summary>HTTP 200 with a well-formed answer about another order.</summary>
    OtherOrder,

    /// <summary>HTTP 400 with a page that quotes the request, card number and all.</summary>
    QuotedRequest,
}
