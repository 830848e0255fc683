using System.Collections.Concurrent;

namespace Pay.Gateway.Tests;

/// <summary>The system's clock, which can be set like a wall clock, and whose time can be made to pass.</summary>
public sealed class MovableClock : TimeProvider
{
    private readonly ConcurrentDictionary<Timer, bool> _timers = new();
    private const int SecondsMax = 600;

    private long _offsetTicks;
    private long _passedTicks;

    /// <summary>Sets the clock forward or back. Nothing else notices: no time has passed.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _offsetTicks, by.Ticks);

    /// <summary>Time passes: the clock moves, and whatever waits for that time goes on.</summary>
    public void Pass(TimeSpan time)
    {
        Interlocked.Add(ref _offsetTicks, time.Ticks);
        Interlocked.Add(ref _passedTicks, time.Ticks);
        foreach (var timer in _timers.Keys)
        {
            timer.Hurry();
        }
    }

    /// <summary>Lets a second pass again and again, until something is done; what needs no time to pass is done before any does.</summary>
    public async Task PassUntilAsync(Task done)
    {
        await Task.WhenAny(done, Task.Delay(500));
        while (!done.IsCompleted)
        {
            Pass(TimeSpan.FromSeconds(1));
            await Task.WhenAny(done, Task.Delay(20));
        }

        await done;
    }

    /// <summary>Lets a second pass again and again, until something has come true; not for ever.</summary>
    public async Task PassUntilAsync(Func<Task<bool>> isTrue)
    {
        for (var passed = 0; !await isTrue(); passed++)
        {
            if (passed == SecondsMax)
            {
                throw new TimeoutException($"{SecondsMax} seconds have passed on this clock, and it has not come true.");
            }

            Pass(TimeSpan.FromSeconds(1));
            await Task.Delay(20);
        }
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _passedTicks)).TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Start(base.CreateTimer(timer.Fire, state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan), dueTime, period);
        return timer;
    }

    private sealed class Timer(MovableClock clock, TimerCallback callback, object? state) : ITimer
    {
        private readonly Lock _gate = new();
        private ITimer _inner = null!;
        private TimeSpan _period;
        private DateTimeOffset? _due;

        public void Start(ITimer inner, TimeSpan dueTime, TimeSpan period)
        {
            _inner = inner;
            clock._timers[this] = true;
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _period = period;
                _due = dueTime < TimeSpan.Zero ? null : clock.GetUtcNow() + dueTime;
                return _inner.Change(dueTime, period);
            }
        }

        public void Fire(object? unused)
        {
            lock (_gate)
            {
                _due = _period > TimeSpan.Zero ? clock.GetUtcNow() + _period : null;
            }

            callback(state);
        }

        /// <summary>Waits only for what is left now that time has passed.</summary>
        public void Hurry()
        {
            lock (_gate)
            {
                if (_due is { } due)
                {
                    var left = due - clock.GetUtcNow();
                    _inner.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
                }
            }
        }

        public void Dispose()
        {
            clock._timers.TryRemove(this, out _);
            _inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            clock._timers.TryRemove(this, out _);
            return _inner.DisposeAsync();
        }
    }
}
