using System.Text.Json;
using Fairlead.Reports.Content;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Generic;

/// <summary>The findings of a generic JSON report, one by one. A property that nobody knows refuses its finding: it may be a typing error.</summary>
internal sealed class GenericJsonBody : IReportBody
{
    private readonly GenericPrelude _prelude;
    private readonly Stream _pass;
    private readonly JsonWalk _walk;

    public GenericJsonBody(ReportSource source, GenericPrelude prelude, ReportOptions options)
    {
        _prelude = prelude;
        if (prelude.IsPartial)
            Sink.MarkPartial("the report says that it is not complete");
        _pass = source.OpenPass();
        _walk = new JsonWalk(
            _pass,
            new JsonNode.Object(("findings", new JsonNode.Array(new JsonNode.Value(Take) { Entry = "finding" }))),
            Sink,
            options);
        Sink.Here = _walk.Here;
    }

    public ReportHeader Header => _prelude.Header;

    public ReportSink Sink { get; } = new();

    public ValueTask<bool> ReadOnAsync(CancellationToken ct) => _walk.StepAsync(ct);

    public ValueTask DisposeAsync() => _pass.DisposeAsync();

    private void Take(JsonValue json)
    {
        var entry = JsonSerializer.Deserialize(json.Json, GenericJson.Default.GenericEntry)
            ?? throw new JsonException("null stands where a finding belongs.");
        if (entry.Others?.Keys.FirstOrDefault(name => !GenericFields.IsKnown(name)) is { } unknown)
        {
            var hint = GenericFields.Nearest(unknown) is { } nearest ? $" Did you mean \"{nearest}\"?" : string.Empty;
            Sink.Add(json.Problem(
                ReportOutline.Quote(unknown), $"The finding has the unknown property \"{ReportOutline.Quote(unknown)}\".{hint}"));
            return;
        }

        Sink.Add(GenericFindings.Of(entry, Header.Scanner, _prelude.Asset)
            ?? (ReportItem)json.Problem("title", "The finding has no title."));
    }
}
