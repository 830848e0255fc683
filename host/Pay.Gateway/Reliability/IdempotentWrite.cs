using Pay.Gateway.Api;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>A unit of work whose answer is kept under the request's idempotency key, where it sent one.</summary>
internal static class IdempotentWrite
{
    /// <param name="database">Where to.</param>
    /// <param name="request">The request, with or without a key.</param>
    /// <param name="now">The moment that counts for the key.</param>
    /// <param name="effect">What the request does.</param>
    /// <param name="tell">The answer to it; made outside the transaction where it need not be stored.</param>
    public static async Task<ApiAnswer> WriteOnceAsync<T>(
        this Database database, ApiRequest request, DateTimeOffset now, Func<Session, Task<T>> effect, Func<T, ApiAnswer> tell)
    {
        var key = IdempotencyKey.Of(request);
        if (key is null)
        {
            return tell(await database.WriteAsync(effect));
        }

        return await database.WriteAsync(async session =>
        {
            if (await key.TakeAsync(session, now) is { } repeated)
            {
                return repeated;
            }

            var answer = tell(await effect(session));
            await key.StoreAsync(session, answer);
            return answer;
        });
    }
}
