using System.Text.Json;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Alerts.Reading;

/// <summary>Fairlead's own form, for alerts of any origin: docs/alerts.md. A member that nobody knows refuses the alert: it may be a typing error.</summary>
internal static class GenericAlerts
{
    private const string DefaultSource = "generic";

    private static readonly string[] Members =
    [
        "rule", "title", "severity", "source", "time", "asset", "cluster", "namespace", "workload", "process", "resource", "operation",
        "action", "message", "fields",
    ];

    public static AlertReading Read(JsonElement item)
    {
        foreach (var member in item.EnumerateObject())
        {
            if (!Members.Contains(member.Name) && !member.Name.StartsWith("x_", StringComparison.Ordinal))
            {
                var hint = NearMiss.Of(member.Name, Members) is { } near ? $" Did you mean \"{near}\"?" : "";
                return new AlertReading.Refused($"The alert has the unknown member {AlertJson.Quote(member.Name)}.{hint}");
            }
        }

        if (AlertJson.Word(item, "rule") is not { } rule)
            return new AlertReading.Refused("rule is missing: the name of the rule or policy that the alert is about.");
        var (severity, remark) = SeverityOf(AlertJson.Word(item, "severity"));
        var (cluster, space, workload) = (AlertJson.Word(item, "cluster"), AlertJson.Word(item, "namespace"), AlertJson.Word(item, "workload"));
        _ = AlertJson.Object(item, "fields");
        var time = AlertJson.Word(item, "time");
        var at = AlertJson.Instant(time);
        return new AlertReading.Taken(new AlertReport
        {
            Source = AlertJson.Word(item, "source", 100) ?? DefaultSource,
            Rule = rule,
            Title = AlertJson.Word(item, "title", AlertJson.MaxTitle) ?? rule,
            Severity = severity,
            Asset = AlertJson.Word(item, "asset") ?? AlertJson.Asset(cluster, space, workload, null),
            Cluster = cluster,
            Namespace = space,
            Workload = workload,
            Process = AlertJson.Word(item, "process", AlertJson.MaxPath),
            Resource = AlertJson.Word(item, "resource", AlertJson.MaxPath),
            Operation = AlertJson.Word(item, "operation"),
            Action = AlertJson.Word(item, "action"),
            Message = AlertJson.Word(item, "message", AlertJson.MaxMessage),
            At = at,
            Remark = AlertJson.Remark(remark, AlertJson.Unread("time", time, at), NotText(item)),
            Sample = AlertJson.Sample(item),
        });
    }

    private static string? NotText(JsonElement item)
    {
        List<string> others =
        [
            .. item.EnumerateObject()
                .Where(m => Members.Contains(m.Name) && (m.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)).Select(m => m.Name),
        ];
        return others.Count == 0 ? null : $"{string.Join(", ", others)}: expected text; what stands there was read as if it were.";
    }

    private static (Severity Severity, string? Remark) SeverityOf(string? word) =>
        word is null ? (Severity.Unknown, null)
        : char.IsLetter(word[0]) && Enum.TryParse<Severity>(word, ignoreCase: true, out var severity) && Enum.IsDefined(severity) ? (severity, null)
        : (Severity.Unknown, $"severity {AlertJson.Quote(word)} is none of critical, high, medium, low, informational, unknown.");
}
