using Pay.Gateway.Payments;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>Looks for due work every second and does it; now and then forgets what is old, and looks whether the clock has gone back.</summary>
internal sealed partial class WorkLoop(Database database, WorkRunner runner, TimeProvider clock, ILogger<WorkLoop> logger) : BackgroundService
{
    private const int ItemsPerLeaseMax = 32;

    /// <summary>What may be under way at once: providers that hang hold their work, and nobody else's.</summary>
    private const int ItemsInHandMax = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan CheckClockEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan NotificationsKept = TimeSpan.FromDays(7);

    /// <summary>Smaller steps back are time synchronisation at work.</summary>
    private static readonly TimeSpan JumpBackMin = TimeSpan.FromSeconds(5);

    private readonly List<Task> _inHand = [];
    private long _forgottenAt = clock.GetTimestamp();
    private (long Timestamp, DateTimeOffset Time) _lastLook = (clock.GetTimestamp(), clock.GetUtcNow());
    private long? _clockCheckedAt;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runner.DrainAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CheckClockAsync();
                while (await RunDueAsync(stoppingToken) == ItemsPerLeaseMax && !stoppingToken.IsCancellationRequested)
                {
                    // There is more: go on at once.
                }

                if (clock.GetElapsedTime(_forgottenAt) >= ForgetEvery)
                {
                    _forgottenAt = clock.GetTimestamp();
                    await ForgetAsync();
                }
            }
            catch (Exception fault)
            {
                LogFailed(logger, fault);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Waits for what it has begun, but not for long: a provider that hangs has up to 20 s, and other accounts' work must not wait
    /// for it. Nothing is begun twice: what is in hand is leased, and left out by its operation besides.
    /// </summary>
    private async Task<int> RunDueAsync(CancellationToken stoppingToken)
    {
        _inHand.RemoveAll(item => item.IsCompleted);
        var room = Math.Min(ItemsPerLeaseMax, ItemsInHandMax - _inHand.Count);

        // Looking costs nothing; only leasing writes.
        if (room == 0 || !await database.ReadAsync(session => Work.AnyDueAsync(session, clock.GetUtcNow())))
        {
            return 0;
        }

        var inHand = runner.OperationsInHand;
        var items = await database.WriteAsync(session => Work.LeaseDueAsync(session, clock.GetUtcNow(), room, inHand));
        var begun = items.ConvertAll(runner.RunAsync);
        _inHand.AddRange(begun);
        await Task.WhenAll(begun).WaitAsync(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return items.Count;
    }

    /// <summary>
    /// A clock that goes back leaves work behind that is due, or leased, in what has become the future: at the start, when a jump is
    /// seen and from time to time (the clock may have been another machine's) such work is given this clock's time.
    /// </summary>
    private async Task CheckClockAsync()
    {
        var (timestamp, now) = (clock.GetTimestamp(), clock.GetUtcNow());
        var expected = _lastLook.Time + clock.GetElapsedTime(_lastLook.Timestamp, timestamp);
        _lastLook = (timestamp, now);
        if (_clockCheckedAt is { } checkedAt && clock.GetElapsedTime(checkedAt, timestamp) < CheckClockEvery && expected - now < JumpBackMin)
        {
            return;
        }

        var moved = await database.WriteAsync(session => Work.RescheduleFromFutureAsync(session, now));
        _clockCheckedAt = timestamp;
        if (moved > 0)
        {
            LogClockWentBack(logger, moved);
        }
    }

    private Task ForgetAsync()
    {
        var now = clock.GetUtcNow();
        return database.WriteAsync(async session =>
        {
            await session.ExecuteAsync(
                "DELETE FROM spent_tokens WHERE spent_at < @before",
                new { before = (now - (2 * PaymentTokens.Lifetime)).ToUnixTimeMilliseconds() });
            await session.ExecuteAsync(
                "DELETE FROM idempotency_keys WHERE created_at < @before AND status_code IS NOT NULL",
                new { before = (now - IdempotencyKey.Lifetime).ToUnixTimeMilliseconds() });
            await session.ExecuteAsync(
                "DELETE FROM provider_notifications WHERE received_at < @before",
                new { before = (now - NotificationsKept).ToUnixTimeMilliseconds() });
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The clock has gone back: {Count} pieces of work were due in the future and are looked at now")]
    private static partial void LogClockWentBack(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for due work failed; the next look is in a second")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
