using System.Diagnostics.Metrics;
using Pay.Providers;

namespace Pay.Gateway.Telemetry;

/// <summary>
/// What an operator watches: how providers answer, what waits, and how long something has been unknown. The names are part of the
/// public surface. No metric carries anything about a payer or a payment.
/// </summary>
internal sealed class GatewayMetrics : IDisposable
{
    public const string MeterName = "Pay.Gateway";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _callDuration;
    private readonly Counter<long> _notifications;
    private readonly ObservableGauge<double> _oldestUnknown;
    private WorkSample _sample = WorkSample.Empty;

    public GatewayMetrics()
    {
        _callDuration = _meter.CreateHistogram<double>(
            "pay.provider.call.duration", "s", "Calls to payment service providers, by provider, operation and outcome.");
        _notifications = _meter.CreateCounter<long>(
            "pay.provider.notifications", "{event}", "Events that payment service providers told of, by provider and effect.");
        _meter.CreateObservableGauge(
            "pay.work.backlog",
            () => _sample.Waiting.Select(kind => new Measurement<long>(kind.Count, new KeyValuePair<string, object?>("pay.work.kind", kind.Kind))),
            "{item}",
            "Work that is due and not done.");
        _meter.CreateObservableGauge("pay.work.parked", () => _sample.Parked, "{item}", "Work that was left to a person.");
        _meter.CreateObservableGauge("pay.provider.unknown", () => _sample.Unknown, "{operation}", "Provider operations whose outcome nobody knows.");
        _oldestUnknown = _meter.CreateObservableGauge(
            "pay.provider.unknown.oldest", () => _sample.OldestUnknown.TotalSeconds, "s", "For how long the oldest of them has been unknown.");
    }

    /// <summary>Whether anybody looks at the gauges, so that counting is worth its while.</summary>
    public bool IsWatched => _oldestUnknown.Enabled;

    public void Show(WorkSample sample) => _sample = sample;

    public void CallEnded(string provider, string operation, object? answer, TimeSpan duration) => _callDuration.Record(
        duration.TotalSeconds,
        new KeyValuePair<string, object?>("pay.provider.name", provider),
        new KeyValuePair<string, object?>("pay.provider.operation", operation),
        new KeyValuePair<string, object?>("pay.provider.outcome", OutcomeOf(answer)));

    public void NotificationReceived(string provider, string effect) => _notifications.Add(
        1, new KeyValuePair<string, object?>("pay.provider.name", provider), new KeyValuePair<string, object?>("pay.notification.effect", effect));

    public void Dispose() => _meter.Dispose();

    private static string OutcomeOf(object? answer) => answer switch
    {
        AuthoriseResult.Authorised or ModificationResult.Completed or ModificationResult.AlreadyDone => "confirmed",
        ModificationResult.Submitted => "submitted",
        AuthoriseResult.Rejected or AuthoriseResult.Failed => "rejected",
        ModificationResult.Refused or ModificationResult.Failed or ModificationResult.NotFound => "rejected",
        QueryResult.Found or RefundQueryResult.Succeeded or RefundQueryResult.Pending or RefundQueryResult.Failed => "found",
        QueryResult.NotFound or RefundQueryResult.NotFound => "not_found",
        _ => "unknown",
    };
}
