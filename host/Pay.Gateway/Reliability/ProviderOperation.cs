using Pay.Gateway.Payments;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>How a provider operation ended (money rule 2).</summary>
internal static class OperationOutcome
{
    public const string Confirmed = "confirmed";

    /// <summary>Accepted by the provider, which will confirm later.</summary>
    public const string Submitted = "submitted";

    /// <summary>Certain: nothing was done.</summary>
    public const string Rejected = "rejected";

    /// <summary>Nobody knows yet.</summary>
    public const string Unknown = "unknown";
}

/// <summary>
/// What we told a provider to do. The intent is committed before the call and the outcome after it, so a process that dies in
/// between leaves a row that says exactly what has to be asked.
/// </summary>
internal static class ProviderOperation
{
    public static async Task<string> IntendAsync(Session session, string kind, Payment payment, DateTimeOffset now, long? refundNumber = null)
    {
        var operationId = Guid.NewGuid().ToString("N");
        await session.ExecuteAsync(
            """
            INSERT INTO provider_operations (operation_id, payment_number, refund_number, kind, provider, intended_at)
            VALUES (@operationId, @Number, @refundNumber, @kind, @Provider, @now)
            """,
            new { operationId, payment.Number, refundNumber, kind, payment.Provider, now = now.ToUnixTimeMilliseconds() });
        Failpoint.Reached(FailpointAt.IntentWritten, kind);
        return operationId;
    }

    public static Task SettleAsync(
        Session session, string operationId, string outcome, DateTimeOffset now, string? reference = null, string? reason = null) =>
        session.ExecuteOneAsync(
            """
            UPDATE provider_operations
            SET outcome = @outcome, outcome_at = @now, provider_reference = coalesce(@reference, provider_reference), reason = @reason
            WHERE operation_id = @operationId
            """,
            new { operationId, outcome, now = now.ToUnixTimeMilliseconds(), reference, reason });

    /// <summary>The provider's own name for it, where none is known yet.</summary>
    public static Task LearnReferenceAsync(Session session, string operationId, string reference) => session.ExecuteAsync(
        "UPDATE provider_operations SET provider_reference = @reference WHERE operation_id = @operationId AND provider_reference IS NULL",
        new { operationId, reference });

    public static async Task<DateTimeOffset> IntendedAtAsync(Session session, string operationId) => DateTimeOffset.FromUnixTimeMilliseconds(
        await session.ScalarAsync<long>("SELECT intended_at FROM provider_operations WHERE operation_id = @operationId", new { operationId }));

    /// <summary>When the provider can last have been told: at the intent, or when the latest answer to it was given up.</summary>
    public static async Task<DateTimeOffset> LastSentAsync(Session session, string operationId) => DateTimeOffset.FromUnixTimeMilliseconds(
        await session.ScalarAsync<long>(
            "SELECT coalesce(outcome_at, intended_at) FROM provider_operations WHERE operation_id = @operationId", new { operationId }));

    /// <summary>How it has ended so far; <see langword="null"/>: nothing has been heard.</summary>
    public static Task<string?> OutcomeAsync(Session session, string operationId) => session.ScalarAsync<string>(
        "SELECT outcome FROM provider_operations WHERE operation_id = @operationId", new { operationId });

    /// <summary>The provider's own name for it, where it has told one.</summary>
    public static Task<string?> ReferenceAsync(Session session, string operationId) => session.ScalarAsync<string>(
        "SELECT provider_reference FROM provider_operations WHERE operation_id = @operationId", new { operationId });

    /// <summary>The payment's latest operation of a kind, if there is any.</summary>
    public static Task<string?> LatestAsync(Session session, long paymentNumber, string kind) => session.ScalarAsync<string>(
        """
        SELECT operation_id FROM provider_operations WHERE payment_number = @paymentNumber AND kind = @kind
        ORDER BY intended_at DESC LIMIT 1
        """,
        new { paymentNumber, kind });

    public static async Task<string> OfRefundAsync(Session session, long paymentNumber, long refundNumber) =>
        (await session.ScalarAsync<string>(
            "SELECT operation_id FROM provider_operations WHERE payment_number = @paymentNumber AND refund_number = @refundNumber",
            new { paymentNumber, refundNumber }))!;
}
