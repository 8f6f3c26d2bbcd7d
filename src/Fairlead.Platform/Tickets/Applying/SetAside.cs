using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Storage;
using Fairlead.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Tells of tickets that lost their issue to the one whose marker it carries: in the audit trail, and by the next run of their configurations.</summary>
internal sealed class SetAside(ActivityLog activity, EventLog events)
{
    /// <param name="tickets">As <see cref="IssueHolders"/> returns them.</param>
    public async Task TellAsync(UnitOfWork work, IReadOnlyList<TicketRow> tickets, CancellationToken ct)
    {
        await WakeAsync(work, tickets, ct);
        foreach (var ticket in tickets)
        {
            await activity.AppendAsync(
                work, Actor.System, "tickets.set_aside", ticket.Id.ToString(), $"\"{ticket.GroupLabel}\" has no issue any more and looks for its own: {ticket.Reason}.", ct);
        }
    }

    /// <summary>All of a connection in one entry.</summary>
    public async Task TellTogetherAsync(UnitOfWork work, IReadOnlyList<TicketRow> tickets, CancellationToken ct)
    {
        if (tickets.Count == 0)
            return;
        await WakeAsync(work, tickets, ct);
        await activity.AppendAsync(
            work, Actor.System, "tickets.set_aside", tickets[0].ConnectionId.ToString(),
            $"{tickets.Count} tickets, {tickets[0].IssueKey} first, are not linked any more: what has their ids in Jira does not carry their markers. They look for their issues.", ct);
    }

    private async Task WakeAsync(UnitOfWork work, IReadOnlyList<TicketRow> tickets, CancellationToken ct)
    {
        foreach (var configuration in tickets.Select(t => t.ConfigurationId).Distinct())
            await events.AppendAsync(work, TicketConfigurations.ChangedEvent, configuration.ToString(), ct);
    }
}
