using System.Collections.Concurrent;

namespace Pay.Gateway.Api;

/// <summary>
/// This process's own counters. Each is one number: the second in the upper bits, the count in the lower ones, so that taking is one
/// compare-and-swap.
/// </summary>
internal sealed class LocalRateWindows
{
    private const int CountBits = 24;
    private const long CountMask = (1L << CountBits) - 1;

    private readonly ConcurrentDictionary<(long Account, RateClass Class), StrongBox> _windows = new();

    public bool TryTake(long accountNumber, RateClass rateClass, long second, long limit)
    {
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

    private sealed class StrongBox
    {
        public long Value;
    }
}
