using Pay.Gateway.Api;
using Pay.Gateway.Payments;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Refunds;

/// <summary><c>GET /v1/payments/{id}/refunds</c>: all refunds of a payment, oldest first.</summary>
internal sealed class ListRefunds(Database database, PaymentJson paymentJson, RefundJson refundJson)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var useCase = routes.ServiceProvider.GetRequiredService<ListRefunds>();
        routes.MapApiGet("/v1/payments/{paymentId}/refunds", "P0898", useCase.RunAsync);
    }

    private async ValueTask<ApiAnswer> RunAsync(ApiRequest request)
    {
        var paymentId = request.Id("paymentId");
        var refunds = await database.ReadSnapshotAsync(async session =>
        {
            var payment = await PaymentRows.FindAsync(session, paymentId, request.Account.Number)
                ?? throw new ApiRefusal(ApiError.NotFound("P0800"));
            return await Refund.OfPaymentAsync(session, payment.Number);
        });
        var self = paymentJson.SelfHref(paymentId);
        return ApiAnswer.Json(200, (refundJson, refunds, self, paymentId), static (json, answer) =>
        {
            json.WriteStartObject();
            json.WriteString("payment_id"u8, answer.paymentId);
            json.WriteStartObject("_links"u8);
            PaymentJson.WriteLink(json, "self"u8, answer.self + "/refunds", "GET"u8);
            PaymentJson.WriteLink(json, "payment"u8, answer.self, "GET"u8);
            json.WriteEndObject();
            json.WriteStartObject("_embedded"u8);
            json.WriteStartArray("refunds"u8);
            foreach (var refund in answer.refunds)
            {
                answer.refundJson.Write(json, refund, answer.paymentId);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
