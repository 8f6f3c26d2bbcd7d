using System.Globalization;
using System.Text.Json;
using Fairlead.Kernel;

namespace Fairlead.Platform.Alerts.Reading;

/// <summary>
/// KubeArmor's alerts, as <c>karmor logs --json</c> and the relay write them. The members are those of
/// https://docs.kubearmor.io/kubearmor/documentation/kubearmor-events (read 2026-11-26).
/// </summary>
internal static class KubeArmorAlerts
{
    public const string Source = "kubearmor";

    public static bool Recognises(JsonElement item) =>
        item.TryGetProperty("PolicyName", out _) || (AlertJson.Word(item, "Type") is { } type && (IsTelemetry(type) || type.StartsWith("Matched", StringComparison.Ordinal)));

    public static AlertReading Read(JsonElement item)
    {
        if (AlertJson.Word(item, "PolicyName") is not { } policy)
        {
            return AlertJson.Word(item, "Type") is { } type && IsTelemetry(type)
                ? new AlertReading.NoAlert()
                : new AlertReading.Refused("PolicyName is missing.");
        }

        var owner = AlertJson.Object(item, "Owner");
        var ownerName = owner is { } of ? AlertJson.Word(of, "Name") : null;
        var workload = ownerName ?? (AlertJson.Word(item, "PodName") is { } pod ? WorkloadName.OfPod(pod) : null);
        var (cluster, space) = (AlertJson.Word(item, "ClusterName"), AlertJson.Word(item, "NamespaceName"));
        var (severity, remark) = SeverityOf(AlertJson.Word(item, "Severity"));
        var operation = AlertJson.Word(item, "Operation");
        var process = AlertJson.Word(item, "ProcessName", AlertJson.MaxPath);
        var resource = AlertJson.Word(item, "Resource", AlertJson.MaxPath);
        var action = AlertJson.Word(item, "Action");
        var (updated, timestamp) = (AlertJson.Word(item, "UpdatedTime"), AlertJson.Word(item, "Timestamp"));
        var at = AlertJson.Instant(updated) ?? UnixTime(timestamp);
        var message = AlertJson.Word(item, "Message", AlertJson.MaxMessage);
        return new AlertReading.Taken(new AlertReport
        {
            Source = Source,
            Rule = policy,
            Title = Kernel.Text.PlainText.Cut(message ?? TitleOf(policy, operation, process ?? resource, action), AlertJson.MaxTitle),
            Severity = severity,
            Asset = AlertJson.Asset(cluster, space, workload, AlertJson.Word(item, "HostName")),
            Cluster = cluster,
            Namespace = space,
            Workload = workload,
            Process = process,
            Resource = resource,
            Operation = operation,
            Action = action,
            Message = message,
            At = at,
            Remark = AlertJson.Remark(remark, AlertJson.Unread(updated is null ? "Timestamp" : "UpdatedTime", updated ?? timestamp, at)),
            Sample = AlertJson.Sample(item),
        });
    }

    private static bool IsTelemetry(string type) => type is "ContainerLog" or "HostLog";

    private static string TitleOf(string policy, string? operation, string? what, string? action) =>
        $"{policy}: {string.Join(' ', new[] { operation, what, action is null ? null : $"({action})" }.OfType<string>())}".TrimEnd(':', ' ');

    /// <summary>A policy's severity is 1 to 10; the default posture has none. We take 10 for the worst.</summary>
    private static (Severity Severity, string? Remark) SeverityOf(string? text)
    {
        if (text is null)
            return (Severity.Unknown, null);
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 10)
            return (Severity.Unknown, $"Severity {AlertJson.Quote(text)} is not 1 to 10.");
        return (number switch { >= 9 => Severity.Critical, >= 7 => Severity.High, >= 4 => Severity.Medium, _ => Severity.Low }, null);
    }

    private static DateTimeOffset? UnixTime(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 1L << 36
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
