using System.Text.Json;
using Fairlead.Reports.Content;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Sarif;

/// <summary>The second pass over a SARIF log: its results, one by one.</summary>
internal sealed class SarifBody : IReportBody
{
    /// <summary>Places of one result; each becomes a finding.</summary>
    private const int MaxLocations = 1_000;

    private readonly SarifPrelude _prelude;
    private readonly Stream _pass;
    private readonly JsonWalk _walk;
    private int _run = -1;
    private SarifFindings? _findings;

    public SarifBody(ReportSource source, SarifPrelude prelude, ReportOptions options)
    {
        _prelude = prelude;
        Header = prelude.ToHeader();
        if (prelude.PartialReason() is { } reason)
            Sink.MarkPartial(reason);
        foreach (var warning in prelude.Warnings)
            Sink.Warn(warning);

        _pass = source.OpenPass();
        var results = new JsonNode.Array(new JsonNode.Value(TakeResult) { Entry = "result" });
        var root = new JsonNode.Object(
            ("runs", new JsonNode.Array(new JsonNode.Object(("results", results)) { Entered = EnterRun })));
        _walk = new JsonWalk(_pass, root, Sink, options);
        Sink.Here = _walk.Here;
    }

    public ReportHeader Header { get; }

    public ReportSink Sink { get; } = new();

    public ValueTask<bool> ReadOnAsync(CancellationToken ct) => _walk.StepAsync(ct);

    public ValueTask DisposeAsync() => _pass.DisposeAsync();

    private void EnterRun()
    {
        _run++;
        _findings = new SarifFindings(_prelude.Runs[_run]);
    }

    private void TakeResult(JsonValue json)
    {
        var result = JsonSerializer.Deserialize(json.Json, SarifJson.Default.SarifResult)
            ?? throw new JsonException("null stands where a result belongs.");

        // §3.27.9: pass, open, informational, notApplicable and review are no failures. §3.27.24: absent is gone already.
        if (result.Kind is not (null or "fail") || result.BaselineState == "absent")
        {
            Sink.NotAFinding();
            return;
        }

        if (_findings!.Begin(result) is not { } weakness)
        {
            Sink.Add(json.Problem("message", "The result has neither a rule nor a message."));
            return;
        }

        var locations = result.Locations;
        if (locations is null or { Count: 0 })
        {
            Sink.Add(_findings.At(weakness, result, null));
            return;
        }

        if (_findings.PlaceMissing(result) is { } why)
        {
            Sink.Add(json.Problem("locations", why));
            return;
        }

        // §3.27.12 wants several locations only where all must change together. Tools list independent places nevertheless
        // (mobsfscan), and each place can be fixed on its own: one finding each.
        for (var i = 0; i < locations.Count && i < MaxLocations; i++)
            Sink.Add(_findings.At(weakness, result, locations[i]));
        if (locations.Count > MaxLocations)
            Sink.Add(json.Problem(
                "locations", $"The result has {locations.Count:N0} locations; the first {MaxLocations:N0} were read."));
    }
}
