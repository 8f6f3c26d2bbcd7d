using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Fairlead.Platform.Operations.Telemetry;

/// <summary>The running collection of metrics; made on the first scrape, so that starting does not wait for it.</summary>
internal sealed class Metrics : IDisposable
{
    private readonly PrometheusExporter _exporter = new();
    private readonly MeterProvider _provider;

    public Metrics(OperationsMetrics ours)
    {
        _ = ours;
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(
                OperationsMetrics.MeterName, "System.Runtime", "System.Net.Http", "Npgsql",
                "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
            .AddReader(new BaseExportingMetricReader(_exporter))
            .Build();
    }

    public string Scrape() => _exporter.Scrape();

    public void Dispose() => _provider.Dispose();
}
