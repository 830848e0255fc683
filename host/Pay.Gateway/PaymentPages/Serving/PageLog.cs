namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>
/// What the payment pages log. Ids only: no paths with tokens, no query strings, bodies, cookies, names, addresses or cards
/// (payment-pages.md section 15).
/// </summary>
internal static partial class PageLog
{
    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Method} {Route} answered {Status} in {Milliseconds} ms (request {RequestId}, payment {PaymentId}, account {AccountId})")]
    public static partial void Served(
        ILogger logger, string method, string route, int status, long milliseconds, string requestId, string? paymentId, string? accountId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Route} failed (request {RequestId}, payment {PaymentId})")]
    public static partial void Fault(ILogger logger, Exception fault, string route, string requestId, string? paymentId);

    [LoggerMessage(Level = LogLevel.Information, Message = "A one-time link was opened for the first time: payment {PaymentId}")]
    public static partial void TokenUsed(ILogger logger, string paymentId);

    [LoggerMessage(Level = LogLevel.Information, Message = "A one-time link was opened again: payment {PaymentId}, in the payer's own browser: {OwnBrowser}")]
    public static partial void TokenReused(ILogger logger, string paymentId, bool ownBrowser);

    [LoggerMessage(Level = LogLevel.Information, Message = "An unknown one-time link was opened")]
    public static partial void TokenUnknown(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Route} was asked for without a session that holds the payment")]
    public static partial void SessionMissing(ILogger logger, string route);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A form without a valid token was refused: payment {PaymentId}, from another site: {Foreign}")]
    public static partial void FormRefused(ILogger logger, string paymentId, bool foreign);

    [LoggerMessage(Level = LogLevel.Error, Message = "Payment {PaymentId} is in a session but cannot be found")]
    public static partial void PaymentMissing(ILogger logger, string paymentId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Route} showed the page of the state of payment {PaymentId}, which is {Status}")]
    public static partial void StatePage(ILogger logger, string route, string paymentId, Payments.PaymentStatus status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Route} showed the page for technical problems: payment {PaymentId}, status {Status}")]
    public static partial void TechnicalProblems(ILogger logger, string route, string? paymentId, int status);

    [LoggerMessage(Level = LogLevel.Information, Message = "The card of payment {PaymentId} was looked up: brand {Brand}, type {Type}, accepted {Accepted}")]
    public static partial void CardLookedUp(ILogger logger, string paymentId, string? brand, string? type, bool accepted);

    [LoggerMessage(Level = LogLevel.Information, Message = "Payment {PaymentId} was sent for authorisation: {Outcome}")]
    public static partial void Authorised(ILogger logger, string paymentId, string outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A browser reported a breach of the content security policy: directive {Directive}, blocked {Blocked}")]
    public static partial void PolicyBreach(ILogger logger, string directive, string blocked);
}
