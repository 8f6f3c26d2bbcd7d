using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Platform.Tickets.Undoing;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets;

/// <summary>What came of asking to undo a run.</summary>
internal abstract record RunUndoOutcome
{
    private RunUndoOutcome()
    {
    }

    /// <summary>Stored, to be carried out as any run is: <see cref="TicketSync.ApplyAsync(SyncRunId, IProgress{SyncProgress}?, CancellationToken)"/>.</summary>
    public sealed record Planned(SyncRun Run) : RunUndoOutcome;

    /// <summary>There is no such run.</summary>
    public sealed record Unknown : RunUndoOutcome;

    /// <summary>It cannot be undone. Nothing was stored.</summary>
    public sealed record Refused(string Reason) : RunUndoOutcome;
}

/// <summary>Plans to take back what a run did. Writes nothing to Jira.</summary>
internal sealed class RunUndos(
    RunStore runs, OperationStore operationStore, TicketStore tickets, ConfigurationStore configurations, ActivityLog activity, IOptions<SyncOptions> options, TimeProvider clock)
{
    /// <param name="deleteIssues">Issues that the run made are deleted where Jira allows, not closed.</param>
    public async Task<RunUndoOutcome> PlanAsync(Actor actor, SyncRunId id, bool deleteIssues, CancellationToken ct)
    {
        if (await runs.GetAsync(id, ct) is not { } run)
            return new RunUndoOutcome.Unknown();
        if (WhyNot(run, await configurations.GetAsync(run.Configuration, ct)) is { } reason)
            return new RunUndoOutcome.Refused(reason);
        var undoable = await operationStore.UndoableAsync(id, ct);
        var rows = (await tickets.ByIdsAsync([.. undoable.Select(o => o.Ticket!.Value).Distinct()], ct)).ToDictionary(t => t.Id);
        var operations = UndoPlan.Of(undoable, rows, run.FinishedAt ?? run.PlannedAt, PlainText.OneLine(actor.Name), deleteIssues);
        await using var work = await runs.BeginAsync(ct);
        var undo = await runs.InsertUndoAsync(work, run, operations, ct);
        await activity.AppendAsync(work, actor, "tickets.undo", undo.ToString(), $"Asked to undo the run {id}: {operations.Count} operations.", ct);
        await work.CommitAsync(ct);
        return new RunUndoOutcome.Planned((await runs.GetAsync(undo, ct))!);
    }

    /// <param name="configuration">The run's; <see langword="null"/> when it was deleted.</param>
    private string? WhyNot(SyncRun run, TicketConfiguration? configuration) => run switch
    {
        { Undoes: not null } => "It is itself an undo. What it took back is done again once you ask for it: fairlead ticket retry",
        { State: SyncRunState.Planned } => "It was planned only, and did nothing.",
        { State: SyncRunState.Applying or SyncRunState.Interrupted } when configuration?.Connection == run.Connection => "It is not over. A running server carries it on; so does: fairlead apply",
        _ when configuration is null || configuration.Connection != run.Connection => "Its configuration was deleted, or uses another connection now. One that is made again under its name, disabled if it must do nothing else, takes its tickets back: fairlead configuration apply; then undo the run.",
        _ when clock.GetUtcNow() - run.PlannedAt > options.Value.UndoFor =>
            $"It is older than {options.Value.UndoFor.TotalDays:0.##} days (Tickets:Sync:UndoFor), and what the issues were before is not kept any more.",
        _ => null,
    };
}
