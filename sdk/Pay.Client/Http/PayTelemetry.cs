using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Pay.Client;

/// <summary>
/// Traces and metrics, both named <c>Pay.Client</c>: one activity for each call, <c>pay.client.call.duration</c> in seconds and
/// <c>pay.client.retries</c>. They carry the operation, status and code; never a path, an amount, a text or a key.
/// </summary>
internal static class PayTelemetry
{
    private const string Name = "Pay.Client";

    private static readonly ActivitySource s_source = new(Name);
    private static readonly Meter s_meter = new(Name);
    private static readonly Histogram<double> s_duration =
        s_meter.CreateHistogram<double>("pay.client.call.duration", "s", "How long a call took, with its repetitions.");
    private static readonly Counter<long> s_retries =
        s_meter.CreateCounter<long>("pay.client.retries", description: "How often a request was sent again.");

    internal static Activity? Start(Exchange exchange) => s_source.StartActivity(exchange.Operation, ActivityKind.Client);

    internal static void Retrying(Exchange exchange) =>
        s_retries.Add(1, new KeyValuePair<string, object?>("pay.operation", exchange.Operation));

    internal static void Finished(Exchange exchange, Activity? activity, long startedAt)
    {
        if (activity is not null)
        {
            activity.SetTag("pay.attempts", exchange.Attempts);
            if (exchange.Fault is { } fault)
            {
                activity.SetTag("http.response.status_code", (int?)fault.StatusCode);
                activity.SetTag("pay.code", fault.Code);
                activity.SetStatus(ActivityStatusCode.Error);
            }
        }

        if (s_duration.Enabled)
        {
            s_duration.Record(
                (Stopwatch.GetTimestamp() - startedAt) / (double)Stopwatch.Frequency,
                new KeyValuePair<string, object?>("pay.operation", exchange.Operation),
                new KeyValuePair<string, object?>("pay.outcome", exchange.Fault is null ? "success" : exchange.Fault.Code ?? "fault"));
        }
    }
}
