using Pay.Gateway.Accounts;
using Pay.Gateway.Api;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Payments;

/// <summary>What the payer's page does next.</summary>
internal enum AuthoriseStep
{
    Approved,
    Declined,

    /// <summary>The payer's bank wants to see them first.</summary>
    AuthenticationRequired,
    Error,

    /// <summary>Not answered yet, or another request is at it: the waiting page follows the outcome.</summary>
    InProgress,

    /// <summary>The payment is not waiting for card details (any more); its current state is to be shown.</summary>
    WrongState,
}

/// <summary>
/// The payer has submitted a card. Of any number of submissions exactly one becomes an authorisation: the move to
/// <see cref="PaymentStatus.AuthorisationReady"/> decides which.
/// </summary>
internal sealed class AuthorisePayment(
    Database database, ProviderCalls provider, SettleAuthorisation settle, ExpirySettings expiry, WorkRunner runner, PublicAddress address, TimeProvider clock)
{
    /// <summary>When to ask the provider about a call whose answer never reached the database: later than any call may take.</summary>
    public static readonly TimeSpan InquireAfter = TimeSpan.FromSeconds(60);

    /// <param name="email">The e-mail address to keep with the payment.</param>
    public async Task<AuthoriseStep> RunAsync(Payment payment, Account account, PayerCard card, PayerBrowser browser, string? email)
    {
        // Intent: committed before the provider hears anything.
        var (intended, operationId) = await database.WriteAsync(session => IntendAsync(session, payment.Number, card, email));
        if (operationId is null)
        {
            return intended.Status == PaymentStatus.AuthorisationReady ? AuthoriseStep.InProgress : AuthoriseStep.WrongState;
        }

        // Call and result go on even when the payer's browser does not wait for them.
        var settled = CallAsync(intended, account, operationId, card, browser);
        await Task.WhenAny(runner.Track(settled, operationId), Task.Delay(WorkRunner.InLineWindow, clock));
        return settled.IsCompleted ? StepOf((await settled).Status) : AuthoriseStep.InProgress;
    }

    private async Task<(Payment Payment, string? OperationId)> IntendAsync(Session session, long paymentNumber, PayerCard card, string? email)
    {
        var now = clock.GetUtcNow();
        var payment = await PaymentRows.LockAsync(session, paymentNumber);
        if (payment.Status != PaymentStatus.EnteringCardDetails || expiry.IsOverdue(payment, now))
        {
            return (payment, null);
        }

        payment = await StoreCardAsync(session, payment, card, email);
        payment = await PaymentRows.MoveAsync(session, payment, PaymentStatus.AuthorisationReady, now);
        var operationId = await ProviderOperation.IntendAsync(session, "authorise", payment, now);
        await Work.AddAsync(session, WorkKind.Inquire, payment.Number, now, now + InquireAfter, operationId);
        return (payment, operationId);
    }

    /// <summary>Stores what may be stored of a card (money rule 7).</summary>
    private async Task<Payment> StoreCardAsync(Session session, Payment payment, PayerCard card, string? email)
    {
        var stored = payment with
        {
            TransactionId = provider.Of(payment).PreassignTransactionId(payment.PaymentId),
            Email = email,
            CardholderName = card.HolderName,
            CardFirstDigits = card.FirstDigits,
            CardLastDigits = card.LastDigits,
            CardExpiry = card.Expiry,
            CardBrand = card.Brand,
            CardType = card.Type switch { PayerCardType.Debit => "debit", PayerCardType.Credit => "credit", _ => null },
        };
        if (card.BillingAddress is { } address)
        {
            stored = stored with
            {
                AddressLine1 = address.Line1,
                AddressLine2 = address.Line2,
                AddressPostcode = address.Postcode,
                AddressCity = address.City,
                AddressCountry = address.Country,
            };
        }

        await PaymentRows.StorePayerAsync(session, stored);
        return stored;
    }

    private async Task<Payment> CallAsync(Payment payment, Account account, string operationId, PayerCard card, PayerBrowser browser)
    {
        var result = await provider.AuthoriseAsync(payment, new AuthoriseRequest
        {
            OperationId = operationId,
            PaymentId = payment.PaymentId,
            TransactionId = payment.TransactionId,
            Amount = payment.Amount,
            Description = payment.Description,
            Reference = payment.Reference,
            Card = card,
            Email = account.SendPayerEmail ? payment.Email : null,
            Browser = browser,
            Moto = payment.Moto,
            ThreeDSecure = account.Requires3ds && !payment.Moto,
            ReturnUrl = ContinueAuthentication.ReturnUrlOf(address, payment),
        });
        result = await provider.DecidedAsync(payment, result);
        var settled = await settle.RunAsync(payment, operationId, result);
        Failpoint.Reached(FailpointAt.WorkDone, "authorise");
        return settled;
    }

    public static AuthoriseStep StepOf(PaymentStatus status) => status switch
    {
        PaymentStatus.AuthorisationSuccess => AuthoriseStep.Approved,
        PaymentStatus.AuthorisationRejected or PaymentStatus.AuthorisationCancelled => AuthoriseStep.Declined,
        PaymentStatus.Authorisation3dsRequired => AuthoriseStep.AuthenticationRequired,
        PaymentStatus.AuthorisationError or PaymentStatus.AuthorisationUnknown or PaymentStatus.AuthorisationTimeout => AuthoriseStep.Error,
        _ => AuthoriseStep.WrongState,
    };
}
