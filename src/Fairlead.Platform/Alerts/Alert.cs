using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Alerts;

/// <summary>A runtime alert with all its repeats, known by source, rule, asset, and process (or resource where none is named).</summary>
/// <param name="Source">The tool: <c>kubearmor</c>, <c>falco</c>, or as a generic alert names it.</param>
/// <param name="Severity">The worst that was reported.</param>
/// <param name="Asset">Cluster, namespace and workload, or the host.</param>
/// <param name="Sample">The latest of them: its members by name, bounded.</param>
/// <param name="Seen">How often, from 1.</param>
/// <param name="FirstSeenAt">UTC, by the clock of whoever reported it; never later than it was received.</param>
/// <param name="LastReceivedAt">UTC, by our clock.</param>
public sealed record Alert(
    AlertId Id,
    string Source,
    string Rule,
    string Title,
    Severity Severity,
    string Asset,
    string? Cluster,
    string? Namespace,
    string? Workload,
    string? Process,
    string? Resource,
    string? Operation,
    string? Action,
    string? Message,
    IReadOnlyDictionary<string, string> Sample,
    long Seen,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset FirstReceivedAt,
    DateTimeOffset LastReceivedAt);

/// <summary>Which alerts; null allows everything.</summary>
/// <param name="Text">Found literally, ignoring case, in title, rule, asset, process, resource and message.</param>
public sealed record AlertQuery(
    Severity? MinimumSeverity = null, string? Source = null, string? Namespace = null, string? Rule = null, string? Asset = null, string? Text = null);

/// <summary>The place of an alert in the list, the one that came last first.</summary>
internal sealed record AlertPosition(DateTimeOffset ReceivedAt, Guid Id)
{
    public static AlertPosition Start { get; } = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), new Guid("ffffffff-ffff-ffff-ffff-ffffffffffff"));

    public static AlertPosition Of(Alert alert) => new(alert.LastReceivedAt, alert.Id.Value);
}
