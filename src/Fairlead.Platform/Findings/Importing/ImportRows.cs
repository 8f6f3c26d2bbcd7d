using System.Runtime.InteropServices;
using Fairlead.Kernel.Identity;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>A new occurrence, and with it a new finding unless another scope knows it.</summary>
/// <param name="Id">Null where the finding exists.</param>
internal sealed record NewRow(ScopeRow Scope, Fingerprint Fingerprint, long FindingNo, FindingId? Id, long Ordinal)
{
    public int Items { get; set; } = 1;

    /// <summary>Of the entry that stands for the finding.</summary>
    public OccurrenceState State { get; set; }

    public long ContentHash { get; set; }

    /// <summary>Where the finding's row begins in the buffer of its batch, and where it ends.</summary>
    public int From { get; set; }

    public int To { get; set; }
}

/// <summary>What a staged change is about. The numbers are stored.</summary>
internal enum ChangeWork
{
    State = 1,
    ItemsOnly = 2,
}

/// <summary>A change to something visible, kept apart until the import is decided.</summary>
/// <param name="Content">What the source says now; null where that stays.</param>
internal sealed record StagedChange(
    long ScopeNo,
    long FindingNo,
    ChangeWork Work,
    OccurrenceState State,
    int Items,
    int Misses,
    DateTimeOffset? SeenUntil,
    Candidate? Content);

/// <summary>A finding that is known, though perhaps not in the scope at hand.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct KnownFinding(long No, OccurrenceState State);

/// <summary>One row of the scan for what a report did not hold.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LiveOccurrence(
    long FindingNo, long Ordinal, OccurrenceState State, int Items, int Misses);

/// <summary>An occurrence with the name that its finding is stored under.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PlacedOccurrence(Fingerprint Fingerprint, KnownOccurrence Occurrence);

/// <summary>The bulk paths of an import, one implementation for each engine. Looking up has a connection of its own.</summary>
internal interface IImportRows : IAsyncDisposable
{
    /// <summary>Adds to <paramref name="known"/> what the scope knows.</summary>
    Task LookUpAsync(
        long scopeNo, IReadOnlyList<Fingerprint> fingerprints, Dictionary<Fingerprint, KnownOccurrence> known, CancellationToken ct);

    /// <summary>The occurrences of the scope that come after a finding's number, in the order of these: all, or the first of them.</summary>
    Task<IReadOnlyList<PlacedOccurrence>> ReadOnAsync(long scopeNo, long afterFindingNo, int limit, CancellationToken ct);

    Task<Dictionary<Fingerprint, KnownFinding>> LookUpFindingsAsync(IReadOnlyList<Fingerprint> fingerprints, CancellationToken ct);

    /// <summary>Every occurrence of the scope that is not gone, in no order.</summary>
    IAsyncEnumerable<LiveOccurrence> ScanAsync(long scopeNo, CancellationToken ct);

    /// <param name="findings">Holds the rows of the findings that are new.</param>
    Task InsertAsync(UnitOfWork work, long importNo, IReadOnlyList<NewRow> rows, RowBuffer findings, CancellationToken ct);

    /// <param name="firstSeq">The number of the first row; the others follow.</param>
    Task StageAsync(UnitOfWork work, long importNo, long firstSeq, IReadOnlyList<StagedChange> rows, CancellationToken ct);
}

/// <summary>The column lists of the two bulk targets, and how a row of each is written.</summary>
internal sealed class ImportRowWriter
{
    public const string FindingColumnList =
        "no, id, origin_no, fingerprint, first_import_no, first_seen_at, opened_at, closed_at, changed_at, revision, status, source_state, severity, "
        + FindingColumns.Content;

    public const string OccurrenceColumnList =
        "scope_no, finding_no, ordinal, state, items, misses, content_hash, import_no, seen_until, fingerprint";

    public const string ChangeColumnList =
        "import_no, seq, scope_no, finding_no, work, state, items, misses, seen_until, " + FindingColumns.Content;

    private readonly FindingColumns _content = new();

    public void WriteFinding(IValueSink sink, NewRow row, Candidate candidate, long importNo, DateTimeOffset now)
    {
        var state = candidate.State;
        var status = SourceStates.StatusOf(state);
        sink.Long(row.FindingNo);
        sink.Uuid(row.Id!.Value.Value);
        sink.Long(row.Scope.OriginNo);
        sink.Bytes(row.Fingerprint);
        sink.Long(importNo);
        sink.Instant(now);
        sink.Instant(now);
        sink.Instant(status.IsOpen ? null : now);
        sink.Instant(now);
        sink.Long(1);
        sink.Integer((int)status);
        sink.Integer((int)state);
        sink.Integer((int)candidate.Finding.Severity);
        _content.Write(sink, candidate);
    }

    public static void WriteOccurrence(IValueSink sink, NewRow row, long importNo)
    {
        sink.Long(row.Scope.No);
        sink.Long(row.FindingNo);
        sink.Long(row.Ordinal);
        sink.Integer((int)row.State);
        sink.Integer(Math.Min(row.Items, byte.MaxValue));
        sink.Integer(0);
        sink.Long(row.ContentHash);
        sink.Long(importNo);
        sink.Instant(null);
        sink.Bytes(row.Fingerprint);
    }

    public void WriteChange(IValueSink sink, StagedChange change, long importNo, long seq)
    {
        sink.Long(importNo);
        sink.Long(seq);
        sink.Long(change.ScopeNo);
        sink.Long(change.FindingNo);
        sink.Integer((int)change.Work);
        sink.Integer((int)change.State);
        sink.Integer(change.Items);
        sink.Integer(change.Misses);
        sink.Instant(change.SeenUntil);
        if (change.Content is { } content)
            _content.Write(sink, content);
        else
            FindingColumns.WriteNothing(sink);
    }
}
