using Fairlead.Kernel.Identity;
using Fairlead.Storage;
using Fairlead.Storage.Values;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>
/// Lets go of what is kept of runs once it is of no use: what issues were before, when the run cannot be undone any more; a run that had nothing
/// to do, after a day; a plan that nobody carried out, after thirty; any other, after <see cref="SyncOptions.KeepRunsFor"/>. The latest of each configuration stays, since it tells what is not
/// settled, as do a run that was taken back and the one that did it: a ticket tells of them for as long as it is held. What is not over stays.
/// </summary>
internal sealed class OldRuns(Database database, IOptions<SyncOptions> options, TimeProvider clock)
{
    /// <summary>Operations that one statement deletes: other writers wait for no longer than that takes.</summary>
    private const int OperationBatch = 5_000;

    private const int RunBatch = 200;

    /// <summary>A script may ask for what it just ran.</summary>
    private static readonly TimeSpan EmptyFor = TimeSpan.FromDays(1);

    private static readonly TimeSpan PlannedFor = TimeSpan.FromDays(30);

    private static readonly SqlText ForgetBeforeSql = new(typeof(OldRuns), "Operation.ForgetBefore");
    private static readonly SqlText OldSql = new(typeof(OldRuns), "Run.Old");
    private static readonly SqlText DeleteSql = new(typeof(OldRuns), "Run.Delete");
    private static readonly SqlText DeleteOperationsSql = new(typeof(OldRuns), "Operation.DeleteSome");

    /// <returns>Runs that were deleted.</returns>
    public async Task<int> LetGoAsync(CancellationToken ct)
    {
        var (now, undoFor) = (clock.GetUtcNow(), options.Value.UndoFor);
        await database.ExecuteAsync(ForgetBeforeSql, new { plannedBefore = now - undoFor }, ct);
        var keepFor = options.Value.KeepRunsFor > undoFor ? options.Value.KeepRunsFor : undoFor;
        var deleted = 0;
        while (await OldAsync(now, keepFor, ct) is { Length: > 0 } ids)
        {
            foreach (var run in ids)
            {
                while (await database.ExecuteAsync(DeleteOperationsSql, new { run, size = OperationBatch }, ct) == OperationBatch)
                    ct.ThrowIfCancellationRequested();
            }

            // The run last: what was cut off is found again.
            deleted += await database.ExecuteAsync(DeleteSql, new { ids = StoredIds.Of(database.Engine, ids) }, ct);
        }

        return deleted;
    }

    private async Task<SyncRunId[]> OldAsync(DateTimeOffset now, TimeSpan keepFor, CancellationToken ct) =>
        [.. (await database.QueryAsync<OldRow>(
            OldSql,
            new
            {
                before = now - keepFor,
                plannedBefore = now - PlannedFor,
                emptyBefore = now - EmptyFor,
                size = RunBatch,
                planned = (int)SyncRunState.Planned,
                states = new[] { (int)SyncRunState.Planned, (int)SyncRunState.Done, (int)SyncRunState.PartlyDone },
            },
            ct)).Select(r => r.Id)];

    private sealed class OldRow
    {
        public SyncRunId Id { get; init; }
    }
}
