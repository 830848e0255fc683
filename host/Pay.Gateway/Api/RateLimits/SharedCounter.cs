using System.Data.Common;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Api;

/// <summary>
/// One account's counter of one class, as this process sees the one that all share. Requests that come together ask the database once
/// for all of them, and what it refused is not asked again in the same second, so that a flood costs it next to nothing.
/// </summary>
internal sealed class SharedCounter(IRateWindows windows, TimeProvider clock, long accountNumber, RateClass rateClass, long limit)
{
    /// <summary>From this limit on, requests are taken in blocks of one in a hundred; below it every count is exact.</summary>
    private const long BlockLimitMin = 100;

    /// <summary>How long an unreachable database is left alone.</summary>
    private const long PauseSeconds = 2;

    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly Lock _lock = new();
    private readonly string _name = rateClass.ToString();

    private long _second;
    private long _left;
    private bool _isUsedUp;
    private long _pausedUntil;
    private int _waiting;

    /// <returns><see langword="null"/>: the counter cannot be reached.</returns>
    public ValueTask<bool?> TryTakeAsync() => IsPaused ? default : TakeFromLeft() is { } known ? ValueTask.FromResult<bool?>(known) : AskAsync();

    private bool IsPaused => Second() < Volatile.Read(ref _pausedUntil);

    private async ValueTask<bool?> AskAsync()
    {
        Interlocked.Increment(ref _waiting);
        await _asking.WaitAsync();
        try
        {
            // Whoever asked before may have asked for this request, too, or in vain.
            if (IsPaused)
            {
                return null;
            }

            if (TakeFromLeft() is { } known)
            {
                return known;
            }

            var second = Second();
            var wanted = Math.Min(limit, Math.Max(limit >= BlockLimitMin ? limit / BlockLimitMin : 1, Volatile.Read(ref _waiting)));
            var granted = await windows.TakeAsync(accountNumber, _name, second, wanted, limit);
            lock (_lock)
            {
                (_second, _left, _isUsedUp) = (second, Math.Max(0, granted - 1), granted < wanted);
            }

            return granted > 0;
        }
        catch (DbException)
        {
            Volatile.Write(ref _pausedUntil, Second() + PauseSeconds);
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            _asking.Release();
        }
    }

    /// <summary><see langword="null"/>: the database has to be asked.</summary>
    private bool? TakeFromLeft()
    {
        lock (_lock)
        {
            if (_second != Second())
            {
                return null;
            }

            if (_left > 0)
            {
                _left--;
                return true;
            }

            return _isUsedUp ? false : null;
        }
    }

    private long Second() => clock.GetUtcNow().ToUnixTimeSeconds();
}
