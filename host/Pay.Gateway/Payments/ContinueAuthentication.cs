using System.Globalization;
using Pay.Gateway.Api;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Payments;

/// <summary>
/// The payer is back from their bank. Of any number of returns exactly one is told to the provider: the move to
/// <see cref="PaymentStatus.Authorisation3dsReady"/> decides which, as it does for the authorisation itself.
/// </summary>
internal sealed class ContinueAuthentication(
    Database database, ProviderCalls provider, SettleAuthorisation settle, Authentications authentications, ExpirySettings expiry, WorkRunner runner,
    PublicAddress address, TimeProvider clock)
{
    /// <summary>Where banks send payers back to.</summary>
    public static Uri ReturnUrlOf(PublicAddress address, Payment payment) => new($"{address.Base}/card_details/{payment.PaymentId}/3ds_required_in");

    /// <summary>From a second visit a browser comes back to an address of its own, so that the return from the first is told from it.</summary>
    private static Uri NextReturnUrlOf(PublicAddress address, Payment payment, int round) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{ReturnUrlOf(address, payment)}?round={round + 1}"));

    /// <param name="fields">What the browser brought back.</param>
    public async Task<AuthoriseStep> RunAsync(Payment payment, IReadOnlyList<KeyValuePair<string, string>> fields, PayerBrowser browser)
    {
        // A browser that sends its first return again, by going back or reloading, says nothing about the second visit.
        var current = await authentications.FindAsync(payment);
        if (current?.After == Authentications.KeyOf(fields))
        {
            return AuthoriseStep.WrongState;
        }

        var intent = await database.WriteAsync(session => IntendAsync(session, payment.Number, current?.Round));
        if (intent.OperationId is null)
        {
            return intent.Payment.Status == PaymentStatus.Authorisation3dsReady ? AuthoriseStep.InProgress : AuthoriseStep.WrongState;
        }

        var settled = CallAsync(intent, fields, browser);
        await Task.WhenAny(runner.Track(settled, intent.OperationId), Task.Delay(WorkRunner.InLineWindow, clock));
        return settled.IsCompleted ? AuthorisePayment.StepOf((await settled).Status) : AuthoriseStep.InProgress;
    }

    private async Task<Intent> IntendAsync(Session session, long paymentNumber, int? round)
    {
        var now = clock.GetUtcNow();
        var payment = await PaymentRows.LockAsync(session, paymentNumber);
        if (payment.Status != PaymentStatus.Authorisation3dsRequired || expiry.IsOverdue(payment, now))
        {
            return new Intent(payment, OperationId: null, Authentication: null);
        }

        var authentication = await Authentications.FindRowAsync(session, paymentNumber)
            ?? throw new InvariantBrokenException($"Payment {payment.PaymentId} is at the payer's bank without a challenge.");
        if (authentication.Round != round)
        {
            // Another return has been answered with a new challenge since.
            return new Intent(payment, OperationId: null, Authentication: null);
        }

        payment = await PaymentRows.MoveAsync(session, payment, PaymentStatus.Authorisation3dsReady, now);
        var operationId = await ProviderOperation.IntendAsync(session, "authorise", payment, now);
        await Work.AddAsync(session, WorkKind.Inquire, payment.Number, now, now + AuthorisePayment.InquireAfter, operationId);
        return new Intent(payment, operationId, authentication);
    }

    private async Task<Payment> CallAsync(Intent intent, IReadOnlyList<KeyValuePair<string, string>> fields, PayerBrowser browser)
    {
        var payment = intent.Payment;
        var authentication = await authentications.OpenAsync(payment, intent.Authentication!);
        var result = await provider.ContinueAsync(payment, new ContinueRequest
        {
            OperationId = intent.OperationId!,
            PaymentId = payment.PaymentId,
            TransactionId = payment.TransactionId,
            Amount = payment.Amount,
            ProviderState = authentication.ProviderState,
            Fields = fields,
            Browser = browser,
            ReturnUrl = NextReturnUrlOf(address, payment, authentication.Round),
        });

        // Nobody but the adapter can tell what the provider's books and the payer's way back mean together: a lost answer stays unknown here.
        var decided = result is AuthoriseResult.Unknown ? result : await provider.DecidedAsync(payment, result);

        // Back too early is no new question of the provider's: the same one waits for the payer still.
        var isSameQuestion = result is AuthoriseResult.Pending { IfUndecided: { } same } && ReferenceEquals(decided, same);
        var settled = isSameQuestion
            ? await settle.RunAsync(payment, intent.OperationId!, decided, authentication.Round - 1)
            : await settle.RunAsync(payment, intent.OperationId!, decided, authentication.Round, Authentications.KeyOf(fields));
        Failpoint.Reached(FailpointAt.WorkDone, "authorise");
        return settled;
    }

    private sealed record Intent(Payment Payment, string? OperationId, SealedAuthentication? Authentication);
}
