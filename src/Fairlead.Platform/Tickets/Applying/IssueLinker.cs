using Fairlead.Jira;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>
/// Links issues to those whose place they take. What is owed stands in the ticket until it is done; Jira makes the same link only once, so
/// that it is sent again after whatever happened.
/// </summary>
internal sealed class IssueLinker(TicketStore tickets, IssueStore issues, ConfigurationStore configurations, WriteOutcomes outcomes, ActivityLog activity)
{
    private const int Batch = 100;

    private static readonly JiraOutcome<JiraAccepted> Nothing = new JiraOutcome<JiraAccepted>.Committed(default);

    public async Task LinkDueAsync(LaneSession session, CancellationToken ct)
    {
        while (!session.IsStopped && await tickets.FollowingAsync(session.Connection, Batch, ct) is { Count: > 0 } due)
        {
            foreach (var ticket in due)
            {
                session.ThrowIfLeaving();
                if (!await LinkAsync(session, ticket, ct))
                    return;
            }
        }
    }

    /// <returns><see langword="false"/> when it is still owed.</returns>
    private async Task<bool> LinkAsync(LaneSession session, TicketRow ticket, CancellationToken ct)
    {
        var type = (await configurations.GetAsync(ticket.ConfigurationId, ct))?.Reopen.LinkType;
        var (outcome, stranger) = type is null ? (Nothing, null) : await SendAsync(session, type.Name, ticket, ct);
        KillPoint.Hit("ticket.followed");
        var refusal = outcome as JiraOutcome<JiraAccepted>.Rejected;
        if (outcome is not JiraOutcome<JiraAccepted>.Committed && !await IsAboutLinkingAsync(session, refusal, ct) && await outcomes.OfAsync(session, outcome, ct) is not null)
            return false;
        await using var work = await issues.BeginAsync(ct);
        var why = refusal is null ? stranger : WriteOutcomes.ReasonOf(refusal);
        var reason = why is null ? null : $"not linked to {ticket.Follows}: {why}";
        await IssueStore.FollowedAsync(work, ticket, reason, session.Epoch, ct);
        if (reason is not null)
            await activity.AppendAsync(work, Actor.System, "tickets.not_linked", ticket.Id.ToString(), $"{ticket.IssueKey} is {reason}", ct);
        await work.CommitAsync(ct);
        return true;
    }

    /// <summary>A link shows on both issues, so both are to be ours.</summary>
    /// <returns>What came of it, or which of them is not ours.</returns>
    private static async Task<(JiraOutcome<JiraAccepted> Outcome, string? Stranger)> SendAsync(
        LaneSession session, string type, TicketRow ticket, CancellationToken ct)
    {
        try
        {
            foreach (var key in new[] { ticket.IssueKey!, ticket.Follows! })
            {
                if (await session.Jira.Issues.GetAsync(key, MarkerReader.Selection, ct) is { } issue && MarkerReader.Of(issue) is null)
                    return (Nothing, $"{key} in Jira carries no marker of Fairlead");
            }
        }
        catch (JiraUnavailableException e)
        {
            return (new JiraOutcome<JiraAccepted>.NotSent(e.Cause, e.Message), null);
        }
        catch (JiraRefusedException e)
        {
            return (new JiraOutcome<JiraAccepted>.Rejected(e.Cause, e.Status, e.Error), null);
        }

        return (await session.Jira.IssueLinks.LinkAsync(type, ticket.IssueKey!, ticket.Follows!, ct), null);
    }

    /// <summary>Cloud says 401 also where only the permission to link is missing: where the account may sign in, that is what is meant.</summary>
    private static async Task<bool> IsAboutLinkingAsync(LaneSession session, JiraOutcome<JiraAccepted>.Rejected? refusal, CancellationToken ct)
    {
        if (refusal is null || !WriteOutcomes.IsAboutSignIn(refusal.Cause))
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
