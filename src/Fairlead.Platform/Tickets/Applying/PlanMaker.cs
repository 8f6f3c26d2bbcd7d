using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>A plan and what it found out on the way.</summary>
/// <param name="Unchanged">Updates that were dropped, because Jira shows their text already.</param>
internal sealed record Decision(SyncPlan Plan, IReadOnlyList<UnchangedTicket> Unchanged, IReadOnlyList<Attention> Attention);

/// <summary>Reads findings and tickets once, and plans. Sends nothing.</summary>
internal sealed class PlanMaker(
    GroupReader groups,
    TicketStore tickets,
    LinkStore links,
    IssueStore issues,
    IntentStore intents,
    CircuitStore circuits,
    DueTickets due,
    Lanes lanes,
    IJiraSource jira,
    IssueBuilder builder,
    BackLinks back,
    ManualStore manual,
    Neighbours neighbours,
    CloseReasons closes,
    TimeProvider clock)
{
    private const int Batch = 200;

    /// <summary>The plan, less the updates that would send what Jira shows already.</summary>
    /// <param name="confirmed">What is not held, however much it is.</param>
    public async Task<Decision> DecideAsync(TicketConfiguration configuration, Confirmed confirmed, CancellationToken ct)
    {
        var (plan, attention) = await LookAsync(configuration, confirmed, ct);
        var (unchanged, reasons) = await CompareAsync(configuration, [.. plan.Operations.OfType<SyncOperation.Update>()], ct);
        if (unchanged.Count + reasons.Count == 0)
            return new(plan, [], attention);
        var dropped = unchanged.Select(u => u.Update).ToHashSet<SyncOperation>(ReferenceEqualityComparer.Instance);
        var rest = plan with
        {
            Settled = plan.Settled + dropped.Count,
            Operations = [.. plan.Operations.Where(o => !dropped.Contains(o)).Select(o => reasons.TryGetValue(o, out var reason) ? o with { Reason = reason } : o)],
        };
        return new(rest, unchanged, attention);
    }

    /// <summary>Writes down what planning found out: tickets that show the new state already, those whose issue is where it is to be, and those that need not be made any more.</summary>
    public async Task KeepAsync(Decision decision, CancellationToken ct)
    {
        if (decision.Unchanged.Count + decision.Plan.Withdrawn.Count + decision.Plan.Adopted.Count == 0)
            return;
        await using var work = await issues.BeginAsync(ct);
        await IssueStore.SameAsync(work, decision.Unchanged, ct);
        await IssueStore.AdoptAsync(work, decision.Plan.Adopted, ct);
        foreach (var ticket in decision.Plan.Withdrawn)
            await intents.WithdrawAsync(work, ticket, "no finding asks for it any more, because the filter, the grouping or severities changed before it was made", ct);
        await work.CommitAsync(ct);
    }

    private async Task<(SyncPlan Plan, IReadOnlyList<Attention> Attention)> LookAsync(
        TicketConfiguration configuration, Confirmed confirmed, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var planned = await CutOffAsync(configuration, await tickets.PlannedAsync(configuration.Id, ct), ct);
        var grouping = configuration.Enabled ? await groups.ReadAsync(configuration, planned, now, ct) : new Grouping(configuration, now);
        if (grouping.Doubtful(planned) is { Count: > 0 } doubtful)
            grouping.NoteTold(planned, await links.OfTicketsAsync(doubtful, ct));
        var plan = await AwaitAsync(SyncPlanner.Plan(grouping, configuration, planned, now, confirmed), grouping, planned, ct);
        if (plan.HeldCreates.Count > 0 || plan.Operations.Any(o => o is SyncOperation.Create))
            plan = SecondIssues.Tell(plan, configuration, grouping, await neighbours.OfAsync(configuration, ct));
        plan = plan with { Operations = await closes.TellAsync(plan.Operations, ct) };
        plan = plan with { Incomplete = [.. plan.Incomplete, .. await IncompleteAsync(configuration, plan.Operations, ct)] };
        var connection = configuration.Connection;
        var name = await jira.NameOfAsync(connection, ct) ?? connection.ToString();
        if (await jira.IsDisabledAsync(connection, ct))
        {
            plan = plan with { Due = DueReport.OfDisabled(plan) };
            var enabled = AttentionReport.Of(plan, configuration, name, await lanes.GetAsync(connection, ct), pause: null, []);
            var report = AttentionReport.OfDisabled(enabled, plan, name);
            return (report.Any(r => r.Kind == AttentionKind.Disabled) ? plan : plan with { Warnings = [.. plan.Warnings, AttentionReport.OfDisabled(name)] }, report);
        }

        var pause = await lanes.StandingPauseAsync(connection, ct);
        var known = await circuits.ByConnectionAsync(connection, ct);
        var ofOthers = (await due.OnAsync(connection, ct)).Count(t => t.ConfigurationId != configuration.Id);
        plan = plan with { Due = DueReport.Of(plan, pause, known, ofOthers, await due.UnfinishedAsync(connection, ct)) };
        return (plan, AttentionReport.Of(plan, configuration, name, await lanes.GetAsync(connection, ct), pause, known));
    }

    /// <summary>Notes which creates nobody sends any more.</summary>
    private async Task<IReadOnlyList<PlannedTicket>> CutOffAsync(
        TicketConfiguration configuration, IReadOnlyList<PlannedTicket> planned, CancellationToken ct) =>
        planned.Any(t => t.State == TicketState.Sending) && !await lanes.IsWrittenAsync(configuration.Connection, ct)
            ? [.. planned.Select(t => t.State == TicketState.Sending ? t with { IsCutOff = true } : t)]
            : planned;

    private async Task<SyncPlan> AwaitAsync(SyncPlan plan, Grouping grouping, IReadOnlyList<PlannedTicket> planned, CancellationToken ct)
    {
        var closing = plan.Operations.OfType<SyncOperation.Transition>().Where(o => o.HasLeft).Select(o => o.Ticket).ToList();
        if (closing.Count == 0)
            return plan;
        return Replacements.Await(plan, grouping, planned, await links.OfTicketsAsync(closing, ct));
    }

    /// <summary>What is to be sent without a field. Only placeholders can hold what a field does not take.</summary>
    private async Task<IReadOnlyList<IncompleteGroup>> IncompleteAsync(
        TicketConfiguration configuration, IReadOnlyList<SyncOperation> operations, CancellationToken ct)
    {
        if (!FieldResolver.CanLeaveOut(configuration))
            return [];
        var renderer = new TicketRenderer(configuration);
        var incomplete = new List<IncompleteGroup>();
        foreach (var batch in operations.Where(o => o is SyncOperation.Create or SyncOperation.Update).Chunk(Batch))
        {
            var content = await builder.ContentAsync(batch.Select(o => o.Group.Findings), ct);
            foreach (var group in batch.Select(o => o.Group))
            {
                var members = IssueBuilder.Of(group.Findings, content);
                if (members.Count > 0 && renderer.FieldsOf(group, members).LeftOutText is { } reason)
                    incomplete.Add(new(group.Label, reason));
            }
        }

        return incomplete;
    }

    /// <returns>Updates that would send what Jira shows already; and of the others, why they are sent.</returns>
    private async Task<(IReadOnlyList<UnchangedTicket> Unchanged, IReadOnlyDictionary<SyncOperation, string> Reasons)> CompareAsync(
        TicketConfiguration configuration, IReadOnlyList<SyncOperation.Update> updates, CancellationToken ct)
    {
        var reasons = new Dictionary<SyncOperation, string>(ReferenceEqualityComparer.Instance);
        if (updates.Count == 0)
            return ([], reasons);
        var renderer = new TicketRenderer(configuration);
        var rungs = (await circuits.ByConnectionAsync(configuration.Connection, ct)).ToDictionary(c => (c.ProjectId, c.IssueTypeId), c => c.Rung);
        var unchanged = new List<UnchangedTicket>();
        foreach (var batch in updates.Chunk(Batch))
        {
            var content = await builder.ContentAsync(batch.Select(u => u.Group.Findings), ct);
            var rows = (await tickets.ByIdsAsync([.. batch.Select(u => u.Ticket)], ct)).ToDictionary(t => t.Id);
            var words = await manual.WordsAsync(configuration.Id, batch.Select(u => u.Group.Key), ct);
            foreach (var update in batch)
            {
                var row = rows[update.Ticket];
                var rung = rungs.GetValueOrDefault((row.ProjectId, row.IssueTypeId), MarkerRung.Label);
                if (WhyOf(update, row, words.GetValueOrDefault(update.Group.Key, OwnWords.None), rung, configuration, renderer, IssueBuilder.Of(update.Group.Findings, content)) is { } reason)
                    reasons[update] = reason;
                else
                    unchanged.Add(new UnchangedTicket(update, row));
            }
        }

        return (unchanged, reasons);
    }

    /// <returns><see langword="null"/> where Jira shows it already.</returns>
    private string? WhyOf(
        SyncOperation.Update update, TicketRow ticket, OwnWords words, MarkerRung rung, TicketConfiguration configuration, TicketRenderer renderer, IReadOnlyList<ContentFinding> members)
    {
        if (members.Count == 0)
            return null;
        try
        {
            configuration = words.Over(ticket.Under(configuration));
            var rendered = words.Over(renderer.Render(back.On(update.Group, update.Ticket), members), update.Ticket);
            var content = IssueBuilder.SentOf(configuration, rendered, update.Group).Over(ticket, configuration);
            if (ContentChange.Differs(ticket, content, configuration, rung))
                return ContentChange.ReasonOf(ticket, content, configuration, rung, update.Reason);
            // Whether these are what they were shows when they are looked up.
            return rendered.Fields.Lookups.Any(l => l.Field.Owner != FieldOwner.Jira) ? update.Reason : null;
        }
        catch (TemplateLimitException)
        {
            // The run shows it as refused.
            return update.Reason;
        }
    }
}
