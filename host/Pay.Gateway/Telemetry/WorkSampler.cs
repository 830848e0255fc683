using Pay.Gateway.Storage;

namespace Pay.Gateway.Telemetry;

/// <summary>Counts what waits, as long as somebody watches: a metric must not wait for the database while it is read.</summary>
internal sealed partial class WorkSampler(Database database, GatewayMetrics metrics, TimeProvider clock, ILogger<WorkSampler> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (metrics.IsWatched)
                {
                    metrics.Show(await database.ReadSnapshotAsync(session => WorkSample.TakeAsync(session, clock.GetUtcNow())));
                }
            }
            catch (Exception fault)
            {
                LogFailed(logger, fault.GetType().Name);
            }

            await Task.Delay(Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The metrics of waiting work could not be read: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
