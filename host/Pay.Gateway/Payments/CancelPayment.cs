using Pay.Gateway.Api;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary><c>POST /v1/payments/{id}/cancel</c>: the service cancels an unfinished payment.</summary>
internal sealed class CancelPayment(Database database, ExpirySettings expiry, WorkRunner runner, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var useCase = routes.ServiceProvider.GetRequiredService<CancelPayment>();
        routes.MapApiPost("/v1/payments/{paymentId}/cancel", RateClass.OtherPost, "P0598", useCase.RunAsync, takesBody: false);
    }

    private async ValueTask<ApiAnswer> RunAsync(ApiRequest request)
    {
        var now = clock.GetUtcNow();
        WorkItem? release = null;
        var answer = await database.WriteOnceAsync(request, now, async session =>
        {
            var payment = await PaymentRows.LockAsync(session, request.Id("paymentId"), request.Account.Number)
                ?? throw new ApiRefusal(ApiError.NotFound("P0500"));
            if (payment.Status is PaymentStatus.AuthorisationReady or PaymentStatus.Authorisation3dsReady
                or PaymentStatus.SystemCancelReady or PaymentStatus.UserCancelReady or PaymentStatus.ExpireCancelReady)
            {
                // The provider is at it at this moment; the same request gets its final answer when it is done (lifecycle.md section 4).
                throw new ApiRefusal(ApiError.Downstream("P0598"));
            }

            if (!EndPayment.IsPossible(payment.Status) || expiry.IsOverdue(payment, now))
            {
                throw new ApiRefusal(new ApiError(400, "P0501", "Cancellation of payment failed"));
            }

            release = await EndPayment.RunAsync(session, payment, EndPayment.ByService, now);
            return ApiAnswer.NoContent;
        }, answer => answer);

        // The payment is cancelled whatever the provider says now.
        if (release is not null)
        {
            await runner.RunInLineAsync(release);
        }

        return answer;
    }
}
