using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Pay.Gateway.Telemetry;

/// <summary>Settings below <c>Pay:Telemetry</c>.</summary>
internal sealed class TelemetrySettings
{
    /// <summary>The OpenTelemetry collector that metrics are sent to (OTLP over HTTP), such as <c>http://localhost:4318</c>. None: nothing is sent.</summary>
    public string? Otlp { get; init; }

    /// <summary>How often.</summary>
    public int ExportSeconds { get; init; } = 15;
}

/// <summary>Sends the gateway's metrics to an OpenTelemetry collector, where one is set.</summary>
internal sealed class TelemetryExport(GatewaySettings settings) : IHostedService, IDisposable
{
    private const string MetricsPath = "/v1/metrics";

    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Telemetry.Otlp is { } collector)
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureResource(resource => resource.AddService("pay-gateway"))
                .AddMeter(GatewayMetrics.MeterName)
                .AddOtlpExporter((exporter, reader) =>
                {
                    exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
                    exporter.Endpoint = new Uri(collector.TrimEnd('/') + MetricsPath);
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = settings.Telemetry.ExportSeconds * 1000;
                })
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what has not been sent.</summary>
    public void Dispose() => _metrics?.Dispose();
}
