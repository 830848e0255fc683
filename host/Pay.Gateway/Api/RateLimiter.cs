using System.Collections.Concurrent;

namespace Pay.Gateway.Api;

/// <summary>
/// Fixed windows of one clock second, per account and class of request (api.md section 4). Each counter is one number: the second in
/// the upper bits, the count in the lower ones, so that taking is one compare-and-swap.
/// </summary>
internal sealed class RateLimiter(ApiSettings settings, TimeProvider clock)
{
    private const int CountBits = 24;
    private const long CountMask = (1L << CountBits) - 1;

    private readonly ConcurrentDictionary<(long Account, RateClass Class), StrongBox> _windows = new();

    public bool TryTake(long accountNumber, RateClass rateClass)
    {
        var limit = Limit(rateClass);
        var second = clock.GetUtcNow().ToUnixTimeSeconds();
        var window = _windows.GetOrAdd((accountNumber, rateClass), static _ => new StrongBox());
        while (true)
        {
            var seen = Volatile.Read(ref window.Value);
            var count = seen >> CountBits == second ? seen & CountMask : 0;
            if (count >= limit)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref window.Value, (second << CountBits) | (count + 1), seen) == seen)
            {
                return true;
            }
        }
    }

    private int Limit(RateClass rateClass) => rateClass switch
    {
        RateClass.CreatePayment => settings.RateLimits.CreatePerSecond,
        RateClass.CapturePayment => settings.RateLimits.CapturePerSecond,
        RateClass.OtherPost => settings.RateLimits.OtherPostPerSecond,
        _ => settings.RateLimits.GetPerSecond,
    };

    private sealed class StrongBox
    {
        public long Value;
    }
}
