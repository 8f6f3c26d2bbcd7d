using System.Text.Json;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Alerts.Reading;

/// <summary>
/// Falco's alerts with <c>json_output: true</c>, as its HTTP output or falcosidekick's webhook output sends them: members
/// <c>rule priority output output_fields time source tags hostname</c>, and <c>uuid</c> from falcosidekick.
/// https://falco.org/docs/concepts/outputs/ (read 2026-11-26).
/// </summary>
internal static class FalcoAlerts
{
    public const string Source = "falco";

    public static bool Recognises(JsonElement item) =>
        item.TryGetProperty("rule", out _) && item.TryGetProperty("priority", out _);

    public static AlertReading Read(JsonElement item)
    {
        if (AlertJson.Word(item, "rule") is not { } rule)
            return new AlertReading.Refused("rule is missing.");
        var fields = AlertJson.Object(item, "output_fields") ?? default;
        var has = fields.ValueKind == JsonValueKind.Object;
        string? Field(params ReadOnlySpan<string> names) => has ? AlertJson.FirstWord(fields, names) : null;
        var space = Field("k8s.ns.name", "ka.target.namespace");
        var workload = Field("k8s.deployment.name", "k8s.rc.name", "k8s.rs.name")
            ?? (Field("k8s.pod.name") is { } pod ? WorkloadName.OfPod(pod) : null)
            ?? Field("container.name", "ka.target.name");
        var (severity, remark) = SeverityOf(AlertJson.Word(item, "priority"));
        var cluster = Field("k8s.cluster.name");
        var time = AlertJson.Word(item, "time");
        var at = AlertJson.Instant(time);
        return new AlertReading.Taken(new AlertReport
        {
            Source = Source,
            Rule = rule,
            Title = PlainText.Cut(rule, AlertJson.MaxTitle),
            Severity = severity,
            Asset = AlertJson.Asset(cluster, space, workload, AlertJson.Word(item, "hostname")),
            Cluster = cluster,
            Namespace = space,
            Workload = workload,
            Process = Field("proc.exepath", "proc.name"),
            Resource = Field("fd.name", "container.image.repository", "ka.target.resource"),
            Operation = Field("evt.type", "ka.verb"),
            Message = AlertJson.Word(item, "output", AlertJson.MaxMessage),
            At = at,
            Remark = AlertJson.Remark(remark, AlertJson.Unread("time", time, at)),
            Sample = AlertJson.Sample(item),
        });
    }

    /// <summary>https://falco.org/docs/concepts/rules/basic-elements/#priority (read 2026-11-26).</summary>
    private static (Severity Severity, string? Remark) SeverityOf(string? priority) => priority?.ToLowerInvariant() switch
    {
        "emergency" or "alert" or "critical" => (Severity.Critical, null),
        "error" => (Severity.High, null),
        "warning" => (Severity.Medium, null),
        "notice" => (Severity.Low, null),
        "informational" or "info" or "debug" => (Severity.Informational, null),
        null => (Severity.Unknown, null),
        _ => (Severity.Unknown, $"priority {AlertJson.Quote(priority)} is none of Falco's."),
    };
}
