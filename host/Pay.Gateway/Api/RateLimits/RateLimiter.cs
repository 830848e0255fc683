using System.Collections.Concurrent;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Api;

/// <summary>
/// Fixed windows of one clock second, per account and class of request (api.md section 4): shared by all gateways on a database that
/// several can be on, otherwise in memory.
/// </summary>
internal sealed class RateLimiter(ApiSettings settings, Database database, TimeProvider clock)
{
    private readonly LocalRateWindows _local = new();
    private readonly ConcurrentDictionary<(long Account, RateClass Class), SharedCounter> _shared = new();

    public ValueTask<bool> TryTakeAsync(long accountNumber, RateClass rateClass) => database.RateWindows is { } windows
        ? TryTakeSharedAsync(windows, accountNumber, rateClass)
        : ValueTask.FromResult(TryTakeLocal(accountNumber, rateClass, Limit(rateClass)));

    private async ValueTask<bool> TryTakeSharedAsync(IRateWindows windows, long accountNumber, RateClass rateClass)
    {
        var counter = _shared.GetOrAdd(
            (accountNumber, rateClass),
            static (key, made) => new SharedCounter(made.windows, made.clock, key.Account, key.Class, made.limit),
            (windows, clock, limit: (long)Limit(rateClass)));

        // While the shared counter cannot be reached this process counts alone: a failover is no reason to refuse anybody.
        return await counter.TryTakeAsync() ?? TryTakeLocal(accountNumber, rateClass, Limit(rateClass));
    }

    private bool TryTakeLocal(long accountNumber, RateClass rateClass, long limit) =>
        _local.TryTake(accountNumber, rateClass, clock.GetUtcNow().ToUnixTimeSeconds(), limit);

    private int Limit(RateClass rateClass) => rateClass switch
    {
        RateClass.CreatePayment => settings.RateLimits.CreatePerSecond,
        RateClass.CapturePayment => settings.RateLimits.CapturePerSecond,
        RateClass.OtherPost => settings.RateLimits.OtherPostPerSecond,
        _ => settings.RateLimits.GetPerSecond,
    };
}
