using Pay.Gateway.Api;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary><c>POST /v1/payments/{id}/capture</c>: the service takes the money of a delayed capture. Repeating it is harmless.</summary>
internal sealed class CapturePayment(Database database, ExpirySettings expiry, WorkRunner runner, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var useCase = routes.ServiceProvider.GetRequiredService<CapturePayment>();
        routes.MapApiPost("/v1/payments/{paymentId}/capture", RateClass.CapturePayment, "P1098", useCase.RunAsync, takesBody: false);
    }

    private async ValueTask<ApiAnswer> RunAsync(ApiRequest request)
    {
        var now = clock.GetUtcNow();
        WorkItem? capture = null;
        var answer = await database.WriteOnceAsync(request, now, async session =>
        {
            var payment = await PaymentRows.LockAsync(session, request.Id("paymentId"), request.Account.Number)
                ?? throw new ApiRefusal(ApiError.NotFound("P1000"));
            if (payment.State == PaymentStatusRules.Success)
            {
                return ApiAnswer.NoContent;
            }

            if (payment.Status != PaymentStatus.AwaitingCaptureRequest || expiry.IsOverdue(payment, now))
            {
                throw new ApiRefusal(new ApiError(409, "P1003", "Payment cannot be captured"));
            }

            capture = await ApproveCapture.RunAsync(session, payment, now);
            return ApiAnswer.NoContent;
        }, answer => answer);
        if (capture is not null)
        {
            await runner.RunInLineAsync(capture);
        }

        return answer;
    }
}
