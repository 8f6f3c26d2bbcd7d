using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Platform.Tickets.Undoing;
using Fairlead.Platform.Tickets.Webhooks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Tickets;

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
    RunStore runs,
    OperationStore operations,
    GuardNotes guards,
    LaneStore laneStore,
    RestStore rests,
    IEnumerable<IBeforePlanning> deciders,
    PlanMaker plans,
    DueTickets dueTickets,
    Lanes lanes,
    RunApplier applier,
    CutOffRuns cutOff,
    RunUndoer undoer,
    CreateSender sender,
    IssueLinker linker,
    FindingsLists lists,
    MissingMarks marks,
    SiteGuard site,
    UncertainResolver resolver,
    DuplicateSweep sweep,
    Reconciler reconciler,
    DeltaPoll poll,
    WebhookReader webhooks,
    IOptions<SyncOptions> options,
    TimeProvider clock,
    ILogger<TicketSync> log)
{
    /// <summary>How late a finding that came of age may be noticed.</summary>
    private static readonly TimeSpan AgeLook = TimeSpan.FromHours(1);

    /// <summary>Plans and stores the plan.</summary>
    /// <param name="confirmation">Who says that what is unusually much is right; <see langword="null"/>: it is held.</param>
    /// <returns><see langword="null"/> when there is no such configuration.</returns>
    public async Task<SyncRun?> PlanAsync(TicketConfigurationId id, Confirmation? confirmation, CancellationToken ct)
    {
        if (await configurations.GetAsync(id, ct) is not { } configuration)
            return null;
        return await StoreAsync(configuration, await DecideAsync(configuration, confirmation?.What ?? Confirmed.Nothing, ct), confirmation, ct);
    }

    /// <summary>
    /// Carries out a stored plan, and first what had to wait and is due by now. Repeating is safe: what was done is not done again.
    /// </summary>
    /// <returns><see langword="null"/> when there is no such run, or its configuration is gone.</returns>
    public async Task<SyncRun?> ApplyAsync(SyncRunId id, IProgress<SyncProgress>? progress, CancellationToken ct)
    {
        if (await runs.GetAsync(id, ct) is not { } run || await configurations.GetAsync(run.Configuration, ct) is not { } configuration)
            return null;
        if (run.Connection != configuration.Connection || (IsOver(run) && await IsAtRestAsync(run.Connection, run.Attention, ct)))
            return run;
        if (!IsOver(run) && !run.MayWriteFor(configuration))
            return run with { Attention = [AttentionReport.OfDisabled(run, configuration.Name)] };
        await using var session = await lanes.EnterAsync(run.Connection, LaneSide.Writing, ct);
        session.LeaveWhen(ct);
        // Waiting for others may take long: what was corrected or disabled meanwhile counts.
        if (await configurations.GetAsync(run.Configuration, ct) is not { } current)
            return null;
        if (run.Connection != current.Connection)
            return run;
        if (!IsOver(run) && !run.MayWriteFor(current))
            return run with { Attention = [AttentionReport.OfDisabled(run, current.Name)] };
        return await ApplyAsync(session, run, current, isPlannedNow: false, progress, ct);
    }

    /// <summary>Plans and applies in one.</summary>
    public Task<SyncRun?> RunAsync(TicketConfigurationId id, IProgress<SyncProgress>? progress, CancellationToken ct) =>
        RunAsync(id, null, progress, ct);

    /// <summary>
    /// The same. Nothing is stored before it is this one's turn to write: what is planned while another writes is planned anew once that one is done,
    /// and where nothing can be sent through the connection nothing is left behind.
    /// </summary>
    /// <inheritdoc cref="PlanAsync"/>
    public async Task<SyncRun?> RunAsync(TicketConfigurationId id, Confirmation? confirmation, IProgress<SyncProgress>? progress, CancellationToken ct)
    {
        if (await configurations.GetAsync(id, ct) is not { } configuration)
            return null;
        var (what, connection) = (confirmation?.What ?? Confirmed.Nothing, configuration.Connection);
        var isLate = await lanes.IsWrittenAsync(connection, ct);
        var decision = await DecideAsync(configuration, what, ct);
        // What changed and shows in no text can still change a list that is attached.
        if (decision is { Unchanged.Count: 0, Plan: { IsEmpty: true, Due.IsEmpty: true } } && await IsAtRestAsync(connection, decision.Attention, ct))
            return await StoreAsync(configuration, decision, confirmation, ct);

        isLate |= await lanes.IsWrittenAsync(connection, ct);
        await using var session = await lanes.EnterAsync(connection, LaneSide.Writing, ct);
        session.LeaveWhen(ct);
        if (isLate)
        {
            if (await configurations.GetAsync(id, ct) is not { } current)
                return null;
            configuration = current;
            decision = await DecideAsync(configuration, what, ct);
        }

        var run = await StoreAsync(configuration, decision, confirmation, ct);
        return configuration.Connection == connection ? await ApplyAsync(session, run, configuration, isPlannedNow: true, progress, ct) : run;
    }

    private async Task<Decision> DecideAsync(TicketConfiguration configuration, Confirmed what, CancellationToken ct)
    {
        foreach (var decider in deciders)
            await decider.DecideAsync(ct);
        return await plans.DecideAsync(configuration, what, ct);
    }

    private async Task<SyncRun> StoreAsync(TicketConfiguration configuration, Decision decision, Confirmation? confirmation, CancellationToken ct)
    {
        await plans.KeepAsync(decision, ct);
        await guards.NoteHeldAsync(configuration, decision, ct);
        var run = await runs.InsertAsync(configuration, decision.Plan, decision.Attention, ct);
        if (confirmation is not null)
            await guards.NoteConfirmedAsync(configuration, decision.Plan, confirmation, ct);
        log.Planned(configuration.Id, decision.Plan.Operations.Count);
        return (await runs.GetAsync(run, ct))! with { Warnings = decision.Plan.Warnings };
    }

    private static bool IsOver(SyncRun run) => run.State is SyncRunState.Done or SyncRunState.PartlyDone;

    /// <summary>Whether a run that has nothing to do itself need not enter the connection either.</summary>
    private async Task<bool> IsAtRestAsync(ConnectionId connection, IReadOnlyList<Attention> attention, CancellationToken ct) =>
        attention.Count == 0 && await site.AreLinksProvenAsync(connection, ct) && !await cutOff.IsAnyDueAsync(connection, ct)
        && !await lists.IsAnyDueAsync(connection, ct) && !await marks.IsAnyDueAsync(connection, ct);

    private async Task<SyncRun?> ApplyAsync(
        LaneSession session, SyncRun run, TicketConfiguration configuration, bool isPlannedNow, IProgress<SyncProgress>? progress, CancellationToken ct)
    {
        var isOver = IsOver(run);
        var resumed = new List<ResumedRun>();
        using var patience = new Patience(clock, ct);
        try
        {
            if (run.Undoes is not null && !isOver)
                await undoer.TakeBackAsync(session, run, report: null, ct);
            var due = session.IsStopped ? [] : await dueTickets.OnAsync(run.Connection, patience.Token);
            int? counted = null;
            try
            {
                await CatchUpAsync(session, run, isOver, resumed, patience.Token);
                session.ThrowIfLeaving();
                // What was done first may have taken long.
                var asOf = isPlannedNow && session.Calls.Count == 0 ? run.PlannedAt : (DateTimeOffset?)null;
                if (!isOver && await applier.ApplyAsync(session, run, configuration, asOf, progress, patience.Token) is var done && run.State != SyncRunState.Planned)
                    resumed.Add(done);
                counted = session.Calls.Count;
                await lists.AttachDueAsync(session, patience.Token);
                await marks.PutDueAsync(session, patience.Token);
                // What was set aside on the way is looked for at once.
                if (!session.IsStopped)
                    await resolver.ResolveDueAsync(session, patience.Token);
            }
            finally
            {
                // Also what came of it until somebody left.
                await runs.AddCallsAsync(run.Id, session.Calls.Count - (counted ?? session.Calls.Count), CancellationToken.None);
                if (due.Count > 0)
                    await runs.SetCaughtUpAsync(run.Id, await dueTickets.BecameAsync(due, session, CancellationToken.None), CancellationToken.None);
            }

            // Nothing to do, and nothing asked or sent meanwhile: it stands as the plan has just told it.
            if (isPlannedNow && isOver && session.Calls.Count == 0 && resumed.Count == 0)
                return run;
        }
        catch (FencedException)
        {
            log.Fenced(run.Connection);
        }

        return await ReviewAsync(run.Id, configuration, ct) is { } reviewed ? reviewed with { Resumed = resumed, Warnings = run.Warnings } : null;
    }

    /// <summary>Whether findings may have come of age since the latest run of a configuration that waits for that; nothing tells of it.</summary>
    public async Task<bool> HasAgedAsync(TicketConfiguration configuration, CancellationToken ct) =>
        configuration.Filter.MinimumAgeDays is not null
        && (await runs.LastAttentionAsync(configuration.Id, ct) is not { } last || clock.GetUtcNow() - last.At >= AgeLook);

    /// <summary>Whether issues that were left alone for a time may be written to again.</summary>
    /// <returns>UTC. As of when; <see langword="null"/>: none.</returns>
    public async Task<DateTimeOffset?> RestedAsync(TicketConfigurationId configuration, CancellationToken ct) =>
        clock.GetUtcNow() is var now && await rests.HasAnyRestedAsync(configuration, now, ct) ? now : null;

    /// <summary>A run looked at all that was left alone until then.</summary>
    public Task LetGoAsync(TicketConfigurationId configuration, DateTimeOffset asOf, CancellationToken ct) => rests.LetGoAsync(configuration, asOf, ct);

    public Task<SyncRun?> GetRunAsync(SyncRunId id, CancellationToken ct) => runs.GetAsync(id, ct);

    /// <inheritdoc cref="OperationStore.HasUnclearWritesAsync"/>
    public Task<bool> HasUnclearWritesAsync(SyncRunId id, CancellationToken ct) => operations.HasUnclearWritesAsync(id, ct);

    /// <summary>Runs that had something to do, newest first.</summary>
    /// <param name="configuration"><see langword="null"/>: of any.</param>
    public Task<IReadOnlyList<SyncRun>> ListAsync(TicketConfigurationId? configuration, DateTimeOffset beforeAt, Guid beforeId, int size, CancellationToken ct) =>
        runs.ListAsync(configuration, beforeAt, beforeId, size, ct);

    /// <summary>The operations of a run in order.</summary>
    /// <param name="after">Number of the last one seen; 0 for the first page.</param>
    public Task<IReadOnlyList<StoredOperation>> OperationsAsync(SyncRunId id, int after, int size, CancellationToken ct) =>
        operations.PageAsync(id, after, size, ct);

    /// <summary>
    /// Does whatever is due on a connection: carries on with runs that were cut off, looks for uncertain creates, sends what waits
    /// (also the probe of a parked project), sweeps. Idempotent; a job calls it again and again.
    /// </summary>
    public async Task<WakeReport> WakeAsync(ConnectionId connection, CancellationToken ct)
    {
        // Whoever writes there does it; the next wake-up finds what is left.
        await using var session = await lanes.TryEnterAsync(connection, LaneSide.Writing, ct);
        if (session is null)
            return new(0, HasSwept: false, IsPaused: false);
        session.LeaveWhen(ct);
        using var patience = new Patience(clock, ct);
        try
        {
            return await WakeAsync(session, patience.Token);
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
        await using var session = await lanes.EnterAsync(connection, LaneSide.Writing, ct);
        return await sweep.SweepAsync(session, ct);
    }

    /// <summary>
    /// Reads every linked issue of a connection again: status, priority, moved, forbidden, deleted, and puts back the labels that somebody took
    /// away. Nothing while it is paused: every attempt to sign in counts.
    /// </summary>
    public async Task<ReconcileReport> ReconcileAsync(ConnectionId connection, CancellationToken ct)
    {
        await using var session = await lanes.EnterAsync(connection, LaneSide.Writing, ct);
        var report = session.IsStopped
            ? new(0, 0, 0, 0, 0, IsHeld: false, IsComplete: false, session.Calls.Count)
            : await reconciler.ReconcileAsync(session, ct);
        report = report with { PausedBecause = session.StopReason };
        if (!report.IsComplete || session.IsStopped)
            return report;
        // Without a server nobody else does it. What it does not come to takes nothing from the reading, and is left for the next run.
        session.LeaveWhen(ct);
        using var patience = new Patience(clock, ct);
        try
        {
            await marks.PutDueAsync(session, patience.Token);
        }
        catch (FencedException)
        {
            log.Fenced(connection);
        }

        return report with { JiraCalls = session.Calls.Count };
    }

    /// <summary>
    /// Does what <see cref="PollAsync"/> does when that is due, and nobody else is at it. Runs beside whoever writes. After looks that
    /// failed it waits longer and longer, until somebody polls or a webhook rings.
    /// </summary>
    public async Task LookAsync(ConnectionId connection, CancellationToken ct)
    {
        var (lane, now) = (await laneStore.GetAsync(connection, ct), clock.GetUtcNow());
        // A look counts from when it began, some moments after a tick; the tick that is nearest to its time is the one.
        if (lane is { PolledAt: { } at } && now - at < options.Value.PollInterval - options.Value.LookTick / 2)
            return;
        if (lane is { LookFailures: { } failures, LookTriedAt: { } triedAt } && now - triedAt < LookTrouble.PauseAfter(failures))
            return;
        await using var session = await lanes.TryEnterAsync(connection, LaneSide.Reading, ct);
        if (session is { IsStopped: false })
            await poll.PollAsync(session, ct);
    }

    /// <summary>Notes that a look failed for a reason that it did not expect.</summary>
    public Task NoteTroubleAsync(ConnectionId connection, Exception failure, CancellationToken ct) =>
        laneStore.LookFailedAsync(connection, LookTrouble.Of(failure), ct);

    /// <summary>
    /// Reads the linked issues that somebody changed in Jira since the last look, and what comments on them say. Nothing while the
    /// connection is paused.
    /// </summary>
    public async Task<PollReport> PollAsync(ConnectionId connection, CancellationToken ct)
    {
        await using var session = await lanes.EnterAsync(connection, LaneSide.Reading, ct);
        var report = session.IsStopped ? new(0, 0, 0, IsComplete: false, session.Calls.Count) : await poll.PollAsync(session, ct);
        return report with { PausedBecause = session.StopReason };
    }

    /// <summary>Reads the issues that webhooks told of. They wait while the connection is paused.</summary>
    public async Task HearAsync(ConnectionId connection, CancellationToken ct)
    {
        if (!await webhooks.HasNewsAsync(connection, ct))
            return;
        await using var session = await lanes.EnterAsync(connection, LaneSide.Reading, ct);
        if (!session.IsStopped)
            await webhooks.ReadAsync(session, ct);
    }

    private async Task<WakeReport> WakeAsync(LaneSession session, CancellationToken ct)
    {
        if (session.IsStopped)
            return new(0, HasSwept: false, IsPaused: true);
        await site.ProveLinksAsync(session, ct);
        await cutOff.CarryOnAsync(session, except: null, ct);
        var looked = await resolver.ResolveDueAsync(session, ct);
        if (!session.IsStopped)
            await sender.SendDueAsync(session, null, ct);
        await linker.LinkDueAsync(session, ct);
        await lists.AttachDueAsync(session, ct);
        await marks.PutDueAsync(session, ct);
        session.ThrowIfLeaving();
        var lane = await laneStore.GetAsync(session.Connection, ct);
        var mustSweep = !session.IsStopped && (lane?.SweptAt is not { } at || clock.GetUtcNow() - at >= options.Value.SweepInterval);
        if (mustSweep)
            await sweep.SweepAsync(session, ct);
        if (!session.IsStopped && (lane?.ReconciledAt is not { } last || clock.GetUtcNow() - last >= options.Value.ReconcileInterval))
            await reconciler.ReconcileAsync(session, ct);
        return new(looked, mustSweep, session.IsStopped);
    }

    /// <summary>
    /// What was cut off is finished, what rested long enough is looked for, and what waits to be sent is sent. The run counts as begun
    /// by then: if this is cut off, it is carried on with.
    /// </summary>
    /// <param name="resumed">Takes the runs that were finished.</param>
    private async Task CatchUpAsync(LaneSession session, SyncRun run, bool isOver, List<ResumedRun> resumed, CancellationToken ct)
    {
        if (!isOver)
            await runs.SetStateAsync(run.Id, SyncRunState.Applying, 0, ct);
        var state = SyncRunState.Interrupted;
        var callsOfOthers = 0;
        try
        {
            var before = session.Calls.Count;
            resumed.AddRange(await cutOff.CarryOnAsync(session, run.Id, ct));
            callsOfOthers = session.Calls.Count - before;
            await site.ProveLinksAsync(session, ct);
            if (!session.IsStopped)
                await resolver.ResolveDueAsync(session, ct);
            if (!session.IsStopped)
                await sender.SendDueAsync(session, null, ct);
            await linker.LinkDueAsync(session, ct);
            state = SyncRunState.Applying;
        }
        finally
        {
            if (!isOver || session.Calls.Count > callsOfOthers)
                await runs.SetStateAsync(run.Id, isOver ? run.State : state, session.Calls.Count - callsOfOthers, CancellationToken.None);
        }
    }

    /// <summary>Writes down what the run left unsettled. Where nothing was, all succeeded whole and no issue is lost, there is nothing to look for.</summary>
    private async Task<SyncRun?> ReviewAsync(SyncRunId id, TicketConfiguration configuration, CancellationToken ct)
    {
        if (await runs.GetAsync(id, ct) is not { } run)
            return null;
        if (run is { State: SyncRunState.Done, Attention.Count: 0, Undoes: null } && !await operations.HasNotesAsync(id, ct)
            && (await tickets.StandingsAsync(configuration.Id, ct)).All(s => s.Presence != IssuePresence.Lost))
            return run;
        var (_, _, attention) = await plans.DecideAsync(configuration, Confirmed.Nothing, ct);
        await runs.SetAttentionAsync(id, attention, ct);
        return run with { Attention = attention };
    }
}
