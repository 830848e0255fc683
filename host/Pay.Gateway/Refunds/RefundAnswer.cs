using Pay.Gateway.Api;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Refunds;

/// <summary>
/// What a service is told about the refund that it asked for. The same answer goes to the request and under its idempotency key,
/// whichever of the request and the reconciler comes first.
/// </summary>
internal sealed class RefundAnswer(Database database, RefundJson refundJson)
{
    public async Task<ApiAnswer> GiveAsync(string refundId, string paymentId, bool hasKey)
    {
        if (!hasKey)
        {
            var refund = await database.ReadAsync(async session => (await Refund.FindAsync(session, refundId))!);
            return Of(refund, paymentId);
        }

        if (await database.ReadAsync(session => ReadStoredAsync(session, refundId)) is { } stored)
        {
            return stored;
        }

        // The provider is taking its time: "submitted" becomes the answer, unless the result comes first after all.
        return await database.WriteAsync(async session =>
        {
            var refund = (await Refund.FindAsync(session, refundId))!;
            await IdempotencyKey.StoreForRefundAsync(session, refund.Number, Of(refund, paymentId));
            return (await ReadStoredAsync(session, refundId))!;
        });
    }

    /// <summary>A refund that the provider refused at once is no refund to the service: 500 P0698, without an id.</summary>
    public ApiAnswer Of(Refund refund, string paymentId) => refund.Status == Refund.Error
        ? ApiAnswer.Of(ApiError.Downstream("P0698"))
        : ApiAnswer.Json(202, (refundJson, refund, paymentId), static (json, answer) => answer.refundJson.WriteCreated(json, answer.refund, answer.paymentId));

    private static async ValueTask<ApiAnswer?> ReadStoredAsync(Session session, string refundId)
    {
        var row = await session.FirstOrDefaultAsync<Row>(
            """
            SELECT keys.status_code, keys.body FROM idempotency_keys AS keys
            JOIN refunds ON refunds.refund_number = keys.refund_number
            WHERE refunds.refund_id = @refundId AND keys.status_code IS NOT NULL
            """,
            new { refundId });
        return row is null ? null : new ApiAnswer((int)row.StatusCode, System.Text.Encoding.UTF8.GetBytes(row.Body));
    }

    private sealed class Row
    {
        public long StatusCode { get; init; }
        public string Body { get; init; } = "";
    }
}
