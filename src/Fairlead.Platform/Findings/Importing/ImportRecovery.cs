using System.Collections.Concurrent;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// Undoes an import that was not decided, and carries on one that was. Whoever holds the turn may do it: nobody else is
/// importing. A killed recovery is recovered from in the same way; on a full disk it takes the room that it needs from the reserve.
/// </summary>
internal sealed class ImportRecovery(Database database, ImportStore store, ImportPublisher publisher, ReserveFile reserve, TimeProvider clock)
{
    private const int MaxAtOnce = 50_000;

    /// <summary>Rows of discarded imports; older ones are forgotten.</summary>
    internal const int KeptDiscarded = 100;

    private static readonly SqlText TakeOverSql = new(typeof(ImportStore), "Import.TakeOver");
    private static readonly SqlText DiscardSql = new(typeof(ImportStore), "Import.Discard");
    private static readonly SqlText ForgetDiscardedSql = new(typeof(ImportStore), "Import.ForgetDiscarded");
    private static readonly SqlText InsertDiscardedSql = new(typeof(ImportStore), "Import.InsertDiscarded");
    private static readonly SqlText NextFindingSql = new(typeof(ImportStore), "Discard.NextFinding");
    private static readonly SqlText OccurrencesSql = new(typeof(ImportStore), "Discard.Occurrences");
    private static readonly SqlText FindingsSql = new(typeof(ImportStore), "Discard.Findings");
    private static readonly SqlText JoinedSql = new(typeof(ImportStore), "Discard.JoinedOccurrences");
    private static readonly SqlText ScopesSql = new(typeof(ImportStore), "Discard.Scopes");
    private static readonly SqlText ImportScopesSql = new(typeof(ImportStore), "Discard.ImportScopes");
    private static readonly SqlText LastSeqSql = new(typeof(ImportStore), "Changes.LastSeq");
    private static readonly SqlText ForgetSql = new(typeof(ImportStore), "Changes.Forget");

    /// <summary>Why imports of this process failed; the database may be away when it is known.</summary>
    private readonly ConcurrentDictionary<ImportId, ImportFailure> _known = [];

    /// <returns>How many imports were left unfinished.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var unfinished = await store.UnfinishedAsync(ct);
        foreach (var left in unfinished)
            await reserve.SpendAsync(() => EndAsync(left, ct));
        return unfinished.Count;
    }

    /// <summary>Says why an import failed, for when it is discarded.</summary>
    public void Remember(ImportRow import, ImportFailure failure) => _known[import.Id] = failure;

    /// <summary>Discards, unless the import was decided or the database is away; then the next one does it.</summary>
    public async Task DiscardUndecidedAsync(ImportRow import, CancellationToken ct)
    {
        try
        {
            if (await store.GetAsync(import.Id, ct) is { State: (int)ImportState.Running })
                await reserve.SpendAsync(() => DiscardAsync(import, ct));
        }
        catch (DatabaseUnavailableException)
        {
            // Nothing of it is visible, and every import begins by cleaning up.
        }
    }

    /// <summary>Lists an upload that did not arrive whole. Where the database is away, nobody is told.</summary>
    public async Task ListDiscardedAsync(ImportRow import, ImportFailure failure, CancellationToken ct)
    {
        try
        {
            await reserve.SpendAsync(() => InsertDiscardedAsync(import, failure, ct));
        }
        catch (DatabaseUnavailableException)
        {
            // Who sent it has the answer.
        }
    }

    private async Task InsertDiscardedAsync(ImportRow import, ImportFailure failure, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await work.ExecuteAsync(
            InsertDiscardedSql, import with { FinishedAt = clock.GetUtcNow(), Failure = failure.Reason, NextStep = failure.NextStep }, ct);
        await work.ExecuteAsync(ForgetDiscardedSql, new { keep = KeptDiscarded }, ct);
        await work.CommitAsync(ct);
    }

    private async Task EndAsync(ImportRow left, CancellationToken ct)
    {
        var import = await TakeOverAsync(left, ct);
        if (import.State == (int)ImportState.Publishing)
            await publisher.ContinueAsync(import, Actor.System, ct);
        else
            await DiscardAsync(import, ct);
    }

    /// <summary>Removes everything that a running import wrote, which was never visible, but its row.</summary>
    private async Task DiscardAsync(ImportRow import, CancellationToken ct)
    {
        var failure = _known.GetValueOrDefault(import.Id, FailureTexts.Ended);
        var from = import.FirstFindingNo;
        while (await DiscardFindingsAsync(import, from, ct) is var last and > 0)
            from = last + 1;
        while (await ForgetChangesAsync(import, ct))
        {
        }

        await using var work = await database.BeginAsync(ct);
        await ImportStore.FenceAsync(work, import, ct);
        await work.ExecuteAsync(JoinedSql, new { importNo = import.No }, ct);
        await work.ExecuteAsync(ScopesSql, new { importNo = import.No }, ct);
        await work.ExecuteAsync(ImportScopesSql, new { importNo = import.No }, ct);
        await work.ExecuteAsync(
            DiscardSql, new { no = import.No, finishedAt = clock.GetUtcNow(), reason = failure.Reason, nextStep = failure.NextStep }, ct);
        await work.ExecuteAsync(ForgetDiscardedSql, new { keep = KeptDiscarded }, ct);
        await work.CommitAsync(ct);
        _known.TryRemove(import.Id, out _);
    }

    private async Task<ImportRow> TakeOverAsync(ImportRow import, CancellationToken ct)
    {
        var owner = Guid.CreateVersion7(clock.GetUtcNow());
        await database.ExecuteAsync(TakeOverSql, new { no = import.No, owner }, ct);
        return import with { Owner = owner };
    }

    /// <returns>The number of the last finding removed; 0 where none was left.</returns>
    private async Task<long> DiscardFindingsAsync(ImportRow import, long from, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await ImportStore.FenceAsync(work, import, ct);
        var last = await work.FirstAsync<long>(NextFindingSql, new { importNo = import.No, from, limit = MaxAtOnce }, ct);
        if (last == 0)
            return 0;
        await work.ExecuteAsync(OccurrencesSql, new { importNo = import.No, from, last }, ct);
        await work.ExecuteAsync(FindingsSql, new { importNo = import.No, from, last }, ct);
        await work.CommitAsync(ct);
        return last;
    }

    private async Task<bool> ForgetChangesAsync(ImportRow import, CancellationToken ct)
    {
        await using var work = await database.BeginAsync(ct);
        await ImportStore.FenceAsync(work, import, ct);
        var last = await work.FirstAsync<long>(LastSeqSql, new { importNo = import.No, limit = MaxAtOnce }, ct);
        if (last == 0)
            return false;
        await work.ExecuteAsync(ForgetSql, new { importNo = import.No, last }, ct);
        await work.CommitAsync(ct);
        return true;
    }
}
