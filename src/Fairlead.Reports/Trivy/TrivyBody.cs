using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Reports.Content;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Trivy;

/// <summary>The second pass over a Trivy report: its findings, one by one.</summary>
internal sealed class TrivyBody : IReportBody
{
    private readonly TrivyPrelude _prelude;
    private readonly TrivyFindings _findings;
    private readonly TrivyShape _shape;
    private readonly Stream? _pass;
    private readonly JsonWalk? _walk;

    public TrivyBody(ReportSource source, TrivyPrelude prelude, ReportSyntax syntax, ReportOptions options)
    {
        _prelude = prelude;
        _findings = new TrivyFindings(prelude.Asset);
        _shape = new TrivyShape
        {
            ResourceFailed = message => Sink.MarkPartial("a cluster resource was not scanned: " + ReportOutline.Quote(message)),
        };
        if (syntax == ReportSyntax.JsonNull)
        {
            Sink.MarkPartial("null does not say what was scanned");
            return;
        }

        _pass = source.OpenPass();
        _walk = new JsonWalk(_pass, _shape.Root(syntax == ReportSyntax.JsonArray, Lists(), []), Sink, options);
        Sink.Here = _walk.Here;
    }

    public ReportHeader Header => _prelude.Header;

    public ReportSink Sink { get; } = new();

    /// <summary>From the first pass where the order is unusual, else what the present pass has met already.</summary>
    private TrivyContext Context =>
        _prelude.Contexts is { } known && _shape.ResultIndex < known.Count ? known[_shape.ResultIndex] : _shape.Context;

    public async ValueTask<bool> ReadOnAsync(CancellationToken ct) => _walk is not null && await _walk.StepAsync(ct);

    public ValueTask DisposeAsync() => _pass?.DisposeAsync() ?? ValueTask.CompletedTask;

    private (string, JsonNode)[] Lists() =>
    [
        ("Vulnerabilities", Entries("vulnerability", json => Sink.Add(_findings.Vulnerability(json, Context)))),
        ("Misconfigurations", Entries("misconfiguration", TakeMisconfiguration)),
        ("Secrets", Entries(
            "secret", json => Sink.Add(_findings.Secret(Read(json, TrivyJson.Default.TrivySecret), Context, json)))),
        ("Licenses", Entries(
            "licence", json => Sink.Add(_findings.License(Read(json, TrivyJson.Default.TrivyLicense), Context, json)))),
        ("ExperimentalModifiedFindings", Entries("set-aside finding", TakeModified)),
    ];

    private void TakeMisconfiguration(JsonValue json)
    {
        var misconfiguration = Read(json, TrivyJson.Default.TrivyMisconfiguration);

        // PASS and EXCEPTION are no weaknesses; versions before statuses listed failures only.
        if (misconfiguration.Status is null or "FAIL")
            Sink.Add(_findings.Misconfiguration(misconfiguration, Context, json));
        else
            Sink.NotAFinding();
    }

    private void TakeModified(JsonValue json)
    {
        if (_findings.Modified(Read(json, TrivyJson.Default.TrivyModified), Context, json) is { } item)
            Sink.Add(item);
        else
            Sink.NotAFinding();
    }

    private static JsonNode.Array Entries(string name, JsonTake take) => new(new JsonNode.Value(take) { Entry = name });

    private static T Read<T>(JsonValue json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json.Json, type) ?? throw new JsonException("null stands where an object belongs.");
}
