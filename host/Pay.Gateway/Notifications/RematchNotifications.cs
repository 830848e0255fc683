using System.Globalization;
using System.Text.Json;
using Pay.Gateway.Reliability;
using Pay.Gateway.Storage;
using Pay.Providers;

namespace Pay.Gateway.Notifications;

/// <summary>
/// Tries notifications again that were proven and fitted nothing when they came: a provider can be quicker than our own commit. Each waits
/// as long again as it has waited: an account that others use too is told of many payments that are none of ours. What fits nothing for a
/// week is forgotten.
/// </summary>
internal sealed partial class RematchNotifications(
    Database database, ReceiveNotification receive, ProviderCalls providers, TimeProvider clock, ILogger<RematchNotifications> logger) : BackgroundService
{
    private const int AtOnceMax = 100;

    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <summary>By then a refund of ours would have its answer.</summary>
    private static readonly TimeSpan FlaggedAfter = TimeSpan.FromHours(24);

    public async Task RunOnceAsync()
    {
        var now = clock.GetUtcNow();
        var due = await database.ReadAsync(async session => await session.ListAsync<Row>(
            """
            SELECT notification_number, account_number, credentials, provider, event, received_at FROM notifications_unmatched
            WHERE due_at <= @now ORDER BY due_at LIMIT @AtOnceMax
            """,
            new { now = now.ToUnixTimeMilliseconds(), AtOnceMax }));
        foreach (var row in due)
        {
            var capabilities = providers.Find(row.Provider)?.Capabilities;
            var provenTo = new NotificationProvenTo(
                row.AccountNumber, [.. row.Credentials.Split(',').Select(number => long.Parse(number, CultureInfo.InvariantCulture))], capabilities?.NotificationEndsAuthentication == true)
            {
                CanBeAsked = capabilities?.CanQuery == true,
                ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt),
            };
            var told = JsonSerializer.Deserialize<ProviderEvent>(row.Event)!;
            var effect = await receive.RunAsync(row.Provider, told, provenTo);
            var waited = now - provenTo.ReceivedAt.Value;
            if (effect == NotificationEffect.Unmatched && waited >= FlaggedAfter && told.Kind is ProviderEventKind.RefundSucceeded or ProviderEventKind.RefundFailed)
            {
                await receive.FlagUnmatchedRefundAsync(row.Provider, told, provenTo);
            }

            await database.WriteAsync(session => effect == NotificationEffect.Unmatched && waited < KeptFor
                ? session.ExecuteAsync(
                    "UPDATE notifications_unmatched SET due_at = @dueAt WHERE notification_number = @NotificationNumber",
                    new { row.NotificationNumber, dueAt = (now + (waited > FirstWait ? waited : FirstWait)).ToUnixTimeMilliseconds() })
                : session.ExecuteAsync("DELETE FROM notifications_unmatched WHERE notification_number = @NotificationNumber", row));
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

            await Task.Delay(FirstWait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Row
    {
        public long NotificationNumber { get; init; }
        public long AccountNumber { get; init; }
        public string Credentials { get; init; } = "";
        public string Provider { get; init; } = "";
        public string Event { get; init; } = "";
        public long ReceivedAt { get; init; }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Notifications that wait for their payment could not be tried again; the next try is in some seconds")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
