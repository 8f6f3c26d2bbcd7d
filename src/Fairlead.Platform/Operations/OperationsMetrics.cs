using System.Diagnostics.Metrics;

namespace Fairlead.Platform.Operations;

/// <summary>The meter <c>Fairlead</c>. Labels have few values; never a name, key or address from outside.</summary>
internal sealed class OperationsMetrics : IDisposable
{
    public const string MeterName = "Fairlead";

    // Seconds; the SDK's own boundaries are meant for milliseconds.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _jiraCalls;

    public OperationsMetrics() => _jiraCalls = _meter.CreateHistogram(
        "fairlead.jira.call.duration", "s", "Attempts at calls to Jira by method and outcome.", tags: null, Seconds);

    /// <summary>For instruments of other rooms.</summary>
    public Meter Meter => _meter;

    public void JiraCall(OutboundCall call) => _jiraCalls.Record(
        call.Duration.TotalSeconds, new("method", call.Method), new("outcome", call.Outcome));

    public void Dispose() => _meter.Dispose();
}
