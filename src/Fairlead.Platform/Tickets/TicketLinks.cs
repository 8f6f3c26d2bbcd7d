using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Linking;
using Fairlead.Platform.Tickets.Manual;
using Fairlead.Platform.Tickets.Planning;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets;

/// <summary>A ticket of findings that a person chose, for an issue that is there already.</summary>
/// <param name="Issue">Key of the issue.</param>
/// <param name="Findings">1 to <see cref="TicketGroup.MaxListed"/>.</param>
internal sealed record LinkDraft(TicketConfiguration Configuration, string Issue, IReadOnlyList<FindingId> Findings);

/// <summary>A ticket behind which a finding is already.</summary>
/// <param name="Name">Key of its issue, or its id while it has none.</param>
internal sealed record TicketInTheWay(TicketId Id, string Name);

/// <summary>
/// Links tickets to issues that people made, and parts them again. An issue gets its marker before the ticket names it, so that whatever is cut
/// off is completed by asking again; no two issues ever carry the marker of one ticket.
/// </summary>
internal sealed class TicketLinks(
    AtOnce atOnce,
    LinkProof proof,
    IssueClaims claims,
    ChosenFindings chosen,
    MarkerWriter markers,
    LinkWriter writer,
    TicketStore tickets,
    ConfigurationStore configurations,
    ManualStore manual,
    LinkStore links,
    IntentRows rows,
    TimeProvider clock)
{
    /// <summary>Most findings of one request.</summary>
    public const int MaxFindings = ChosenFindings.MaxFindings;

    /// <summary>Makes a ticket of chosen findings for an issue that is there.</summary>
    public Task<IssueOutcome> LinkAsync(Actor actor, LinkDraft draft, CancellationToken ct) =>
        atOnce.DoAsync(draft.Configuration.Connection, (session, inner) => LinkAsync(session, actor, draft, inner), ct);

    /// <summary>Parts a ticket from its issue, which stays as it is but for its marker.</summary>
    public async Task<IssueOutcome> UnlinkAsync(Actor actor, TicketId id, CancellationToken ct) => await tickets.GetAsync(id, ct) is { } ticket
        ? await atOnce.DoAsync(ticket.ConnectionId, (session, inner) => UnlinkAsync(session, actor, id, inner), ct)
        : new IssueOutcome.Unknown();

    /// <summary>Gives a ticket another issue that is there.</summary>
    /// <param name="issue">Its key.</param>
    public async Task<IssueOutcome> RelinkAsync(Actor actor, TicketId id, string issue, CancellationToken ct) => await tickets.GetAsync(id, ct) is { } ticket
        ? await atOnce.DoAsync(ticket.ConnectionId, (session, inner) => RelinkAsync(session, actor, id, issue, inner), ct)
        : new IssueOutcome.Unknown();

    /// <summary>Those of findings that are behind an open issue of a configuration, and which.</summary>
    /// <param name="but">The ticket that does not count.</param>
    /// <param name="held">Tickets that count also when their issue is done, where the finding is behind them or is once the next run opens it; <see langword="null"/>: none.</param>
    public Task<IReadOnlyDictionary<FindingId, TicketInTheWay>> ElsewhereAsync(
        TicketConfiguration configuration, IReadOnlyList<FindingId> findings, TicketId? but, ILookup<FindingId, TicketId>? held, CancellationToken ct) =>
        chosen.ElsewhereAsync(configuration, findings, but, held, ct);

    /// <summary>Puts findings behind a ticket at once, whatever the configuration's filter and grouping say. What its issue says follows with the next run.</summary>
    /// <param name="findings">1 to <see cref="TicketGroup.MaxListed"/>; those that are behind it already stay so.</param>
    public async Task<IssueOutcome> AddAsync(Actor actor, TicketId id, IReadOnlyList<FindingId> findings, CancellationToken ct)
    {
        if (await tickets.GetAsync(id, ct) is not { } ticket)
            return new IssueOutcome.Unknown();
        if (WhyNot(ticket, IssuePresence.Present, IssuePresence.Forbidden) is { } reason)
            return new IssueOutcome.Refused(reason);
        if (await configurations.GetAsync(ticket.ConfigurationId, ct) is not { Enabled: true } configuration)
            return new IssueOutcome.Refused("Its configuration is disabled or deleted, so the issue would not be kept true.");
        var pins = await manual.PinsAsync(configuration.Id, ct);
        var key = GroupKeys.Parse(ticket.GroupKey);
        var members = (await links.OfTicketsAsync([id], ct))[id];
        List<FindingId> absent = [.. findings.Except(members)];
        List<FindingId> more = [.. absent.Where(f => !(pins.TryGetValue(f, out var group) && group == key))];
        // They were put there before, and a run that counted without them wrote after that.
        if (more.Count < absent.Count)
            await writer.JoinAsync(ticket, [.. absent.Except(more)], ct);
        if (more.Count == 0)
            return new IssueOutcome.Done(id);
        var faults = new FaultList();
        var chosenOnes = await chosen.ReadAsync(configuration, more, faults, ct);
        if (chosenOnes is null)
            return new IssueOutcome.Invalid(faults.Problems);
        return await writer.AddAsync(actor, ticket, more, chosenOnes.Before, ct) ? new IssueOutcome.Done(id) : new IssueOutcome.Invalid([ChosenFindings.Taken]);
    }

    /// <summary>
    /// Takes findings from behind a ticket at once. One that nothing is left behind is parted from its issue; findings that the configuration itself puts
    /// there stay beside others, and that is told. What the issue says follows with the next run.
    /// </summary>
    public async Task<IssueOutcome> RemoveAsync(Actor actor, TicketId id, IReadOnlyList<FindingId> findings, CancellationToken ct)
    {
        if (await tickets.GetAsync(id, ct) is not { } ticket)
            return new IssueOutcome.Unknown();
        if (!(await links.OfTicketsAsync([id], ct))[id].Except(findings).Any())
            return await UnlinkAsync(actor, id, ct);
        var configuration = await configurations.GetAsync(ticket.ConfigurationId, ct);
        var staying = configuration is null ? [] : await chosen.ByItselfAsync(configuration, ticket, findings, ct);
        await writer.RemoveAsync(actor, ticket, findings, [.. findings.Except(staying)], ct);
        if (staying.Count == 0)
            return new IssueOutcome.Done(id);
        return new IssueOutcome.Refused(
            $"The finding shares {ticket.IssueKey ?? "its issue"} with others, because the configuration {configuration!.Name} groups them so, and stays behind it. "
            + $"Change what {configuration.Name} groups by, or take the issue from all of them: fairlead ticket unlink {id}");
    }

    private async Task<IssueOutcome> LinkAsync(LaneSession session, Actor actor, LinkDraft draft, CancellationToken ct)
    {
        var faults = new FaultList();
        var configuration = draft.Configuration;
        if (await LinkedAsync(configuration, draft, ct) is { } linked)
            return new IssueOutcome.Done(linked);
        var group = await chosen.ReadAsync(configuration, draft.Findings, faults, ct);
        var claim = await claims.ReadAsync(session, draft.Issue, faults, ct);
        if (group is not null && claim is not null)
            DemandOpen(configuration, claim, group.Group, faults);
        if (group is null || claim is null || faults.HasProblems)
            return new IssueOutcome.Invalid(faults.Problems);
        if (await MarkAsync(session, actor, configuration, group.Group, claim, before: null, ct) is { } obstacle)
            return obstacle;
        var row = LinkWriter.Claimed(rows.Of(session, configuration, group.Group, generation: 1), group.Group, claim, clock.GetUtcNow());
        if (!await writer.AddAsync(session, actor, configuration, row, group, claim, ct))
            return new IssueOutcome.Invalid([ChosenFindings.Taken]);
        KillPoint.Hit("ticket.issue-linked");
        return new IssueOutcome.Done(row.Id);
    }

    /// <returns>The ticket, where the same was asked before and done.</returns>
    private async Task<TicketId?> LinkedAsync(TicketConfiguration configuration, LinkDraft draft, CancellationToken ct)
    {
        if (await tickets.OfIssueKeyAsync(configuration.Id, IssueClaims.KeyOf(draft.Issue), ct) is not { } id
            || await tickets.GetAsync(id, ct) is not { State: TicketState.Created, Presence: IssuePresence.Present, LinkedAt: not null })
            return null;
        return (await links.OfTicketsAsync([id], ct))[id].ToHashSet().SetEquals(draft.Findings) ? id : null;
    }

    /// <summary>An issue that is done says that nothing is left to do, which open findings contradict: nobody would hear of them there.</summary>
    private static void DemandOpen(TicketConfiguration configuration, ClaimedIssue claim, TicketGroup group, FaultList faults)
    {
        if (group.Open > 0 && claim.Issue.Status is { Category: JiraStatusCategory.Done } status && configuration.StatusOwner != FieldOwner.Fairlead)
        {
            faults.Problem(
                "issue", $"{claim.Issue.Key} is {status.Name}, and {(group.Open == 1 ? "a finding is" : $"{group.Open} findings are")} open",
                "open it again in Jira first, or name another issue");
        }
    }

    private async Task<IssueOutcome> UnlinkAsync(LaneSession session, Actor actor, TicketId id, CancellationToken ct)
    {
        var ticket = (await tickets.GetAsync(id, ct))!;
        if (WhyNot(ticket, IssuePresence.Present, IssuePresence.Forbidden, IssuePresence.Lost) is { } reason)
            return new IssueOutcome.Refused(reason);
        // What is not its own, or cannot be seen, is not written to.
        var shown = await proof.IssueOfAsync(session, ticket, ct);
        var told = await writer.UnlinkAsync(session, actor, ticket, ct);
        KillPoint.Hit("ticket.unlinked");
        if (shown is not null && await markers.TakeOffAsync(session, shown, ticket.Marker, ct) is { } left)
            await writer.ExplainAsync(session, actor, ticket, $"{told}; {LinkWriter.LeftOn(shown, ticket, left)}", ct);
        if (shown is not null)
            await writer.PartAsync(session, actor, ticket, shown, await configurations.GetAsync(ticket.ConfigurationId, ct), instead: null, ct);
        return new IssueOutcome.Done(id);
    }

    private async Task<IssueOutcome> RelinkAsync(LaneSession session, Actor actor, TicketId id, string issue, CancellationToken ct)
    {
        var ticket = (await tickets.GetAsync(id, ct))!;
        var reason = WhyNot(ticket, IssuePresence.Present, IssuePresence.Forbidden, IssuePresence.Deleted, IssuePresence.Lost, IssuePresence.Unlinked);
        if (reason is not null)
            return new IssueOutcome.Refused(reason);
        if (await tickets.IsReplacedAsync(id, ct))
            return new IssueOutcome.Refused("Another ticket has taken its place; name that one: fairlead ticket list");
        if (await configurations.GetAsync(ticket.ConfigurationId, ct) is not { Enabled: true } configuration)
            return new IssueOutcome.Refused("Its configuration is disabled or deleted, so the issue would not be kept true.");
        if (await chosen.OfTicketAsync(configuration, ticket, ct) is not { } group)
            return new IssueOutcome.Refused("No finding is behind the ticket any more.");
        if (ticket is { Presence: IssuePresence.Present, IssueKey: { } key, LinkedAt: not null } && key == IssueClaims.KeyOf(issue))
            return new IssueOutcome.Done(id);
        var faults = new FaultList();
        var claim = await claims.ReadAsync(session, issue, faults, ct);
        if (claim is not null)
            DemandOpen(configuration, claim, group, faults);
        if (claim is null || faults.HasProblems)
            return new IssueOutcome.Invalid(faults.Problems);
        var before = await proof.IssueOfAsync(session, ticket, ct);
        if (await MarkAsync(session, actor, configuration, group, claim, ticket.LinkedAt ?? (ticket.Presence == IssuePresence.Unlinked ? ticket.UpdatedAt : null), ct) is { } obstacle)
            return obstacle;
        await writer.RelinkAsync(session, actor, configuration, LinkWriter.Claimed(ticket, group, claim, clock.GetUtcNow()), group, claim, before, ct);
        KillPoint.Hit("ticket.relinked");
        if (before is not null && await markers.TakeOffAsync(session, before, ticket.Marker, ct) is { } left)
            await writer.NoteAsync(actor, ticket, LinkWriter.LeftOn(before, ticket, left), ct);
        if (before is not null)
            await writer.PartAsync(session, actor, ticket, before, configuration, claim.Issue.Key, ct);
        return new IssueOutcome.Done(id);
    }

    /// <summary>Marker and comment, which are repeated without harm.</summary>
    /// <returns><see langword="null"/> when the issue has both.</returns>
    private async Task<IssueOutcome?> MarkAsync(
        LaneSession session, Actor actor, TicketConfiguration configuration, TicketGroup group, ClaimedIssue claim, DateTimeOffset? before, CancellationToken ct)
    {
        var put = await markers.PutAsync(session, claim.Issue, claim.Marker, claim.Dead, ct);
        KillPoint.Hit("ticket.marked");
        if (put is null && (put = await writer.CommentAsync(session, actor, configuration, group, claim, before, ct)) is SyncOutcome.Refused)
            await UnmarkAsync(session, claim, ct);
        KillPoint.Hit("ticket.link-told");
        return put switch
        {
            null => null,
            SyncOutcome.Refused no => new IssueOutcome.Refused($"{claim.Issue.Key} cannot be linked: {no.Reason}"),
            SyncOutcome.Deferred(var reason, _) when session.IsStopped => new IssueOutcome.Paused(session.Connection, reason),
            SyncOutcome.Uncertain(var reason, _) when session.IsStopped => new IssueOutcome.Paused(session.Connection, reason),
            SyncOutcome.Deferred(var reason, _) => new IssueOutcome.Unanswered(reason),
            SyncOutcome.Uncertain(var reason, _) => new IssueOutcome.Unanswered(reason),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The issue does not become the ticket's after all.</summary>
    private async Task UnmarkAsync(LaneSession session, ClaimedIssue claim, CancellationToken ct)
    {
        // Without an answer it keeps a marker that is nobody's, which the next attempt takes for its own.
        if (await session.Jira.Issues.GetAsync(claim.Issue.Id, MarkerReader.Selection, ct) is { } marked)
            _ = await markers.TakeOffAsync(session, marked, claim.Marker, ct);
    }

    /// <returns><see langword="null"/> when the ticket's issue stands so.</returns>
    private static string? WhyNot(TicketRow ticket, params IReadOnlyList<IssuePresence> allowed) => ticket switch
    {
        { State: not TicketState.Created } => "Its issue is not made yet: fairlead ticket show tells why.",
        { Presence: { } presence } when allowed.Contains(presence) => null,
        { Presence: IssuePresence.Unlinked } => "It has no issue any more. For a new one: fairlead ticket recreate; for one that is there: fairlead ticket relink",
        { Presence: IssuePresence.Deleted } => "Its issue was deleted. For a new one: fairlead ticket recreate; for one that is there: fairlead ticket relink",
        _ => "A new issue was asked for in its place: fairlead apply",
    };
}
