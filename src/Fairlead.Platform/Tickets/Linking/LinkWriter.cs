using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Manual;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Statuses;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Linking;

/// <summary>Writes down which issue a ticket has, each time in one transaction, and tells the issue.</summary>
internal sealed class LinkWriter(
    IntentStore intents, IssueStore issues, IssueBuilder builder, WriteOutcomes outcomes, SetAside told, ActivityLog activity, EventLog events, TimeProvider clock)
{
    /// <summary>The ticket with the issue's marker and place, its status being in line with how the findings stand where they are open; else it is to be closed.</summary>
    public static TicketRow Claimed(TicketRow ticket, TicketGroup group, ClaimedIssue claim, DateTimeOffset now) => ticket with
    {
        Marker = claim.Marker,
        ProjectId = claim.Issue.Project!.Id,
        IssueTypeId = claim.Issue.IssueType!.Id,
        ParentId = claim.Issue.IssueType.IsSubtask ? ticket.ParentId : null,
        LinkedAt = now,
        ShownFinding = group.Standing is { IsOpen: true } open ? open : null,
        DoneAt = null,
    };

    /// <returns><see langword="false"/> when one of the findings is in another group meanwhile: nothing is kept.</returns>
    public async Task<bool> AddAsync(
        LaneSession session, Actor actor, TicketConfiguration configuration, TicketRow row, ChosenGroup chosen, ClaimedIssue claim, CancellationToken ct)
    {
        var content = await ContentAsync(session, configuration, chosen.Group, claim, ct);
        await using var work = await intents.BeginAsync(ct);
        if (!await ManualStore.PinAsync(work, configuration.Id, row.GroupKey, chosen.Group.Members, chosen.Before, ct))
            return false;
        await intents.PlanAsync(work, [new(row, null, chosen.Group.Members)], ct);
        await LinkAsync(work, session, row, chosen.Group, claim, content, ct);
        await activity.AppendAsync(
            work, actor, "tickets.linked", row.Id.ToString(), $"Linked {claim.Issue.Key} to {chosen.Group.Total} findings in {configuration.Name}.", ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <returns><see langword="false"/> when one of the findings is in another group meanwhile: nothing is kept.</returns>
    public async Task<bool> AddAsync(
        Actor actor, TicketRow ticket, IReadOnlyList<FindingId> findings, IReadOnlyDictionary<FindingId, UInt128?> before, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        if (!await ManualStore.PinAsync(work, ticket.ConfigurationId, ticket.GroupKey, findings, before, ct))
            return false;
        await JoinAsync(work, ticket, findings, ct);
        await events.AppendAsync(work, TicketConfigurations.ChangedEvent, ticket.ConfigurationId.ToString(), ct);
        await activity.AppendAsync(
            work, actor, "tickets.findings-added", ticket.Id.ToString(), $"Put {findings.Count} {(findings.Count == 1 ? "finding" : "findings")} more behind {ticket.IssueKey}.", ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>Puts findings behind a ticket that were put in its group before.</summary>
    public async Task JoinAsync(TicketRow ticket, IReadOnlyList<FindingId> findings, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await JoinAsync(work, ticket, findings, ct);
        await work.CommitAsync(ct);
    }

    /// <summary>Whoever closed a done issue did not know of these: the run that opens it puts them behind it.</summary>
    private async Task JoinAsync(UnitOfWork work, TicketRow ticket, IReadOnlyList<FindingId> findings, CancellationToken ct)
    {
        if (ticket.StatusCategory != JiraStatusCategory.Done)
            await LinkStore.JoinAsync(work, ticket.Id, findings, clock.GetUtcNow(), ct);
    }

    /// <summary>They are grouped like others from then on.</summary>
    /// <param name="leaving">Those of them that this does not put behind the ticket again.</param>
    public async Task RemoveAsync(Actor actor, TicketRow ticket, IReadOnlyList<FindingId> findings, IReadOnlyList<FindingId> leaving, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        var released = 0;
        foreach (var finding in findings)
            released += await ManualStore.UnpinAsync(work, ticket.ConfigurationId, finding, ticket.GroupKey, ct);
        released = Math.Max(released, leaving.Count == 0 ? 0 : await LinkStore.LeaveAsync(work, ticket.Id, leaving, clock.GetUtcNow(), ct));
        if (released == 0)
            return;
        await events.AppendAsync(work, TicketConfigurations.ChangedEvent, ticket.ConfigurationId.ToString(), ct);
        await activity.AppendAsync(
            work, actor, "tickets.findings-removed", ticket.Id.ToString(), $"Took {released} {(released == 1 ? "finding" : "findings")} from behind {ticket.IssueKey}.", ct);
        await work.CommitAsync(ct);
    }

    /// <param name="before">The issue that it had, where Jira shows it.</param>
    public async Task RelinkAsync(
        LaneSession session, Actor actor, TicketConfiguration configuration, TicketRow row, TicketGroup group, ClaimedIssue claim, JiraIssue? before, CancellationToken ct)
    {
        var content = await ContentAsync(session, configuration, group, claim, ct);
        await using var work = await intents.BeginAsync(ct);
        await LinkAsync(work, session, row, group, claim, content, ct);
        if (before is not null)
            await issues.PutStrayAsync(work, session.Connection, before.Ref, StrayKind.Unlinked, ct);
        // What shows findings with their issues looks again.
        await events.AppendAsync(work, TicketConfigurations.ChangedEvent, row.ConfigurationId.ToString(), ct);
        await activity.AppendAsync(
            work, actor, "tickets.relinked", row.Id.ToString(), $"Linked {claim.Issue.Key} to \"{row.GroupLabel}\" in place of {row.IssueKey ?? "the issue it had before"}.", ct);
        await work.CommitAsync(ct);
    }

    /// <returns>The reason that the ticket has from now on.</returns>
    public async Task<string> UnlinkAsync(LaneSession session, Actor actor, TicketRow ticket, CancellationToken ct)
    {
        var reason = $"{ticket.IssueKey ?? "its issue"} was unlinked by {PlainText.OneLine(actor.Name)}";
        await UnlinkAsync(session, actor, ticket, reason, ct);
        return reason;
    }

    /// <param name="reason">The one that the ticket has from now on.</param>
    public async Task UnlinkAsync(LaneSession session, Actor actor, TicketRow ticket, string reason, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await issues.UnlinkAsync(work, ticket, reason, session.Epoch, ct);
        if (ticket.Issue is { } issue)
            await issues.PutStrayAsync(work, session.Connection, issue, StrayKind.Unlinked, ct);
        // The next run tells that findings are without an issue.
        await events.AppendAsync(work, TicketConfigurations.ChangedEvent, ticket.ConfigurationId.ToString(), ct);
        await activity.AppendAsync(
            work, actor, "tickets.unlinked", ticket.Id.ToString(), $"Unlinked {ticket.IssueKey ?? "the lost issue"} from \"{ticket.GroupLabel}\": {reason}.", ct);
        await work.CommitAsync(ct);
    }

    /// <summary>What else is to be known of an unlinked ticket.</summary>
    public async Task ExplainAsync(LaneSession session, Actor actor, TicketRow ticket, string reason, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await issues.ExplainAsync(work, ticket, reason, session.Epoch, ct);
        await activity.AppendAsync(work, actor, "tickets.marker_left", ticket.Id.ToString(), $"{reason}.", ct);
        await work.CommitAsync(ct);
    }

    /// <summary>What a person is to know, of an issue that is no ticket's any more.</summary>
    public async Task NoteAsync(Actor actor, TicketRow ticket, string text, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await activity.AppendAsync(work, actor, "tickets.marker_left", ticket.Id.ToString(), $"{text}.", ct);
        await work.CommitAsync(ct);
    }

    /// <summary>What a person is told of a marker that could not be taken off.</summary>
    public static string LeftOn(JiraIssue issue, TicketRow ticket, SyncOutcome left)
    {
        var why = left switch
        {
            SyncOutcome.Refused no => no.Reason,
            SyncOutcome.Deferred later => later.Reason,
            SyncOutcome.Uncertain unclear => unclear.Reason,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return $"{issue.Key} still carries the marker {ticket.Marker}, which means nothing any more, because it could not be taken off ({PlainText.OneLine(why)}). Take off its label by hand";
    }

    /// <param name="before">UTC. When the ticket was last linked, or parted; <see langword="null"/>: never.</param>
    /// <returns><see langword="null"/> when the issue has the comment.</returns>
    public async Task<SyncOutcome?> CommentAsync(
        LaneSession session, Actor actor, TicketConfiguration configuration, TicketGroup group, ClaimedIssue claim, DateTimeOffset? before, CancellationToken ct)
    {
        var findings = IssueBuilder.Of(group.Findings, await builder.ContentAsync([group.Findings], ct));
        var text = LinkComment.TextOf(actor.Name, configuration, group, findings);
        return await IssueCommenter.CommentAsync(session, claim.Issue.Id, text, LinkComment.ReferenceOf(claim.Marker, group, before), configuration.CommentVisibility, ct) switch
        {
            JiraOutcome<JiraAccepted>.Committed => null,
            var outcome => await outcomes.OfAsync(session, outcome, ct)
                ?? new SyncOutcome.Refused(WriteOutcomes.ReasonOf((JiraOutcome<JiraAccepted>.Rejected)outcome)),
        };
    }

    /// <summary>An issue that was told for what it stands is told that it does no more. What fails is told in the activity.</summary>
    /// <param name="instead">Key of the issue that the ticket has from now on; <see langword="null"/>: none.</param>
    public async Task PartAsync(LaneSession session, Actor actor, TicketRow ticket, JiraIssue issue, TicketConfiguration? configuration, string? instead, CancellationToken ct)
    {
        if (ticket.LinkedAt is null || configuration is null || session.IsStopped)
            return;
        var said = await IssueCommenter.CommentAsync(
            session, issue.Id, LinkComment.PartingOf(actor.Name, instead), LinkComment.PartingReferenceOf(ticket), configuration.CommentVisibility, ct);
        if (said is JiraOutcome<JiraAccepted>.Committed)
            return;
        await outcomes.OfAsync(session, said, ct);
        await NoteAsync(actor, ticket, $"{issue.Key} could not be told that it stands for no findings any more: the last comment of Fairlead there says otherwise", ct);
    }

    private async Task LinkAsync(
        UnitOfWork work, LaneSession session, TicketRow row, TicketGroup group, ClaimedIssue claim, SentContent content, CancellationToken ct)
    {
        var issue = claim.Issue;
        await IssueStore.DeleteStrayAsync(work, session.Connection, issue.Id, ct);
        await told.TellAsync(work, await intents.LinkAsync(work, row, row.State, issue.Ref, session.Epoch, issue, ct), ct);
        await IssueStore.RelinkAsync(work, row, session.Epoch, ct);
        await issues.SentAsync(work, row, group, content, DateTimeOffset.MaxValue, session.Epoch, ct);
        // Where it stood by then says nothing of the findings.
        if (issue.Status is { } status)
            await CommentStore.JudgedAsync(work, session.Connection, session.Epoch, row.Id, row.JudgedStanding, new IssueStanding(status, issue.ResolutionId).Key, shown: null, movedOnFrom: null, ct);
    }

    /// <summary>What the issue is taken to show, so that nothing is sent to it until something changes on our side.</summary>
    private async Task<SentContent> ContentAsync(LaneSession session, TicketConfiguration configuration, TicketGroup group, ClaimedIssue claim, CancellationToken ct)
    {
        var members = IssueBuilder.Of(group.Findings, await builder.ContentAsync([group.Findings], ct));
        var fields = await session.Lookups.SettleAsync(new TicketRenderer(configuration).FieldsOf(group, members), configuration, ct);
        return new(group.Hash, claim.Issue.Summary ?? "", "", claim.Issue.Priority?.Id, claim.Issue.Priority?.Name)
        {
            Labels = fields.Labels,
            Fields = IssueBuilder.SentFieldsOf(fields),
            Unfit = fields.LeftOutText,
        };
    }
}
