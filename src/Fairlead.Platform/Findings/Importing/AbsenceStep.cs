namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// What a complete report did not hold. Looks at the stored occurrences only where the counts say that something is
/// missing, twice where it is: once to ask the close guard, once to stage.
/// </summary>
internal sealed class AbsenceStep(IImportRows rows, ImportRun run, int closeAfter, bool areClosesConfirmed)
{
    public long AwaitingVerification { get; private set; }

    public long Fixed { get; private set; }

    public long Held { get; private set; }

    public async Task RunAsync(ScopeRun scope, CancellationToken ct)
    {
        var isAsStored = scope.LiveSeen == scope.Row.Live && scope.LiveItems == scope.Row.Items && !scope.HasLateRepetitions;
        if (isAsStored)
            return;

        var closing = await CountClosingAsync(scope, ct);
        var isHeld = !areClosesConfirmed && CloseGuard.Holds(closing, scope.Row.Open, scope.Findings);
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
            if (scope.Tally[occurrence.Ordinal] == 0 && IsOpen(occurrence.State) && occurrence.Misses + 1 >= closeAfter)
                closing++;
        }

        return closing;
    }

    private StagedChange? ChangeOf(ScopeRun scope, in LiveOccurrence occurrence, bool isHeld)
    {
        var entries = scope.Tally[occurrence.Ordinal];
        if (entries > 0)
            return entries == occurrence.Items ? null : Staged(scope, occurrence, ChangeWork.ItemsOnly, occurrence.State, entries, occurrence.Misses);

        var after = ImportClassifier.AfterAbsence(occurrence.State, occurrence.Misses, closeAfter, isHeld);
        if (IsOpen(occurrence.State) && after == OccurrenceState.Gone)
            Fixed++;
        else if (occurrence.State == OccurrenceState.Reported)
            AwaitingVerification++;
        return Staged(scope, occurrence, ChangeWork.State, after, occurrence.Items, occurrence.Misses + 1);
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
