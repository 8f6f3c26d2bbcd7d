using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Findings;

/// <summary>What came of an upload.</summary>
public enum ImportVerdict
{
    Accepted,

    /// <summary>The same idempotency key and bytes as before: the first result again.</summary>
    Replayed,

    /// <summary>The same bytes of the same scan were the latest import of their scope: nothing to do.</summary>
    AlreadyImported,
}

public enum ImportProgressState
{
    Running,
    Publishing,
    Finished,

    /// <summary>Refused or broken off; nothing of it counts.</summary>
    Discarded,
}

/// <summary>What came of the entries of one report.</summary>
/// <param name="Read">Entries understood as findings, repetitions included.</param>
/// <param name="Repeated">Further entries of a finding that had been read already.</param>
/// <param name="Created">Findings not known before.</param>
/// <param name="Seen">Findings reported as before.</param>
/// <param name="AwaitingVerification">Findings absent for the first time.</param>
/// <param name="Fixed">Findings closed.</param>
/// <param name="Held">Findings whose closing waits for <c>confirm-closes</c>.</param>
/// <param name="Unreadable">Entries that could not be read.</param>
public sealed record ImportCountsResponse(
    long Read,
    long Repeated,
    long Created,
    long Seen,
    long Changed,
    long Reopened,
    long AwaitingVerification,
    long Fixed,
    long Held,
    long Unreadable);

/// <summary>One entry that could not be read.</summary>
public sealed record ImportRowErrorResponse(string Place, string Message, long? Line = null);

/// <summary>Why nothing of an import was kept, and what to do.</summary>
public sealed record ImportFailureResponse(string Reason, string NextStep);

/// <summary>One import.</summary>
/// <param name="Incomplete">Why absence means nothing in this report, so that nothing was closed; absent where it is complete.</param>
/// <param name="Failure">Of a discarded import; absent otherwise.</param>
/// <param name="ReportedAt">The report's own time.</param>
public sealed record ImportResponse(
    ImportId Id,
    ImportProgressState State,
    string Format,
    string ContentSha256,
    long Bytes,
    DateTimeOffset StartedAt,
    ImportCountsResponse Counts,
    IReadOnlyList<ImportRowErrorResponse> RowErrors,
    IReadOnlyList<string> Warnings,
    string? FileName = null,
    DateTimeOffset? ReportedAt = null,
    DateTimeOffset? FinishedAt = null,
    string? Incomplete = null,
    ImportFailureResponse? Failure = null);

/// <summary>The answer to an upload.</summary>
public sealed record UploadResponse(ImportVerdict Verdict, ImportResponse Import);

/// <summary>One page of imports, newest first.</summary>
public sealed record ImportPage(IReadOnlyList<ImportResponse> Items, string? Next = null);

/// <param name="Closed">Findings closed now; 0 where they were confirmed before or seen again since.</param>
public sealed record ConfirmClosesResponse(ImportId Import, long Closed);

/// <summary>One of several reports that are uploaded together.</summary>
/// <param name="Name">For people; the places of mistakes are told with it.</param>
public sealed record ReportFile(Stream Content, string? Name);

/// <summary>What to say about a report when uploading it. What it names wins over what the report names.</summary>
/// <param name="Format">Such as <c>sarif</c>; absent: recognised by content.</param>
/// <param name="Asset">What was scanned, under a name that stays the same from scan to scan.</param>
/// <param name="AllowStale">Takes in a report that is older than the latest one of its scope.</param>
/// <param name="ConfirmCloses">The close guard holds nothing.</param>
/// <param name="IdempotencyKey">1 to 255 visible characters.</param>
public sealed record UploadOptions(
    string? Format = null,
    string? Asset = null,
    string? Scanner = null,
    string? Branch = null,
    string? ReportKind = null,
    string? FileName = null,
    bool AllowStale = false,
    bool ConfirmCloses = false,
    string? IdempotencyKey = null);
