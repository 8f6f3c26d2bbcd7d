using System.Text.Json;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Alerts.Folding;
using Fairlead.Storage.Values;

namespace Fairlead.Platform.Alerts.Storage;

/// <summary>A row of <c>alerts</c>; Schema/0006_alerts.sql says what the columns mean.</summary>
internal sealed record AlertRow
{
    public AlertId Id { get; init; }

    public byte[] Fingerprint { get; init; } = [];

    public string Source { get; init; } = "";

    public string Rule { get; init; } = "";

    public string Title { get; init; } = "";

    public int Severity { get; init; }

    public string Asset { get; init; } = "";

    public string? Cluster { get; init; }

    public string? Namespace { get; init; }

    public string? Workload { get; init; }

    public string? Process { get; init; }

    public string? Resource { get; init; }

    public string? Operation { get; init; }

    public string? Action { get; init; }

    public string? Message { get; init; }

    public JsonText Sample { get; init; } = new("{}");

    public string SearchText { get; init; } = "";

    public long Seen { get; init; }

    public DateTimeOffset FirstSeenAt { get; init; }

    public DateTimeOffset LastSeenAt { get; init; }

    public DateTimeOffset FirstReceivedAt { get; init; }

    public DateTimeOffset LastReceivedAt { get; init; }

    /// <summary>The part of its identity that is where it happened within the asset.</summary>
    public string? Place => Process ?? Resource;

    public static AlertRow Of(FoldedAlert folded, AlertId id, DateTimeOffset now)
    {
        var alert = folded.Latest;
        string?[] searched = [alert.Title, alert.Rule, alert.Asset, alert.Process, alert.Resource, alert.Message];
        return new AlertRow
        {
            Id = id,
            Fingerprint = folded.Fingerprint,
            Source = alert.Source,
            Rule = alert.Rule,
            Title = alert.Title,
            Severity = (int)folded.Worst,
            Asset = alert.Asset,
            Cluster = alert.Cluster,
            Namespace = alert.Namespace,
            Workload = alert.Workload,
            Process = alert.Process,
            Resource = alert.Resource,
            Operation = alert.Operation,
            Action = alert.Action,
            Message = alert.Message,
            Sample = new JsonText(JsonSerializer.Serialize(alert.Sample)),
            SearchText = string.Join('\n', searched.OfType<string>()).ToLowerInvariant(),
            Seen = folded.Count,
            FirstSeenAt = folded.FirstAt,
            LastSeenAt = folded.LastAt,
            FirstReceivedAt = now,
            LastReceivedAt = now,
        };
    }

    public Alert ToAlert() => new(
        Id, Source, Rule, Title, (Severity)Severity, Asset, Cluster, Namespace, Workload, Process, Resource, Operation, Action, Message,
        JsonSerializer.Deserialize<Dictionary<string, string>>(Sample.Value)!, Seen, FirstSeenAt, LastSeenAt, FirstReceivedAt, LastReceivedAt);
}
