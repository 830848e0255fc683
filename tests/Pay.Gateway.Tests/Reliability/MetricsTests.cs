using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;
using Pay.Gateway.Telemetry;
using Pay.Providers;

namespace Pay.Gateway.Tests.Reliability;

/// <summary>What an operator sees from outside: provider outcomes, the backlog, and the age of what is unknown.</summary>
[NonParallelizable]
internal sealed class MetricsTests
{
    [Test]
    public async Task What_is_unknown_and_what_waits_can_be_watched()
    {
        var seen = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => Watch(instrument, self) };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen[Name(instrument, tags)] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen[Name(instrument, tags)] = value);
        listener.Start();

        var sandbox = new ScriptedSandbox { Capabilities = own => own with { NativeIdempotency = NativeIdempotency.None, CanQueryRefund = false } };
        await using var gateway = await GatewayUnderTest.StartAsync(sandbox.Install);
        var id = await gateway.PaidAsync(1000);
        sandbox.Answer = call => call == PspCall.Refund ? new ModificationResult.Unknown("lost") : null;
        await gateway.RefundAsync(id, "{\"amount\":600}");
        await Until.TrueAsync(
            () =>
            {
                gateway.Clock.Pass(TimeSpan.FromMinutes(5));
                listener.RecordObservableInstruments();
                return Task.FromResult(seen.GetValueOrDefault("pay.provider.unknown.oldest") > 3600);
            },
            "the oldest unknown operation ages");

        Assert.That(seen["pay.provider.unknown"], Is.EqualTo(1));
        Assert.That(seen.Keys, Does.Contain("pay.provider.call.duration sandbox refund unknown"));
        Assert.That(seen.Keys, Does.Contain("pay.provider.call.duration sandbox authorise confirmed"));
        await Until.TrueAsync(
            () =>
            {
                gateway.Clock.Pass(TimeSpan.FromHours(1));
                listener.RecordObservableInstruments();
                return Task.FromResult(seen.GetValueOrDefault("pay.work.parked") == 1);
            },
            "the refund is left to a person");
    }

    [Test]
    public async Task They_are_sent_to_a_collector()
    {
        var received = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = WebApplication.CreateSlimBuilder();
        await using var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/v1/metrics", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var text = Encoding.Latin1.GetString(body.ToArray());
            if (text.Contains("pay.provider.call.duration", StringComparison.Ordinal))
            {
                received.TrySetResult(text);
            }
        });
        await collector.StartAsync();

        await using var gateway = await GatewayUnderTest.StartAsync($"--Pay:Telemetry:Otlp={collector.Urls.First()}", "--Pay:Telemetry:ExportSeconds=1");
        var id = await gateway.PaidAsync(1000);
        var sent = await received.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(sent, Does.Contain("pay-gateway").And.Contain("sandbox").And.Contain("confirmed"));
        Assert.That(sent, Does.Not.Contain(id).And.Not.Contain("Jane").And.Not.Contain(Payer.GoodCard).And.Not.Contain("444433"));
    }

    private static void Watch(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == GatewayMetrics.MeterName)
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = new StringBuilder(instrument.Name);
        foreach (var tag in tags)
        {
            name.Append(' ').Append(tag.Value);
        }

        return name.ToString();
    }
}
