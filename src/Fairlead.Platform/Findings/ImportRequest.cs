using Fairlead.Platform.Operations;
using Fairlead.Reports;

namespace Fairlead.Platform.Findings;

/// <summary>What the importer says about a report. Everything is optional; what it names wins over what the report names.</summary>
public sealed record ImportRequest
{
    /// <summary>Null: recognised by content.</summary>
    public ReportFormat? Format { get; init; }

    /// <summary>What was scanned, under a name that stays the same from scan to scan (not an image tag).</summary>
    public string? Asset { get; init; }

    public string? Scanner { get; init; }

    public string? Branch { get; init; }

    public string? ReportKind { get; init; }

    /// <summary>For people only.</summary>
    public string? FileName { get; init; }

    /// <summary>1 to 255 visible characters; the same key and bytes give the first import's result again.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Takes in a report that is older than the latest one of its scope.</summary>
    public bool AllowStale { get; init; }

    /// <summary>A person vouches for the closes: the guard holds none.</summary>
    public bool ConfirmCloses { get; init; }

    /// <summary>
    /// Whoever reports has looked where each thing was: what is absent is gone at once, also where nothing is left. The close guard still holds
    /// unusually many.
    /// </summary>
    internal bool IsExhaustive { get; init; }

    /// <summary>Why the report does not tell all: what it leaves out stays as it is. <see langword="null"/>: the report says itself whether it does.</summary>
    internal string? Incomplete { get; init; }

    public Actor By { get; init; } = Actor.System;
}

/// <summary>One of the reports that make an import together.</summary>
/// <param name="Content">Read to its end, not disposed of; need not be seekable.</param>
/// <param name="Name">As given by the caller; for people only.</param>
public sealed record ReportPart(Stream Content, string? Name);

/// <summary>How far an import is.</summary>
/// <param name="Read">Entries read so far.</param>
/// <param name="BytesRead">Of all files.</param>
/// <param name="Bytes">The size of all.</param>
public sealed record ImportProgress(long Read, long BytesRead, long Bytes);
