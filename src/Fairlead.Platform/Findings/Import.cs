using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Findings;

/// <summary>One report taken in, or several at once: what was new, seen again, absent, reopened.</summary>
/// <param name="Format">The report's format, such as <c>sarif</c>; those of several are separated by commas.</param>
/// <param name="FileName">As given by the caller; for people only.</param>
/// <param name="ContentSha256">Of the bytes; of several reports over the hashes of each in their order. 64 lower-case hexadecimal digits.</param>
/// <param name="ReportedAt">UTC. The report's own time; null where it states none.</param>
/// <param name="FinishedAt">UTC. Null while it runs.</param>
/// <param name="Incomplete">Why absence means nothing in this report; null where it is complete.</param>
/// <param name="Failure">Of a discarded one; null otherwise.</param>
public sealed record Import(
    ImportId Id,
    ImportState State,
    string Format,
    string? FileName,
    string ContentSha256,
    long Bytes,
    DateTimeOffset? ReportedAt,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    string? Incomplete,
    ImportCounts Counts,
    IReadOnlyList<ImportRowError> RowErrors,
    IReadOnlyList<string> Warnings,
    ImportFailure? Failure = null);

/// <summary>Why nothing of an import was kept, and what the person can do.</summary>
public sealed record ImportFailure(string Reason, string NextStep);

/// <summary>The numbers are stored.</summary>
public enum ImportState
{
    /// <summary>Being read. Nothing of it is visible.</summary>
    Running = 1,

    /// <summary>Decided, and being carried out; a crash here is carried on from.</summary>
    Publishing = 2,
    Finished = 3,

    /// <summary>Refused or broken off; nothing of it was kept but this row.</summary>
    Discarded = 4,
}

/// <summary>What came of the entries of one report.</summary>
/// <param name="Read">Entries understood as findings, repetitions included.</param>
/// <param name="Repeated">Further entries with the identity of one before: no findings of their own.</param>
/// <param name="Created">Findings not known before.</param>
/// <param name="Seen">Findings known before and reported as before.</param>
/// <param name="Changed">Findings known before about which the source says something new.</param>
/// <param name="Reopened">Findings that were closed or waiting for verification, and are reported again.</param>
/// <param name="AwaitingVerification">Findings absent for the first time.</param>
/// <param name="Fixed">Findings closed: absent often enough, or reported as fixed.</param>
/// <param name="Held">Findings that would have been closed; the close guard waits for a person.</param>
/// <param name="Unreadable">Entries that could not be read.</param>
public sealed record ImportCounts(
    long Read,
    long Repeated,
    long Created,
    long Seen,
    long Changed,
    long Reopened,
    long AwaitingVerification,
    long Fixed,
    long Held,
    long Unreadable)
{
    public static ImportCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Whether anything is different now.</summary>
    public bool ChangedAnything => Created + Changed + Reopened + AwaitingVerification + Fixed > 0;
}

/// <summary>One entry that could not be read.</summary>
/// <param name="Line">From 1; null where the place says it.</param>
public sealed record ImportRowError(string Place, long? Line, string Message);
