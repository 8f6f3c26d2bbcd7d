using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets;

/// <summary>One operation with the text that it would send.</summary>
/// <param name="Summary"><see langword="null"/> for a step that does not touch it.</param>
/// <param name="Body">As Markdown, for people.</param>
internal sealed record PreviewedOperation(SyncOperation Operation, string? Summary, string? Body, string? Priority);

/// <summary>A plan that was not stored, with the text of its first operations.</summary>
internal sealed record TicketPreview(SyncPlan Plan, IReadOnlyList<PreviewedOperation> Samples);

/// <summary>What a wake-up of a connection did.</summary>
/// <param name="Looked">Uncertain creates that were looked for.</param>
/// <param name="IsPaused">Nothing is sent at the moment.</param>
internal sealed record WakeReport(int Looked, bool HasSwept, bool IsPaused);

/// <summary>
/// Makes Jira agree with the findings. Everything that is written to Jira on behalf of tickets goes through here, one worker at
/// a time for each connection.
/// </summary>
internal sealed class TicketSync(
    ConfigurationStore configurations,
    TicketStore tickets,
    IssueStore issues,
    RunStore runs,
    LaneStore laneStore,
    IFindingSource findings,
    IssueBuilder builder,
    Lanes lanes,
    RunApplier applier,
    CreateSender sender,
    UncertainResolver resolver,
    DuplicateSweep sweep,
    Reconciler reconciler,
    IOptions<SyncOptions> options,
    TimeProvider clock,
    ILogger<TicketSync> log)
{
    /// <summary>What a run would do now. Stores and sends nothing.</summary>
    /// <param name="samples">How many operations to show with their text.</param>
    /// <returns><see langword="null"/> when there is no such configuration.</returns>
    public async Task<TicketPreview?> PreviewAsync(TicketConfigurationId id, int samples, CancellationToken ct)
    {
        if (await configurations.GetAsync(id, ct) is not { } configuration)
            return null;
        var (plan, _) = await DecideAsync(configuration, ct);
        var first = plan.Operations.Take(samples).ToList();
        var content = await builder.ContentAsync(first.Select(o => o.Group.Findings), ct);
        var renderer = new TicketRenderer(configuration);
        return new(plan, [.. first.Select(o => Show(o, configuration, renderer, IssueBuilder.Of(o.Group.Findings, content)))]);
    }

    /// <summary>Plans and stores the plan.</summary>
    /// <returns><see langword="null"/> when there is no such configuration.</returns>
    public async Task<SyncRun?> PlanAsync(TicketConfigurationId id, CancellationToken ct)
    {
        if (await configurations.GetAsync(id, ct) is not { } configuration)
            return null;
        var (plan, unchanged) = await DecideAsync(configuration, ct);
        await KeepUnchangedAsync(unchanged, ct);
        var run = await runs.InsertAsync(configuration, plan, ct);
        log.Planned(id, plan.Operations.Count);
        return await runs.GetAsync(run, ct);
    }

    /// <summary>Carries out a stored plan. Repeating is safe: what was done is not done again.</summary>
    /// <returns><see langword="null"/> when there is no such run, or its configuration is gone.</returns>
    public async Task<SyncRun?> ApplyAsync(SyncRunId id, IProgress<SyncProgress>? progress, CancellationToken ct)
    {
        if (await runs.GetAsync(id, ct) is not { } run || await configurations.GetAsync(run.Configuration, ct) is not { } configuration)
            return null;
        if (run.State is SyncRunState.Done or SyncRunState.PartlyDone)
            return run;
        if (run.Connection != configuration.Connection)
            return run;
        try
        {
            using var session = await lanes.EnterAsync(run.Connection, ct);
            await applier.ApplyAsync(session, run, configuration, progress, ct);
        }
        catch (FencedException)
        {
            log.Fenced(run.Connection);
        }

        return await runs.GetAsync(id, ct);
    }

    /// <summary>Plans and applies in one.</summary>
    public async Task<SyncRun?> RunAsync(TicketConfigurationId id, IProgress<SyncProgress>? progress, CancellationToken ct) =>
        await PlanAsync(id, ct) is { } run ? await ApplyAsync(run.Id, progress, ct) : null;

    public Task<SyncRun?> GetRunAsync(SyncRunId id, CancellationToken ct) => runs.GetAsync(id, ct);

    /// <summary>The operations of a run in order.</summary>
    /// <param name="after">Number of the last one seen; 0 for the first page.</param>
    public Task<IReadOnlyList<StoredOperation>> OperationsAsync(SyncRunId id, int after, int size, CancellationToken ct) =>
        runs.PageAsync(id, after, size, ct);

    /// <summary>
    /// Does whatever is due on a connection: carries on with runs that were cut off, looks for uncertain creates, sends what waits
    /// (also the probe of a parked project), sweeps. Idempotent; a job calls it again and again.
    /// </summary>
    public async Task<WakeReport> WakeAsync(ConnectionId connection, CancellationToken ct)
    {
        using var session = await lanes.EnterAsync(connection, ct);
        try
        {
            return await WakeAsync(session, ct);
        }
        catch (FencedException)
        {
            log.Fenced(connection);
            return new(0, HasSwept: false, IsPaused: false);
        }
    }

    /// <summary>Looks for duplicates now.</summary>
    public async Task<SweepReport> SweepAsync(ConnectionId connection, CancellationToken ct)
    {
        using var session = await lanes.EnterAsync(connection, ct);
        return await sweep.SweepAsync(session, ct);
    }

    /// <summary>Reads every linked issue of a connection again: status, priority, moved, forbidden, deleted.</summary>
    public async Task<ReconcileReport> ReconcileAsync(ConnectionId connection, CancellationToken ct)
    {
        using var session = await lanes.EnterAsync(connection, ct);
        return await reconciler.ReconcileAsync(session, ct);
    }

    /// <summary>Lets a paused connection go on: a person's word, or a new credential.</summary>
    /// <returns>Whether it was paused.</returns>
    public Task<bool> ResumeAsync(ConnectionId connection, CancellationToken ct) => lanes.ResumeAsync(connection, ct);

    /// <summary>Why nothing is sent on a connection; <see langword="null"/> when it is.</summary>
    public async Task<string?> PauseReasonAsync(ConnectionId connection, CancellationToken ct) =>
        await laneStore.GetAsync(connection, ct) is { Pause: not null } lane ? lane.PauseReason : null;

    /// <summary>Whether a run would be let through now, as far as is known without asking Jira.</summary>
    public async Task<bool> CanSendAsync(ConnectionId connection, CancellationToken ct) =>
        await laneStore.GetAsync(connection, ct) is not { Pause: not null } lane || lane.ResumeAt <= clock.GetUtcNow();

    private async Task<WakeReport> WakeAsync(LaneSession session, CancellationToken ct)
    {
        if (session.IsStopped)
            return new(0, HasSwept: false, IsPaused: true);
        foreach (var run in await runs.BegunAsync(session.Connection, ct))
        {
            if (await configurations.GetAsync(run.Configuration, ct) is { } configuration && configuration.Connection == session.Connection)
                await applier.ApplyAsync(session, run, configuration, null, ct);
        }

        var looked = await resolver.ResolveDueAsync(session, ct);
        if (!session.IsStopped)
            await sender.SendDueAsync(session, null, ct);
        var lane = await laneStore.GetAsync(session.Connection, ct);
        var mustSweep = !session.IsStopped && (lane?.SweptAt is not { } at || clock.GetUtcNow() - at >= options.Value.SweepInterval);
        if (mustSweep)
            await sweep.SweepAsync(session, ct);
        if (!session.IsStopped && (lane?.ReconciledAt is not { } last || clock.GetUtcNow() - last >= options.Value.ReconcileInterval))
            await reconciler.ReconcileAsync(session, ct);
        return new(looked, mustSweep, session.IsStopped);
    }

    /// <summary>The plan, less the updates that would send what Jira shows already.</summary>
    private async Task<(SyncPlan Plan, IReadOnlyList<SyncOperation.Update> Unchanged)> DecideAsync(TicketConfiguration configuration, CancellationToken ct)
    {
        var grouping = new Grouping(configuration);
        if (configuration.Enabled)
        {
            await foreach (var finding in findings.StreamAsync(configuration.Filter, ct))
                grouping.Add(finding);
        }

        var plan = SyncPlanner.Plan(grouping, configuration, await tickets.PlannedAsync(configuration.Id, ct), clock.GetUtcNow());
        var unchanged = await UnchangedAsync(configuration, [.. plan.Operations.OfType<SyncOperation.Update>()], ct);
        if (unchanged.Count == 0)
            return (plan, []);
        var dropped = unchanged.ToHashSet<SyncOperation>(ReferenceEqualityComparer.Instance);
        return (plan with
        {
            Settled = plan.Settled + dropped.Count,
            Operations = [.. plan.Operations.Where(o => !dropped.Contains(o))],
        }, unchanged);
    }

    private async Task<IReadOnlyList<SyncOperation.Update>> UnchangedAsync(
        TicketConfiguration configuration, IReadOnlyList<SyncOperation.Update> updates, CancellationToken ct)
    {
        const int Batch = 200;
        if (updates.Count == 0)
            return [];
        var renderer = new TicketRenderer(configuration);
        var unchanged = new List<SyncOperation.Update>();
        foreach (var batch in updates.Chunk(Batch))
        {
            var content = await builder.ContentAsync(batch.Select(u => u.Group.Findings), ct);
            var rows = (await tickets.ByIdsAsync([.. batch.Select(u => u.Ticket)], ct)).ToDictionary(t => t.Id);
            unchanged.AddRange(batch.Where(u => !Differs(u, rows[u.Ticket], configuration, renderer, IssueBuilder.Of(u.Group.Findings, content))));
        }

        return unchanged;
    }

    private static bool Differs(
        SyncOperation.Update update, TicketRow ticket, TicketConfiguration configuration, TicketRenderer renderer, IReadOnlyList<ContentFinding> members)
    {
        if (members.Count == 0)
            return false;
        try
        {
            var rendered = renderer.Render(update.Group, members);
            var priority = IssueBuilder.PriorityOf(configuration, update.Group);
            return IssueUpdater.Differs(
                ticket, new SentContent(update.Group.Hash, rendered.Summary, rendered.BodyHash, priority?.Id, priority?.Name));
        }
        catch (TemplateLimitException)
        {
            // The run shows it as refused.
            return true;
        }
    }

    private async Task KeepUnchangedAsync(IReadOnlyList<SyncOperation.Update> unchanged, CancellationToken ct)
    {
        if (unchanged.Count == 0)
            return;
        await using var work = await issues.BeginAsync(ct);
        foreach (var update in unchanged)
            await IssueStore.SameAsync(work, update.Ticket, update.Group.Hash, ct);
        await work.CommitAsync(ct);
    }

    private static PreviewedOperation Show(
        SyncOperation operation, TicketConfiguration configuration, TicketRenderer renderer, IReadOnlyList<ContentFinding> members)
    {
        if (operation is SyncOperation.Transition { Goal: TransitionGoal.Done } close)
            return new(operation, null, close.Text, null);
        if (members.Count == 0)
            return new(operation, null, null, null);
        var rendered = renderer.Render(operation.Group, members);
        return new(operation, rendered.Summary, rendered.Markdown, IssueBuilder.PriorityOf(configuration, operation.Group)?.Name);
    }
}
