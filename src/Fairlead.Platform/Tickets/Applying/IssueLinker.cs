using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Links issues to those whose place they take. What is owed stands in the ticket until it is done; Jira makes the same link only once, so
/// that it is sent again after whatever happened.
/// </summary>
internal sealed class IssueLinker(
    TicketStore tickets, IssueStore issues, ConfigurationStore configurations, LinkProof links, SiteGuard site, WriteOutcomes outcomes, ActivityLog activity,
    TimeProvider clock)
{
    private const int Batch = 100;

    private static readonly JiraOutcome<JiraAccepted> Nothing = new JiraOutcome<JiraAccepted>.Committed(default);

    public async Task LinkDueAsync(LaneSession session, CancellationToken ct)
    {
        IReadOnlyList<TicketRow> due;
        for (TicketId after = default; !session.IsStopped && (due = await tickets.FollowingAsync(session.Connection, after, clock.GetUtcNow(), Batch, ct)).Count > 0; after = due[^1].Id)
        {
            if (!await site.HoldsAsync(session, ct))
                return;
            foreach (var ticket in due)
            {
                session.ThrowIfLeaving();
                if (!await LinkAsync(session, ticket, ct))
                    return;
            }
        }
    }

    /// <returns><see langword="false"/> when nothing can be sent at present. What one issue does not take is still owed, and holds up no other.</returns>
    private async Task<bool> LinkAsync(LaneSession session, TicketRow ticket, CancellationToken ct)
    {
        var type = (await configurations.GetAsync(ticket.ConfigurationId, ct))?.FollowLink;
        string? stranger;
        try
        {
            stranger = type is null ? null : await StrangerAsync(session, ticket, ct);
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            var failure = await outcomes.OfFailureAsync(session, e, ct);
            if (failure is not SyncOutcome.Refused(var refused))
                return await PutOffAsync(session, ticket, failure, ct);
            stranger = refused;
        }

        var outcome = type is null || stranger is not null ? Nothing : await session.Jira.IssueLinks.LinkAsync(type.Name, ticket.IssueKey!, ticket.Follows!, ct);
        KillPoint.Hit("ticket.followed");
        var refusal = outcome as JiraOutcome<JiraAccepted>.Rejected;
        if (outcome is not JiraOutcome<JiraAccepted>.Committed && !await IsAboutLinkingAsync(session, refusal, ct) && await outcomes.OfAsync(session, outcome, ct) is { } notLinked)
            return await PutOffAsync(session, ticket, notLinked, ct);
        await using var work = await issues.BeginAsync(ct);
        var why = refusal is null ? stranger : WriteOutcomes.ReasonOf(refusal);
        var reason = why is null ? null : $"not linked to {ticket.Follows}: {why}";
        await IssueStore.FollowedAsync(work, ticket, reason, session.Epoch, ct);
        if (reason is not null)
            await activity.AppendAsync(work, Actor.System, "tickets.not_linked", ticket.Id.ToString(), $"{ticket.IssueKey} is {reason}", ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <returns>Whether the others can be linked.</returns>
    private async Task<bool> PutOffAsync(LaneSession session, TicketRow ticket, SyncOutcome outcome, CancellationToken ct)
    {
        await outcomes.PutOffAsync(session, ticket, outcome, ct);
        return !session.IsStopped;
    }

    /// <summary>A link shows on both issues, so both are to be ours.</summary>
    /// <returns>What is not, for people; <see langword="null"/>: both are.</returns>
    private async Task<string?> StrangerAsync(LaneSession session, TicketRow ticket, CancellationToken ct)
    {
        if (!(await links.VouchAsync(session, [ticket], ct)).Ours.ContainsKey(ticket.IssueId!))
            return $"{ticket.IssueKey} cannot be seen, or is not the ticket's issue any more";
        if (await session.Jira.Issues.GetAsync(ticket.Follows!, MarkerReader.Selection, ct) is not { } followed)
            return $"{ticket.Follows} cannot be seen";
        return MarkerReader.Of(followed) is { } marker && (await tickets.ByMarkersAsync(session.Connection, [marker], ct)).Any(t => t.IssueId == followed.Id)
            ? null
            : $"what has the key {ticket.Follows} in Jira is no ticket's issue";
    }

    /// <summary>Cloud says 401 also where only the permission to link is missing: where the account may sign in, that is what is meant.</summary>
    private static async Task<bool> IsAboutLinkingAsync(LaneSession session, JiraOutcome<JiraAccepted>.Rejected? refusal, CancellationToken ct)
    {
        if (refusal is null || !refusal.Cause.IsAboutSignIn())
            return false;
        try
        {
            await session.Jira.Myself.GetAsync(ct);
            return true;
        }
        catch (Exception e) when (e is JiraUnavailableException or JiraRefusedException)
        {
            return false;
        }
    }
}
