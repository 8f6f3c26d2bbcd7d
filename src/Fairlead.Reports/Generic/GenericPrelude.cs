using System.Globalization;
using System.Text.Json;
using Fairlead.Reports.Content;
using Fairlead.Reports.Json;

namespace Fairlead.Reports.Generic;

/// <summary>What a generic JSON report says of itself, before or after its findings.</summary>
internal sealed record GenericPrelude(ReportHeader Header, string? Asset, bool IsPartial)
{
    public const string DefaultScanner = "generic";

    public static async Task<GenericPrelude> ReadAsync(ReportSource source, ReportOptions options, CancellationToken ct)
    {
        var about = new Dictionary<string, string?>(StringComparer.Ordinal);
        bool? complete = null;
        (string, JsonNode) Text(string name) => (name, new JsonNode.Value(
            value => about[name] = FindingText.Word(JsonSerializer.Deserialize(value.Json, GenericJson.Default.String))));
        var root = new JsonNode.Object(
            Text("scanner"),
            Text("type"),
            Text("name"),
            Text("version"),
            Text("asset"),
            Text("branch"),
            Text("revision"),
            Text("scan_kind"),
            Text("created_at"),
            ("complete", new JsonNode.Value(
                value => complete = JsonSerializer.Deserialize(value.Json, GenericJson.Default.NullableBoolean))));

        await using var pass = source.OpenPass();
        await new JsonWalk(pass, root, new ReportSink(), options).RunAsync(ct);

        string? Of(string name) => about.GetValueOrDefault(name);
        var run = new ReportRun(
            Of("scanner") ?? Of("type") ?? Of("name") ?? DefaultScanner,
            Of("version"),
            Of("asset"),
            Of("branch"),
            Of("revision"),
            Of("scan_kind"));
        DateTimeOffset? at = DateTimeOffset.TryParse(
            Of("created_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)
            ? parsed.ToUniversalTime()
            : null;
        return new GenericPrelude(new ReportHeader(ReportFormat.GenericJson, [run], at), run.Asset, complete == false);
    }
}
