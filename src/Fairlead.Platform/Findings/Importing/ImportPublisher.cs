using Fairlead.Platform.Findings.Storage;
using Fairlead.Platform.Operations;
using Fairlead.Storage;

namespace Fairlead.Platform.Findings.Importing;

/// <summary>
/// Makes an import visible. The decision is one small transaction; what it changes about rows that are visible already
/// goes with it, or, where that is more than a transaction should hold, follows in portions that a later start carries on.
/// </summary>
internal sealed class ImportPublisher(Database database, ImportStore store, EventLog events, ActivityLog activity, TimeProvider clock)
{
    public const string EventKind = "findings.changed";
    private const int MaxAtOnce = 10_000;

    private static readonly SqlText DecideSql = new(typeof(ImportStore), "Import.Decide");
    private static readonly SqlText FinishSql = new(typeof(ImportStore), "Import.Finish");
    private static readonly SqlText PublishScopeSql = new(typeof(ImportStore), "Scope.Publish");
    private static readonly SqlText RecountSql = new(typeof(ImportStore), "Scope.Recount");
    private static readonly SqlText LastSeqSql = new(typeof(ImportStore), "Changes.LastSeq");
    private static readonly SqlText ApplyStatesSql = new(typeof(ImportStore), "Changes.ApplyStates");
    private static readonly SqlText ApplyItemsSql = new(typeof(ImportStore), "Changes.ApplyItems");
    private static readonly SqlText ApplyContentSql = new(typeof(ImportStore), "Changes.ApplyContent");
    private static readonly SqlText ForgetSql = new(typeof(ImportStore), "Changes.Forget");

    /// <param name="decided">With counts, row errors, warnings and completeness.</param>
    public async Task<ImportRow> PublishAsync(
        ImportRow decided, IReadOnlyCollection<ScopeRun> scopes, bool mayClose, long changes, Actor by, CancellationToken ct)
    {
        KillPoint.Hit("import.before-publish");
        await using (var work = await database.BeginAsync(ct))
        {
            await ImportStore.FenceAsync(work, decided, ct);
            await work.ExecuteAsync(DecideSql, decided, ct);
            foreach (var scope in scopes)
                await PublishScopeAsync(work, decided, scope, mayClose, ct);
            if (changes <= MaxAtOnce)
            {
                await ApplyAsync(work, decided.No, long.MaxValue, ct);
                var finished = await FinishAsync(work, decided, [.. scopes.Where(s => s.IsTouched).Select(s => s.Row.No)], by, ct);
                await work.CommitAsync(ct);
                KillPoint.Hit("import.after-publish");
                return finished;
            }

            await work.CommitAsync(ct);
        }

        KillPoint.Hit("import.after-decision");
        return await ContinueAsync(decided with { State = (int)ImportState.Publishing }, by, ct);
    }

    /// <summary>Carries out what is left of an import that was decided. Repeating is safe.</summary>
    public async Task<ImportRow> ContinueAsync(ImportRow import, Actor by, CancellationToken ct)
    {
        while (true)
        {
            await using var work = await database.BeginAsync(ct);
            await ImportStore.FenceAsync(work, import, ct);
            var last = await work.FirstAsync<long>(LastSeqSql, new { importNo = import.No, limit = MaxAtOnce }, ct);
            if (last == 0)
            {
                var scopes = await store.ScopesOfAsync(import.No, ct);
                var finished = await FinishAsync(work, import, [.. scopes.Select(s => s.No)], by, ct);
                await work.CommitAsync(ct);
                return finished;
            }

            await ApplyAsync(work, import.No, last, ct);
            await work.CommitAsync(ct);
            KillPoint.Hit("import.after-portion");
        }
    }

    private static Task PublishScopeAsync(UnitOfWork work, ImportRow import, ScopeRun scope, bool mayClose, CancellationToken ct)
    {
        // A report that was older than the latest one leaves the times as they are.
        return work.ExecuteAsync(
            PublishScopeSql,
            new
            {
                no = scope.Row.No,
                importNo = import.No,
                nextOrdinal = scope.NextOrdinal,
                reportedAt = scope.IsOlder ? scope.Row.ReportedAt : scope.ReportedAt,
                completeAt = mayClose && !scope.IsOlder ? import.StartedAt : scope.Row.CompleteAt,
            },
            ct);
    }

    private async Task ApplyAsync(UnitOfWork work, long importNo, long last, CancellationToken ct)
    {
        var portion = new { importNo, last };
        await work.ExecuteAsync(ApplyStatesSql, portion, ct);
        await work.ExecuteAsync(ApplyItemsSql, portion, ct);
        await work.ExecuteAsync(ApplyContentSql, portion, ct);
        await FindingStates.DeriveStagedAsync(work, importNo, last, clock.GetUtcNow(), ct);
        await work.ExecuteAsync(ForgetSql, portion, ct);
    }

    private async Task<ImportRow> FinishAsync(
        UnitOfWork work, ImportRow import, IReadOnlyList<long> touchedScopes, Actor by, CancellationToken ct)
    {
        var finished = import with { State = (int)ImportState.Finished, FinishedAt = clock.GetUtcNow() };
        if (touchedScopes.Count > 0)
            await work.ExecuteAsync(RecountSql, new { scopes = touchedScopes }, ct);
        await work.ExecuteAsync(FinishSql, new { no = finished.No, finishedAt = finished.FinishedAt }, ct);
        var told = finished.ToImport();
        if (told.Counts.ChangedAnything)
            await events.AppendAsync(work, EventKind, import.Id.ToString(), ct);
        await activity.AppendAsync(work, by, "import.finished", import.Id.ToString(), Summary(told), ct);
        return finished;
    }

    private static string Summary(Import import) =>
        $"Imported {import.FileName ?? import.Format}: {import.Counts.Created} new, {import.Counts.Changed} changed, "
        + $"{import.Counts.Reopened} reopened, {import.Counts.AwaitingVerification} awaiting verification, "
        + $"{import.Counts.Fixed} fixed, {import.Counts.Held} held";
}
