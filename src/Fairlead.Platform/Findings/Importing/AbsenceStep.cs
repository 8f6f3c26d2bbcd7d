namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// What a complete report did not hold. Looks at the stored occurrences only where the counts say that something is
/// missing, twice where it is: once to ask the close guard, once to stage.
/// </summary>
/// <param name="isProof">An absence counts as many as are believed, and a report without findings as any other.</param>
internal sealed class AbsenceStep(IImportRows rows, ImportRun run, int closeAfter, bool isProof, bool areClosesConfirmed)
{
    /// <summary>As how many an absence counts.</summary>
    private readonly int _weight = isProof ? closeAfter : 1;

    public long AwaitingVerification { get; private set; }

    public long Fixed { get; private set; }

    public long Held { get; private set; }

    public async Task RunAsync(ScopeRun scope, CancellationToken ct)
    {
        var isAsStored = scope.LiveSeen == scope.Row.Live && scope.LiveItems == scope.Row.Items && !scope.HasLateRepetitions;
        if (isAsStored)
            return;

        var closing = await CountClosingAsync(scope, ct);
        var isHeld = !areClosesConfirmed && (isProof ? CloseGuard.AreUnusual(closing, scope.Row.Open) : CloseGuard.Holds(closing, scope.Row.Open, scope.Findings));
        if (isHeld)
            Held += closing;
        await foreach (var occurrence in rows.ScanAsync(scope.Row.No, ct))
        {
            if (ChangeOf(scope, occurrence, isHeld) is { } change)
                await run.StageAsync(change, ct);
        }

        await run.FlushAsync(ct);
    }

    private async Task<long> CountClosingAsync(ScopeRun scope, CancellationToken ct)
    {
        var closing = 0L;
        if (scope.LiveSeen == scope.Row.Live)
            return closing;
        await foreach (var occurrence in rows.ScanAsync(scope.Row.No, ct))
        {
            if (scope.Tally[occurrence.Ordinal] == 0 && IsOpen(occurrence.State) && occurrence.Misses + _weight >= closeAfter)
                closing++;
        }

        return closing;
    }

    private StagedChange? ChangeOf(ScopeRun scope, in LiveOccurrence occurrence, bool isHeld)
    {
        var entries = scope.Tally[occurrence.Ordinal];
        if (entries > 0)
            return entries == occurrence.Items ? null : Staged(scope, occurrence, ChangeWork.ItemsOnly, occurrence.State, entries, occurrence.Misses);

        var after = ImportClassifier.AfterAbsence(occurrence.State, occurrence.Misses + _weight - 1, closeAfter, isHeld);
        if (IsOpen(occurrence.State) && after == OccurrenceState.Gone)
            Fixed++;
        else if (occurrence.State == OccurrenceState.Reported)
            AwaitingVerification++;
        return Staged(scope, occurrence, ChangeWork.State, after, occurrence.Items, occurrence.Misses + _weight);
    }

    private StagedChange Staged(
        ScopeRun scope, in LiveOccurrence occurrence, ChangeWork work, OccurrenceState state, int items, int misses)
    {
        scope.IsTouched = true;
        var seenUntil = misses == 0 ? (DateTimeOffset?)null : scope.Row.CompleteAt ?? run.Now;
        return new StagedChange(
            scope.Row.No, occurrence.FindingNo, work, state, items, misses, seenUntil, Content: null);
    }

    private static bool IsOpen(OccurrenceState state) => state is OccurrenceState.Reported or OccurrenceState.Missing;
}
