using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Rendering;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Sends a ticket's content again. Only what Fairlead itself changed since it last sent is sent, so that people's edits to the
/// rest stay; values are absolute, so repeating is harmless.
/// </summary>
internal sealed class IssueUpdater(IssueBuilder builder, IssueStore issues, CircuitStore circuits, WriteOutcomes outcomes)
{
    private const int MaxWrites = 3;

    public async Task<SyncOutcome> UpdateAsync(
        LaneSession session, TicketRow ticket, TicketGroup group, TicketConfiguration configuration, CancellationToken ct)
    {
        var content = IssueBuilder.Of(group.Findings, await builder.ContentAsync([group.Findings], ct));
        if (content.Count == 0)
            return new SyncOutcome.Skipped("its findings are gone");
        var circuit = await circuits.GetAsync(session.Connection, ticket.ProjectId, ticket.IssueTypeId, ct);
        var rendered = new TicketRenderer(configuration).Render(group, content);
        var priority = IssueBuilder.PriorityOf(configuration, group);
        var sent = new SentContent(group.Hash, rendered.Summary, rendered.BodyHash, priority?.Id, priority?.Name);
        if (!Differs(ticket, sent))
        {
            await KeepAsync(session, ticket, group, sent, ct);
            return new SyncOutcome.Skipped("what the issue shows did not change");
        }

        return await SendAsync(session, ticket, group, EditOf(ticket, rendered, sent, configuration, circuit.Rung), sent, ct);
    }

    /// <summary>Whether Jira would show anything else.</summary>
    public static bool Differs(TicketRow ticket, SentContent content) =>
        ticket.SentSummary != content.Summary || ticket.SentBodyHash != content.BodyHash
        || (content.PriorityId is not null && ticket.SentPriorityId != content.PriorityId);

    private async Task<SyncOutcome> SendAsync(
        LaneSession session, TicketRow ticket, TicketGroup group, IssueEdit edit, SentContent sent, CancellationToken ct)
    {
        var outcome = await session.Jira.Issues.EditAsync(ticket.IssueId!, edit, ct);
        for (var writes = 1; writes < MaxWrites && outcome is JiraOutcome<JiraAccepted>.Uncertain; writes++)
            outcome = await session.Jira.Issues.EditAsync(ticket.IssueId!, edit, ct);
        if (outcome is JiraOutcome<JiraAccepted>.Rejected { Cause: JiraRefusalCause.Invalid } no
            && WithoutRefused(edit, no.Error) is { } less)
            outcome = await session.Jira.Issues.EditAsync(ticket.IssueId!, less, ct);

        if (outcome is JiraOutcome<JiraAccepted>.Committed)
        {
            await KeepAsync(session, ticket, group, sent, ct);
            return new SyncOutcome.Applied(ticket.IssueKey!);
        }

        if (await outcomes.OfAsync(session, outcome, ct) is { } known)
            return known;
        var reason = WriteOutcomes.ReasonOf((JiraOutcome<JiraAccepted>.Rejected)outcome);
        await using var work = await issues.BeginAsync(ct);
        await issues.HoldAsync(work, ticket, group.Hash, reason, session.Epoch, ct);
        await work.CommitAsync(ct);
        return new SyncOutcome.Refused(reason);
    }

    private async Task KeepAsync(LaneSession session, TicketRow ticket, TicketGroup group, SentContent sent, CancellationToken ct)
    {
        await using var work = await issues.BeginAsync(ct);
        await issues.SentAsync(work, ticket, group, sent, session.Epoch, ct);
        await work.CommitAsync(ct);
    }

    private static IssueEdit EditOf(
        TicketRow ticket, RenderedTicket rendered, SentContent sent, TicketConfiguration configuration, MarkerRung rung) => new()
        {
            Summary = ticket.SentSummary == sent.Summary ? null : sent.Summary,
            Description = ticket.SentBodyHash == sent.BodyHash || rung == MarkerRung.Property
                ? null
                : IssueBuilder.Footed(rendered.Description, rung, ticket.Marker),
            PriorityId = ticket.SentPriorityId == sent.PriorityId ? null : sent.PriorityId,
            // A marker that a person took away comes back.
            AddLabels = rung == MarkerRung.Label ? [Marker.CommonLabel, ticket.Marker, .. configuration.Labels] : [],
        };

    /// <summary>Labels and priority may be missing on the edit screen; the text matters more.</summary>
    /// <returns><see langword="null"/> when it is something else that was refused.</returns>
    private static IssueEdit? WithoutRefused(IssueEdit edit, JiraError error)
    {
        var less = edit;
        if (error.FieldErrors.ContainsKey("labels"))
            less = less with { AddLabels = [] };
        if (error.FieldErrors.ContainsKey("priority"))
            less = less with { PriorityId = null };
        return ReferenceEquals(less, edit) || error.FieldErrors.Keys.Except(["labels", "priority"]).Any() ? null : less;
    }
}
