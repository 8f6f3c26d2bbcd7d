using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.SecretScanning;

public enum SecretScanState
{
    Waiting = 1,
    AtWork = 2,
    Done = 3,

    /// <summary>Given up; its problem says why. What was found until then is kept.</summary>
    Failed = 4,
}

/// <summary>A look for secrets through a project or an issue.</summary>
/// <param name="IssueKey"><see langword="null"/>: all of the project.</param>
/// <param name="IsForced">Also through what has not changed since it was looked at.</param>
/// <param name="Total">Issues to do; <see langword="null"/> while that is not known.</param>
/// <param name="Bytes">Of text that was looked through, UTF-8.</param>
/// <param name="Attachments">Whose contents were looked through.</param>
/// <param name="Skipped">How much was not looked through, by cause.</param>
/// <param name="Problem">Of a failed one why; of one that waits, why it could not go on when it was tried last.</param>
public sealed record SecretScan(
    SecretScanId Id, ConnectionId Connection, string ProjectId, string ProjectKey, string? IssueKey, bool IsForced, SecretScanState State,
    string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    long? Total, long Issues, long Texts, long Bytes, long Matches, long Attachments, IReadOnlyDictionary<SkipCause, long> Skipped, string? Problem)
{
    public bool IsOver => State is SecretScanState.Done or SecretScanState.Failed;
}
