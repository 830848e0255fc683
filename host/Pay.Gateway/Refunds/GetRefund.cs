using Pay.Gateway.Api;
using Pay.Gateway.Payments;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Refunds;

/// <summary><c>GET /v1/payments/{id}/refunds/{refundId}</c>.</summary>
internal sealed class GetRefund(Database database, RefundJson refundJson)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var useCase = routes.ServiceProvider.GetRequiredService<GetRefund>();
        routes.MapApiGet("/v1/payments/{paymentId}/refunds/{refundId}", "P0798", useCase.RunAsync);
    }

    private async ValueTask<ApiAnswer> RunAsync(ApiRequest request)
    {
        var paymentId = request.Id("paymentId");
        var refund = await database.ReadSnapshotAsync(async session =>
        {
            var payment = await PaymentRows.FindAsync(session, paymentId, request.Account.Number);
            var found = payment is null ? null : await Refund.FindAsync(session, request.Id("refundId"));
            return found?.PaymentNumber == payment?.Number ? found : null;
        }) ?? throw new ApiRefusal(ApiError.NotFound("P0700"));
        return ApiAnswer.Json(200, (refundJson, refund, paymentId), static (json, answer) => answer.refundJson.Write(json, answer.refund, answer.paymentId));
    }
}
