using Pay.Gateway.Accounts;
using Pay.Gateway.PaymentPages.Sessions;
using Pay.Gateway.Payments;
using Pay.Gateway.Storage;

namespace Pay.Gateway.PaymentPages.Serving;

/// <summary>Says of a route that it shows, or takes, card details.</summary>
internal sealed class TakesCards
{
    public static readonly TakesCards Instance = new();
}

/// <summary>
/// Real card numbers are entered here only over https, also on the gateway's own machine, and only when the operator has said that
/// the duties that come with them are met. Test accounts are never asked.
/// </summary>
internal sealed partial class LiveCards(GatewaySettings settings, Database database, ILogger<LiveCards> logger)
{
    /// <summary><see langword="null"/>: the request may go on. Judged before anything of a form has been read.</summary>
    public IResult? Refusal(PageRequest page, PaymentVisit visit)
    {
        if (visit.Account.Type != AccountType.Live || page.Http.GetEndpoint()?.Metadata.GetMetadata<TakesCards>() is null)
        {
            return null;
        }

        // A payment that wants no card any more has a page of its own to show.
        var showsCards = visit.Payment.Status is PaymentStatus.Created or PaymentStatus.EnteringCardDetails;
        var isSecure = page.Transport == PageTransport.Secure;
        if ((!showsCards && HttpMethods.IsGet(page.Http.Request.Method)) || (isSecure && settings.CardPages.AcceptLiveCards))
        {
            return null;
        }

        LogRefused(logger, visit.Payment.PaymentId, isSecure, settings.CardPages.AcceptLiveCards);
        return PageResults.LiveCardsRefused(page, visit.Payment, isSecure);
    }

    /// <summary>Tells who starts the gateway that its live accounts cannot be paid.</summary>
    public async Task WarnAsync()
    {
        if (settings.CardPages.AcceptLiveCards)
        {
            return;
        }

        var waiting = (await database.ReadAsync(AccountRows.ListAsync)).Count(account => account.Type == AccountType.Live && account.Provider is not null);
        if (waiting > 0)
        {
            LogWaiting(logger, waiting, CardPageSettings.Duty);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The card page of live payment {PaymentId} was refused: over https {IsSecure}, Pay:CardPages:AcceptLiveCards {IsAccepted}")]
    private static partial void LogRefused(ILogger logger, string paymentId, bool isSecure, bool isAccepted);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} live accounts have a provider, but the payment pages take no live cards. {Duty}")]
    private static partial void LogWaiting(ILogger logger, int count, string duty);
}
