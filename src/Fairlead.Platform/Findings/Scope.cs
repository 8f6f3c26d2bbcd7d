using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Findings;

/// <summary>What an import can speak for. Absence from a report means something only inside its scopes.</summary>
/// <param name="Asset">Null where nobody named it: all reports without an asset share a scope, so name it.</param>
/// <param name="Branch">Branch or target; null where none was named.</param>
/// <param name="ReportKind">What kind of scan: a SARIF category, <c>container_image</c>; else the format's name.</param>
/// <param name="ReportedAt">UTC. The latest report's own time; an older report is stale. Null where none stated one.</param>
/// <param name="CompleteAt">UTC. When the latest complete report came in; null where none was complete.</param>
public sealed record Scope(
    ScopeId Id,
    string? Asset,
    string Scanner,
    string? Branch,
    string ReportKind,
    ImportId? LatestImport,
    DateTimeOffset? ReportedAt,
    DateTimeOffset? CompleteAt);
