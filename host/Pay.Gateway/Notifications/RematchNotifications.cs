using System.Text.Json;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Notifications;

/// <summary>
/// Tries notifications again that were proven and fitted nothing when they came: a provider can be quicker than our own commit. What fits
/// nothing for a week is forgotten.
/// </summary>
internal sealed partial class RematchNotifications(
    Database database, ReceiveNotification receive, TimeProvider clock, ILogger<RematchNotifications> logger) : BackgroundService
{
    private const int AtOnceMax = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public async Task RunOnceAsync()
    {
        var forgotten = (clock.GetUtcNow() - KeptFor).ToUnixTimeMilliseconds();
        var waiting = await database.ReadAsync(async session => await session.ListAsync<Row>(
            "SELECT notification_number, account_number, provider, event, received_at FROM notifications_unmatched ORDER BY notification_number LIMIT @AtOnceMax",
            new { AtOnceMax }));
        foreach (var row in waiting)
        {
            var effect = await receive.RunAsync(row.Provider, JsonSerializer.Deserialize<ProviderEvent>(row.Event)!, new NotificationProvenTo(row.AccountNumber, MayEndAuthentication: false));
            if (effect != NotificationEffect.Unmatched || row.ReceivedAt < forgotten)
            {
                await database.WriteAsync(session => session.ExecuteAsync(
                    "DELETE FROM notifications_unmatched WHERE notification_number = @NotificationNumber", row));
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync();
            }
            catch (Exception fault)
            {
                LogFailed(logger, fault);
            }

            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Row
    {
        public long NotificationNumber { get; init; }
        public long AccountNumber { get; init; }
        public string Provider { get; init; } = "";
        public string Event { get; init; } = "";
        public long ReceivedAt { get; init; }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Notifications that wait for their payment could not be tried again; the next try is in some seconds")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
