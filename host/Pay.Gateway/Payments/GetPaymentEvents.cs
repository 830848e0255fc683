using Pay.Gateway.Api;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Payments;

/// <summary><c>GET /v1/payments/{id}/events</c>: every public change of the payment and of its refunds, oldest first.</summary>
internal sealed class GetPaymentEvents(Database database, PaymentJson paymentJson)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var useCase = routes.ServiceProvider.GetRequiredService<GetPaymentEvents>();
        routes.MapApiGet("/v1/payments/{paymentId}/events", "P0398", useCase.RunAsync);
    }

    private async ValueTask<ApiAnswer> RunAsync(ApiRequest request)
    {
        var events = await database.ReadSnapshotAsync(async session =>
        {
            var payment = await PaymentRows.FindAsync(session, request.Id("paymentId"), request.Account.Number)
                ?? throw new ApiRefusal(ApiError.NotFound("P0300"));
            return await session.ListAsync<Row>(
                """
                SELECT refund_number, status, public_status, created_at FROM payment_events
                WHERE payment_number = @Number ORDER BY event_number
                """,
                new { payment.Number });
        });

        var self = paymentJson.SelfHref(request.Id("paymentId"));
        return ApiAnswer.Json(200, (events, self, id: request.Id("paymentId")), static (json, answer) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("events"u8);
            Row? previous = null;
            foreach (var row in answer.events)
            {
                // Several inner steps look the same from outside: they are one entry.
                if (previous is null || previous.RefundNumber != row.RefundNumber || row.State != previous.State)
                {
                    json.WriteStartObject();
                    json.WriteString("payment_id"u8, answer.id);
                    PaymentJson.WriteState(json, row.State);
                    PaymentJson.WriteTime(json, "updated"u8, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));
                    json.WriteStartObject("_links"u8);
                    PaymentJson.WriteLink(json, "payment_url"u8, answer.self, "GET"u8);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }

                previous = row;
            }

            json.WriteEndArray();
            json.WriteString("payment_id"u8, answer.id);
            json.WriteStartObject("_links"u8);
            PaymentJson.WriteLink(json, "self"u8, answer.self + "/events", "GET"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private sealed class Row
    {
        public long? RefundNumber { get; init; }
        public string Status { get; init; } = "";
        public string PublicStatus { get; init; } = "";
        public long CreatedAt { get; init; }

        /// <summary>A refund's entry carries the refund's status and nothing that marks it as one.</summary>
        public PublicState State => RefundNumber is null
            ? PaymentStatusRules.Parse(Status).Public()
            : new PublicState(PublicStatus, PublicStatus is "success" or "error");
    }
}
