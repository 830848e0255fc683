using Pay.Gateway.Api;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>A unit of work whose answer is kept under the request's idempotency key, where it sent one.</summary>
internal static class IdempotentWrite
{
    public static Task<ApiAnswer> WriteOnceAsync(
        this Database database, ApiRequest request, DateTimeOffset now, Func<Session, Task<ApiAnswer>> effect)
    {
        var key = IdempotencyKey.Of(request);
        if (key is null)
        {
            return database.WriteAsync(effect);
        }

        return database.WriteAsync(async session =>
        {
            if (await key.TakeAsync(session, now) is { } repeated)
            {
                return repeated;
            }

            var answer = await effect(session);
            await key.StoreAsync(session, answer);
            return answer;
        });
    }
}
