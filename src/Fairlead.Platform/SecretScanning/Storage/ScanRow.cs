using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.SecretScanning.Storage;

/// <summary>A row of <c>secret_scans</c>; Schema/0010_secret_scanning.sql says what the columns mean.</summary>
internal sealed record ScanRow
{
    public SecretScanId Id { get; init; }

    public ConnectionId ConnectionId { get; init; }

    public string ProjectId { get; init; } = "";

    public string ProjectKey { get; init; } = "";

    public string? IssueKey { get; init; }

    public bool Forced { get; init; }

    public int State { get; init; }

    public string RequestedBy { get; init; } = "";

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public long? Total { get; init; }

    public DateTimeOffset? ListedAt { get; init; }

    public long Issues { get; init; }

    public long Texts { get; init; }

    public long Bytes { get; init; }

    public long Matches { get; init; }

    public long Attachments { get; init; }

    public string? Problem { get; init; }

    public SecretScan ToScan(IReadOnlyDictionary<SkipCause, long>? skipped = null) => new(
        Id, ConnectionId, ProjectId, ProjectKey, IssueKey, Forced, (SecretScanState)State, RequestedBy, RequestedAt, StartedAt, FinishedAt,
        Total, Issues, Texts, Bytes, Matches, Attachments, skipped ?? new Dictionary<SkipCause, long>(), Problem);
}
