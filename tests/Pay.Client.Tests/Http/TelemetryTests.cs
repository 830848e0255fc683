using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Pay.Client.Tests.Server;

namespace Pay.Client.Tests.Http;

[NonParallelizable]
internal sealed class TelemetryTests : ScriptedTests
{
    [Test]
    public async Task Calls_are_traced_and_measured_without_ids_or_texts()
    {
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Pay.Client",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var measured = new ConcurrentQueue<(string Name, double Value, string Tags)>();
        using var meters = new MeterListener { InstrumentPublished = (i, l) => { if (i.Meter.Name == "Pay.Client") { l.EnableMeasurementEvents(i); } } };
        meters.SetMeasurementEventCallback<double>((i, v, t, _) => measured.Enqueue((i.Name, v, Tags(t))));
        meters.SetMeasurementEventCallback<long>((i, v, t, _) => measured.Enqueue((i.Name, v, Tags(t))));
        meters.Start();

        Server.Then(Answer.RateLimited(), Answer.Ok(Samples.Payment()), Answer.Error(404, "P0200", "a text"));
        await Server.Client().Payments.GetAsync("secret-id");
        await FaultOf(Server.Client().Payments.GetAsync("secret-id"));

        Assert.That(measured.Select(m => (m.Name, m.Tags)), Is.EqualTo(new[]
        {
            ("pay.client.retries", "pay.operation=pay.payments.get"),
            ("pay.client.call.duration", "pay.operation=pay.payments.get,pay.outcome=success"),
            ("pay.client.call.duration", "pay.operation=pay.payments.get,pay.outcome=P0200"),
        }));
        Assert.That(activities.Select(a => (a.OperationName, a.Status, a.GetTagItem("pay.attempts"))), Is.EqualTo(new[]
        {
            ("pay.payments.get", ActivityStatusCode.Unset, (object?)2),
            ("pay.payments.get", ActivityStatusCode.Error, 1),
        }));
        var all = string.Join(' ', activities.SelectMany(a => a.TagObjects).Select(t => $"{t.Key}={t.Value}"));
        Assert.That(all, Does.Not.Contain("secret-id").And.Not.Contain("api_test_key").And.Not.Contain("a text"));
    }

    private static string Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        string.Join(',', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
}
