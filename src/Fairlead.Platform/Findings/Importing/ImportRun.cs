using Fairlead.Platform.Findings.Storage;
using Fairlead.Reports;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// Reads reports to their end and writes what they hold where nobody sees it: new rows under a running import, changes of
/// visible rows in a table of their own. What was reported as before is only counted in memory. Several reports count like
/// one that holds all their entries.
/// </summary>
internal sealed class ImportRun(
    ImportStore store, IImportRows rows, AliasResolver aliases, ImportWriter writer, ImportRow import, ImportRequest request)
{
    private const int MaxUndecided = 16_384;
    private const int MaxRowErrors = 100;

    private readonly Dictionary<ScopeKey, ScopeRun> _scopes = [];
    private readonly FindingIds _ids = new(import.StartedAt);
    private readonly Lazy<WrittenFilter> _written = new();
    private readonly Expectations _expectations = new(rows);
    private readonly Dictionary<Fingerprint, KnownOccurrence> _known = [];
    private readonly List<ImportRowError> _rowErrors = [];
    private DateTimeOffset? _reportedAt;
    private long _nextFindingNo = import.FirstFindingNo;
    private int _undecided;

    public long Read { get; private set; }

    public long Repeated { get; private set; }

    public long Created { get; private set; }

    public long Seen { get; private set; }

    public long Changed { get; private set; }

    public long Reopened { get; private set; }

    public long Closed { get; private set; }

    public long Unreadable { get; private set; }

    public OwnAssets OwnAssets { get; } = new(request.Asset);

    public IReadOnlyList<ImportRowError> RowErrors => _rowErrors;

    public IReadOnlyCollection<ScopeRun> Scopes => _scopes.Values;

    public long StagedChanges => writer.Staged;

    public DateTimeOffset Now => import.StartedAt;

    /// <param name="name">Tells the report's places from those of others; null where there is one report.</param>
    /// <exception cref="ReportException">The report cannot be read to its end.</exception>
    /// <exception cref="StaleScopeException">A scope knows a later report.</exception>
    public async Task ReadAsync(
        IAsyncEnumerable<ReportItem> report, ReportHeader header, string? name, Action reportProgress, CancellationToken ct)
    {
        _reportedAt = header.ReportedAt;
        var scopes = new ReportScopes(header, request);
        foreach (var key in scopes.Stated)
            await ResolveAsync(key, ct);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reader = new CandidateReader(report, scopes);
        var filling = reader.RunAsync(stop.Token);
        try
        {
            await foreach (var batch in reader.ReadAllAsync(ct))
            {
                await TakeAsync(batch, name, ct);
                reportProgress();
            }
        }
        finally
        {
            await stop.CancelAsync();
            await filling;
        }
    }

    /// <summary>After the last report.</summary>
    public async Task EndAsync(CancellationToken ct)
    {
        foreach (var scope in _scopes.Values)
            DecideUndecided(scope);
        await FlushAsync(ct);
    }

    public async Task StageAsync(StagedChange change, CancellationToken ct)
    {
        Stage(change);
        await FlushIfFullAsync(ct);
    }

    public async Task FlushAsync(CancellationToken ct)
    {
        await StartWritingAsync(ct);
        await writer.FinishAsync();
    }

    private async Task<ScopeRun> ResolveAsync(ScopeKey key, CancellationToken ct)
    {
        if (!_scopes.TryGetValue(key, out var scope))
        {
            scope = await store.TakeScopeAsync(import, key, ct);
            foreach (var other in _scopes.Values.Where(s => s.Key.Asset == key.Asset && s.Key.Scanner == key.Scanner))
                (other.MayShare, scope.MayShare) = (true, true);
            _scopes[key] = scope;
        }

        scope.IsSpokenForAt(_reportedAt);
        return scope is { IsOlder: true, ReportedAt: { } reported, Row.ReportedAt: { } latest } && !request.AllowStale
            ? throw new StaleScopeException(scope.Row.ToScope(), reported, latest)
            : scope;
    }

    private async Task TakeAsync(CandidateBatch batch, string? name, CancellationToken ct)
    {
        Unreadable += batch.Problems.Count;
        foreach (var problem in batch.Problems.Take(MaxRowErrors - _rowErrors.Count))
            _rowErrors.Add(new ImportRowError(name is null ? problem.Place : $"{name}: {problem.Place}", problem.Line, problem.Message));

        foreach (var candidate in batch.Candidates)
            OwnAssets.Add(candidate);

        foreach (var group in batch.Candidates.GroupBy(c => c.Scope, ReferenceEqualityComparer.Instance))
        {
            await TakeAsync(await ResolveAsync((ScopeKey)group.Key!, ct), [.. group], ct);
            await FlushIfFullAsync(ct);
        }
    }

    private async Task TakeAsync(ScopeRun scope, IReadOnlyList<Candidate> candidates, CancellationToken ct)
    {
        // What is being written cannot be looked up yet.
        if (scope.MayShare || aliases.MayName(candidates) || (scope.Leaving.Count > 0 && candidates.Any(c => scope.Leaving.ContainsKey(c.Fingerprint))))
            await writer.FinishAsync();
        await LookUpAsync(scope, candidates, ct);
        await aliases.ResolveAsync(scope, candidates, _known, ct);
        var elsewhere = scope.MayShare
            ? await rows.LookUpFindingsAsync([.. candidates.Select(aliases.Of).Where(f => !_known.ContainsKey(f)).Distinct()], ct)
            : null;
        foreach (var candidate in candidates)
            Take(scope, candidate, aliases.Of(candidate), elsewhere);
    }

    private async Task LookUpAsync(ScopeRun scope, IReadOnlyList<Candidate> candidates, CancellationToken ct)
    {
        _known.Clear();
        if (scope.IsNew && !scope.HasWritten)
            return;
        var wanted = candidates.Select(c => c.Fingerprint)
            .Where(f => !scope.Pending.ContainsKey(f) && (!scope.IsNew || _written.Value.MayHold(f)))
            .Distinct().ToList();
        if (wanted.Count == 0)
            return;
        if (scope.IsNew)
        {
            await rows.LookUpAsync(scope.Row.No, wanted, _known, ct);
            return;
        }

        var expected = _expectations.Of(scope.Row.No);
        var missing = await expected.MeetAsync(wanted, _known, ct);
        if (missing.Count > 0)
            await rows.LookUpAsync(scope.Row.No, missing, _known, ct);
        expected.Learn(wanted.Count, missing.Count, LastKnown(wanted));
    }

    private KnownOccurrence? LastKnown(List<Fingerprint> wanted)
    {
        for (var i = wanted.Count - 1; i >= 0; i--)
        {
            if (_known.TryGetValue(wanted[i], out var known))
                return known;
        }

        return null;
    }

    private void Take(ScopeRun scope, Candidate candidate, Fingerprint fingerprint, Dictionary<Fingerprint, KnownFinding>? elsewhere)
    {
        Read++;
        scope.Findings++;
        if (scope.Pending.TryGetValue(fingerprint, out var pending))
        {
            pending.Items++;
            if (candidate.State < pending.State)
                writer.Describe(pending, candidate);
            scope.Tally.Add(pending.Ordinal);
            Repeated++;
            return;
        }

        KnownOccurrence? known = _known.TryGetValue(fingerprint, out var found) ? found : null;
        var isRepeated = known is { } k && scope.Tally[k.Ordinal] > 0;
        switch (ImportClassifier.Classify(known, candidate.State, candidate.ContentHash, isRepeated))
        {
            case Sighting.New:
                Add(scope, candidate, fingerprint, elsewhere);
                break;
            case Sighting.Same:
                Count(scope, found);
                Seen++;
                if (found.Misses > 0)
                    Stage(ChangeOf(scope, candidate, found, withContent: false));
                break;
            case Sighting.Changed or Sighting.Returned or Sighting.MaybeChanged:
                Count(scope, found);
                TakeDifferent(scope, candidate, fingerprint, found);
                break;
            case Sighting.Repeated:
                Count(scope, found);
                Repeated++;
                Reconsider(scope, candidate, fingerprint, found);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Add(ScopeRun scope, Candidate candidate, Fingerprint fingerprint, Dictionary<Fingerprint, KnownFinding>? elsewhere)
    {
        KnownFinding? finding = elsewhere is not null && elsewhere.TryGetValue(fingerprint, out var known)
            ? known
            : PendingElsewhere(scope, fingerprint);
        var row = finding is { } existing
            ? new NewRow(scope.Row, fingerprint, existing.No, null, scope.NextOrdinal++)
            : new NewRow(scope.Row, fingerprint, _nextFindingNo++, _ids.Next(), scope.NextOrdinal++);
        scope.Tally.Add(row.Ordinal);
        scope.Pending[fingerprint] = row;
        if (scope.IsNew)
            _written.Value.Add(fingerprint);
        scope.IsTouched = true;
        writer.Add(row, candidate);
        if (finding is not { } joined)
        {
            Created++;
            return;
        }

        // Another source knew it: what that one said may no longer be all.
        var returns = joined.State is OccurrenceState.Missing or OccurrenceState.Gone && candidate.State != OccurrenceState.Gone;
        if (returns)
            Reopened++;
        else
            Seen++;
        Stage(new StagedChange(
            scope.Row.No, joined.No, ChangeWork.State, candidate.State, 1, 0, null, joined.State == OccurrenceState.Gone ? candidate : null));
    }

    /// <summary>A finding that another scope of this report has made and that is not written yet.</summary>
    private KnownFinding? PendingElsewhere(ScopeRun scope, Fingerprint fingerprint)
    {
        if (!scope.MayShare)
            return null;
        foreach (var other in _scopes.Values)
        {
            if (other.Pending.TryGetValue(fingerprint, out var row))
                return new KnownFinding(row.FindingNo, row.State);
        }

        return null;
    }

    private static void Count(ScopeRun scope, in KnownOccurrence known)
    {
        var isFirst = scope.Tally.Add(known.Ordinal);
        if (IsOwn(scope, known))
        {
            scope.HasLateRepetitions = true;
            return;
        }

        if (known.State == OccurrenceState.Gone)
            return;
        if (isFirst)
            scope.LiveSeen++;
        if (scope.Tally[known.Ordinal] < byte.MaxValue)
            scope.LiveItems++;
    }

    /// <summary>Decides at once where no later entry can stand for the finding better.</summary>
    private void TakeDifferent(ScopeRun scope, Candidate candidate, Fingerprint fingerprint, in KnownOccurrence known)
    {
        var isFinal = known.Items == 1 && candidate.State == OccurrenceState.Reported
            && known.State is OccurrenceState.Reported or OccurrenceState.Missing or OccurrenceState.Gone;
        if (isFinal || _undecided >= MaxUndecided)
        {
            Decide(scope, candidate, known);
            return;
        }

        scope.Undecided[fingerprint] = (candidate, known);
        _undecided++;
    }

    private void Reconsider(ScopeRun scope, Candidate candidate, Fingerprint fingerprint, in KnownOccurrence known)
    {
        if (scope.Undecided.TryGetValue(fingerprint, out var soFar))
        {
            var isStored = candidate.ContentHash == known.ContentHash;
            if (candidate.State < soFar.Candidate.State || (candidate.State == soFar.Candidate.State && isStored))
                scope.Undecided[fingerprint] = (candidate, known);
        }
        else if (candidate.State < known.State && known.State is OccurrenceState.SetAside or OccurrenceState.Dismissed)
        {
            // The stored entry came first and is set aside; this one is not.
            scope.Undecided[fingerprint] = (candidate, known);
            _undecided++;
            if (!IsOwn(scope, known))
                Seen--;
        }
    }

    private void DecideUndecided(ScopeRun scope)
    {
        foreach (var (fingerprint, (candidate, known)) in scope.Undecided)
        {
            if (IsOwn(scope, known))
                Stage(ChangeOf(scope, candidate, known, withContent: true));
            else
                Decide(scope, candidate, known);
        }

        scope.Undecided.Clear();
    }

    private void Decide(ScopeRun scope, Candidate candidate, in KnownOccurrence known)
    {
        switch (ImportClassifier.Classify(known, candidate.State, candidate.ContentHash, isRepeated: false))
        {
            case Sighting.Same:
                Seen++;
                break;
            case Sighting.Returned:
                Reopened++;
                Stage(ChangeOf(scope, candidate, known, withContent: known.ContentHash != candidate.ContentHash));
                break;
            default:
                StageChanged(scope, candidate, known);
                break;
        }
    }

    /// <summary>Whether this import made the occurrence.</summary>
    private static bool IsOwn(ScopeRun scope, in KnownOccurrence known) => known.Ordinal >= scope.Row.NextOrdinal;

    private void StageChanged(ScopeRun scope, Candidate candidate, in KnownOccurrence known)
    {
        if (candidate.State == OccurrenceState.Gone && known.State is OccurrenceState.Reported or OccurrenceState.Missing)
            Closed++;
        else
            Changed++;
        Stage(ChangeOf(scope, candidate, known, withContent: true));
    }

    private static StagedChange ChangeOf(ScopeRun scope, Candidate candidate, in KnownOccurrence known, bool withContent)
    {
        scope.IsTouched = true;
        return new StagedChange(
            scope.Row.No, known.FindingNo, ChangeWork.State, candidate.State, known.Items, 0, null, withContent ? candidate : null);
    }

    private void Stage(StagedChange change) => writer.Stage(change);

    private Task FlushIfFullAsync(CancellationToken ct) => writer.IsFull ? StartWritingAsync(ct) : Task.CompletedTask;

    private async Task StartWritingAsync(CancellationToken ct)
    {
        await writer.StartAsync(ct);
        foreach (var scope in _scopes.Values)
            scope.Leave();
    }
}

/// <summary>A scope has taken in a later report than this one.</summary>
internal sealed class StaleScopeException(Scope scope, DateTimeOffset reportedAt, DateTimeOffset latestAt)
    : Exception("The report is older than the latest one of its scope.")
{
    public Scope Scope { get; } = scope;

    public DateTimeOffset ReportedAt { get; } = reportedAt;

    public DateTimeOffset LatestAt { get; } = latestAt;
}
