using Pay.Gateway.Api;
using Pay.Gateway.Payments;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Refunds;

/// <summary>
/// <c>POST /v1/payments/{id}/refunds</c>. The amount is reserved, the refund written and the intent to send it committed in one
/// transaction; only then does the provider hear of it (money rules 1 to 3).
/// </summary>
internal sealed class CreateRefund(Database database, RefundAnswer refundAnswer, WorkRunner runner, TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var useCase = routes.ServiceProvider.GetRequiredService<CreateRefund>();
        routes.MapApiPost("/v1/payments/{paymentId}/refunds", RateClass.OtherPost, "P0698", useCase.RunAsync, takesBody: true);
    }

    private async ValueTask<ApiAnswer> RunAsync(ApiRequest request)
    {
        var wanted = CreateRefundRequest.Parse(request.Body);
        var key = IdempotencyKey.Of(request);
        var reservation = await database.WriteAsync(session => ReserveAsync(session, request, wanted, key));
        if (reservation.Repeated is not null)
        {
            return reservation.Repeated;
        }

        await runner.RunInLineAsync(reservation.Work!);
        return await refundAnswer.GiveAsync(reservation.RefundId!, request.Id("paymentId"), key is not null);
    }

    private async Task<Reservation> ReserveAsync(Session session, ApiRequest request, CreateRefundRequest wanted, IdempotencyKey? key)
    {
        var now = clock.GetUtcNow();
        if (key is not null && await key.TakeAsync(session, now) is { } repeated)
        {
            return new Reservation(repeated, RefundId: null, Work: null);
        }

        var payment = await PaymentRows.LockAsync(session, request.Id("paymentId"), request.Account.Number)
            ?? throw new ApiRefusal(ApiError.NotFound("P0600"));
        if (request.Account.Disabled)
        {
            throw new ApiRefusal(ApiError.AccountDisabled);
        }

        CheckAvailable(payment, wanted);
        await session.ExecuteOneAsync(
            """
            UPDATE payments SET refunded_amount = refunded_amount + @Amount
            WHERE payment_number = @Number AND status = 'captured' AND refunded_amount + @Amount <= amount
            """,
            new { wanted.Amount, payment.Number });

        var refundId = PublicId.New();
        var refundNumber = await session.ScalarAsync<long>(
            """
            INSERT INTO refunds (refund_id, payment_number, amount, status, created_at)
            VALUES (@refundId, @Number, @Amount, 'submitted', @now)
            RETURNING refund_number
            """,
            new { refundId, payment.Number, wanted.Amount, now = now.ToUnixTimeMilliseconds() });
        await Refund.AppendEventAsync(session, payment.Number, refundNumber, Refund.Submitted, now);
        if (key is not null)
        {
            await key.AwaitRefundAsync(session, refundNumber);
        }

        var operationId = await ProviderOperation.IntendAsync(session, "refund", payment, now, refundNumber);
        return new Reservation(
            Repeated: null, refundId, await Work.AddLeasedAsync(session, WorkKind.Refund, payment.Number, operationId, now));
    }

    /// <summary>In this order: a stale figure wins over an amount that is too big, and a full refund over both.</summary>
    private static void CheckAvailable(Payment payment, CreateRefundRequest wanted)
    {
        var availability = RefundAvailability.Of(payment);
        if (availability != RefundAvailability.Available)
        {
            throw NotAvailable(availability);
        }

        if (wanted.AmountAvailable is { } believed && believed != payment.RefundAmountAvailable)
        {
            throw new ApiRefusal(new ApiError(412, "P0604", "Refund amount available mismatch."));
        }

        if (wanted.Amount > payment.RefundAmountAvailable)
        {
            throw NotAvailable("amount_not_available");
        }
    }

    private static ApiRefusal NotAvailable(string status) =>
        new(new ApiError(400, "P0603", "The payment is not available for refund. Payment refund status: " + status));

    private sealed record Reservation(ApiAnswer? Repeated, string? RefundId, WorkItem? Work);
}
