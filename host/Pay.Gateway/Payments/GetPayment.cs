using Pay.Gateway.Api;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary><c>GET /v1/payments/{id}</c>. An unfinished payment comes with a fresh one-time <c>next_url</c> at each read.</summary>
internal sealed class GetPayment(Database database, PaymentJson paymentJson, ExpirePayment expire)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var useCase = routes.ServiceProvider.GetRequiredService<GetPayment>();
        routes.MapApiGet("/v1/payments/{paymentId}", "P0298", useCase.RunAsync, noStore: true);
    }

    private async ValueTask<ApiAnswer> RunAsync(ApiRequest request)
    {
        var payment = await database.ReadAsync(session => PaymentRows.FindAsync(session, request.Id("paymentId"), request.Account.Number))
            ?? throw new ApiRefusal(ApiError.NotFound("P0200"));

        // The sweep may be a moment behind the clock; nobody should see a payment alive past its time.
        payment = await expire.IfOverdueAsync(payment);
        return ApiAnswer.Json(200, (paymentJson, payment), static (json, read) => read.paymentJson.Write(json, read.payment));
    }
}
