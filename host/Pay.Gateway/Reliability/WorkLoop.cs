using Pay.Gateway.Payments;
using Pay.Gateway.Storage;

namespace Pay.Gateway.Reliability;

/// <summary>Looks for due work every second and does it; once an hour forgets what is old enough to be forgotten.</summary>
internal sealed partial class WorkLoop(Database database, WorkRunner runner, TimeProvider clock, ILogger<WorkLoop> logger) : BackgroundService
{
    private const int ItemsPerLeaseMax = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromHours(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await runner.DrainAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var forgetAt = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RunDueAsync() == ItemsPerLeaseMax && !stoppingToken.IsCancellationRequested)
                {
                    // There is more: go on at once.
                }

                if (clock.GetElapsedTime(forgetAt) >= ForgetEvery)
                {
                    forgetAt = clock.GetTimestamp();
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

    private async Task<int> RunDueAsync()
    {
        // Looking costs nothing; only leasing writes.
        if (!await database.ReadAsync(session => Work.AnyDueAsync(session, clock.GetUtcNow())))
        {
            return 0;
        }

        var items = await database.WriteAsync(session => Work.LeaseDueAsync(session, clock.GetUtcNow(), ItemsPerLeaseMax));
        await Task.WhenAll(items.Select(runner.RunAsync));
        return items.Count;
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
        });
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for due work failed; the next look is in a second")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
