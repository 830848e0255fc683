using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary>
/// Ends an unfinished payment without money: cancelled by the service, cancelled by the payer, or expired. All three are the same
/// move, and where the provider already holds the amount the same release follows it.
/// </summary>
internal static class EndPayment
{
    public static readonly Ending ByService = new(PaymentStatus.SystemCancelled, PaymentStatus.SystemCancelReady);
    public static readonly Ending ByPayer = new(PaymentStatus.UserCancelled, PaymentStatus.UserCancelReady);
    public static readonly Ending ByExpiry = new(PaymentStatus.Expired, PaymentStatus.ExpireCancelReady);

    /// <summary>Whether the payment can be ended right now. One that is being authorised cannot: its answer comes first.</summary>
    public static bool IsPossible(PaymentStatus status) => status is PaymentStatus.Created or PaymentStatus.EnteringCardDetails
        or PaymentStatus.Authorisation3dsRequired or PaymentStatus.AuthorisationSuccess or PaymentStatus.AwaitingCaptureRequest;

    /// <returns>The work of releasing the provider's hold, leased to this process, or <see langword="null"/> where nothing is held.</returns>
    public static async Task<WorkItem?> RunAsync(Session session, Payment payment, Ending ending, DateTimeOffset now)
    {
        if (payment.Status is PaymentStatus.Created or PaymentStatus.EnteringCardDetails)
        {
            await PaymentRows.MoveAsync(session, payment, ending.WithoutHold, now);
            return null;
        }

        // At their bank the payer may have said yes already, which the provider has not told yet: so there, too, it is told to let go.
        await Authentications.ReplaceAsync(session, payment, authentication: null, now);
        await PaymentRows.MoveAsync(session, payment, ending.WithHold, now);
        var operationId = await ProviderOperation.IntendAsync(session, "cancel", payment, now);
        return await Work.AddLeasedAsync(session, WorkKind.Cancel, payment.Number, operationId, now);
    }

    internal sealed record Ending(PaymentStatus WithoutHold, PaymentStatus WithHold);
}
