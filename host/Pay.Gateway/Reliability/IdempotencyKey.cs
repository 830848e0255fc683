using System.Security.Cryptography;
using Pay.Gateway.Api;
using Pay.Gateway.Payments;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>
/// The <c>Idempotency-Key</c> of a POST (money rule 3). It is stored in the transaction of the effect together with the answer, so a
/// request that is repeated, however often and wherever, has one effect and one answer. A request that was refused had no effect
/// and stores nothing.
/// </summary>
internal sealed record IdempotencyKey(long AccountNumber, string Route, string Key, string BodyHash)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const string HeaderName = "Idempotency-Key";
    private const int LengthMax = 255;

    private static readonly ApiError WrongSize =
        new(422, "P0102", "Header [Idempotency-Key] can have a size between 1 and 255", Header: HeaderName);

    private static readonly ApiError WrongCharacters =
        new(422, "P0102", "Header [Idempotency-Key] can only contain alphanumeric characters and hyphens", Header: HeaderName);

    private static readonly ApiError InProgress = new(
        409,
        "P0191",
        "A request with the `Idempotency-Key` you sent in the request header is still in progress. Send it again in a few seconds to get its answer.",
        Header: HeaderName);

    /// <exception cref="ApiRefusal">422: the header is there and is not a key.</exception>
    public static void Validate(HttpContext http)
    {
        if (!http.Request.Headers.TryGetValue(HeaderName, out var values))
        {
            return;
        }

        var key = values.ToString();
        if (key.Length is 0 or > LengthMax)
        {
            throw new ApiRefusal(WrongSize);
        }

        if (key.AsSpan().ContainsAnyExcept(AllowedCharacters))
        {
            throw new ApiRefusal(WrongCharacters);
        }
    }

    /// <summary>
    /// The request's key, or <see langword="null"/> where it sent none, and where what its path names cannot be a payment: that has no
    /// effect, and whatever it is, it is not written down (money rule 7).
    /// </summary>
    public static IdempotencyKey? Of(ApiRequest request)
    {
        var http = request.Http.Request;
        var isPossible = http.RouteValues["paymentId"] is not string paymentId || PublicId.IsWellFormed(paymentId);
        return isPossible && http.Headers.TryGetValue(HeaderName, out var key)
            ? new IdempotencyKey(
                request.Account.Number,
                $"{http.Method} {http.Path.Value!.TrimEnd('/')}",
                key.ToString(),
                Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)))
            : null;
    }

    /// <summary>Takes the key for this unit of work. An answer that comes back is the one to repeat.</summary>
    /// <exception cref="ApiRefusal">409: the key belongs to another request, or to one that is still in progress.</exception>
    public async Task<ApiAnswer?> TakeAsync(Session session, DateTimeOffset now)
    {
        var forgottenBefore = (now - Lifetime).ToUnixTimeMilliseconds();
        var taken = await session.ExecuteAsync(
            """
            INSERT INTO idempotency_keys (account_number, route, idempotency_key, body_hash, created_at)
            VALUES (@AccountNumber, @Route, @Key, @BodyHash, @now)
            ON CONFLICT (account_number, route, idempotency_key) DO UPDATE
                SET body_hash = excluded.body_hash, created_at = excluded.created_at, refund_number = NULL,
                    status_code = NULL, location = NULL, body = NULL
                WHERE idempotency_keys.created_at < @forgottenBefore AND idempotency_keys.status_code IS NOT NULL
            """,
            new { AccountNumber, Route, Key, BodyHash, now = now.ToUnixTimeMilliseconds(), forgottenBefore });
        if (taken == 1)
        {
            return null;
        }

        var stored = (await session.FirstOrDefaultAsync<Row>(
            """
            SELECT body_hash, status_code, location, body FROM idempotency_keys
            WHERE account_number = @AccountNumber AND route = @Route AND idempotency_key = @Key
            """,
            new { AccountNumber, Route, Key }))!;
        if (stored.BodyHash != BodyHash)
        {
            throw new ApiRefusal(UsedForAnotherRequest(Route));
        }

        return stored.StatusCode is { } status
            ? new ApiAnswer((int)status, System.Text.Encoding.UTF8.GetBytes(stored.Body ?? ""), stored.Location)
            : throw new ApiRefusal(InProgress);
    }

    public Task StoreAsync(Session session, ApiAnswer answer) => session.ExecuteOneAsync(
        """
        UPDATE idempotency_keys SET status_code = @status, location = @location, body = @body
        WHERE account_number = @AccountNumber AND route = @Route AND idempotency_key = @Key
        """,
        new
        {
            AccountNumber,
            Route,
            Key,
            status = answer.Status,
            location = answer.Location,
            body = System.Text.Encoding.UTF8.GetString(answer.Body.Span),
        });

    /// <summary>Leaves the answer open until the refund is settled, by this process or by another.</summary>
    public Task AwaitRefundAsync(Session session, long refundNumber) => session.ExecuteOneAsync(
        """
        UPDATE idempotency_keys SET refund_number = @refundNumber
        WHERE account_number = @AccountNumber AND route = @Route AND idempotency_key = @Key
        """,
        new { AccountNumber, Route, Key, refundNumber });

    public static Task StoreForRefundAsync(Session session, long refundNumber, ApiAnswer answer) => session.ExecuteAsync(
        """
        UPDATE idempotency_keys SET status_code = @status, body = @body
        WHERE refund_number = @refundNumber AND status_code IS NULL
        """,
        new { refundNumber, status = answer.Status, body = System.Text.Encoding.UTF8.GetString(answer.Body.Span) });

    private static readonly System.Buffers.SearchValues<char> AllowedCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    private static ApiError UsedForAnotherRequest(string route) => new(
        409,
        "P0191",
        "The `Idempotency-Key` you sent in the request header has already been used to "
        + (route.EndsWith("/refunds", StringComparison.Ordinal) ? "create a refund."
            : route.EndsWith("/payments", StringComparison.Ordinal) ? "create a payment."
            : "change this payment."));

    private sealed class Row
    {
        public string BodyHash { get; init; } = "";
        public long? StatusCode { get; init; }
        public string? Location { get; init; }
        public string? Body { get; init; }
    }
}
