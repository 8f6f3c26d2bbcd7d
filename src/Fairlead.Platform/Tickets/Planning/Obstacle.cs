namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Says what stands between a ticket and its findings where the rules have nothing to do. Pure.</summary>
internal static class Obstacle
{
    /// <returns><see langword="null"/> when Jira agrees with the findings.</returns>
    public static UnsettledTicket? Of(GroupView view, TicketConfiguration configuration, Func<GroupView, SyncOperation?> step)
    {
        if (view.Ticket is not { } ticket)
            return null;
        return ticket.State switch
        {
            TicketState.Sending when ticket.IsCutOff => Is(AttentionKind.Interrupted, view.Now),
            TicketState.Sending => Is(AttentionKind.Uncertain, null) with { Reason = "on the way to Jira at this moment" },
            TicketState.Uncertain => Is(AttentionKind.Uncertain, ticket.NotBefore),
            // What no finding asks for any more is withdrawn, not waited for.
            TicketState.Planned or TicketState.Retry => view.HasLeft ? null : Is(AttentionKind.Waiting, ticket.NotBefore ?? view.Now),
            TicketState.Rejected => view.IsOpen ? Is(view.IsUndone ? AttentionKind.Undone : AttentionKind.Refused, null) : null,
            _ when ticket.Presence != IssuePresence.Present => OfLost(),
            _ when (view.IsHeld || view.IsContentHeld) && IsDueBut(ticket with { HeldHash = null, UndoneHash = null }) => Is(view.IsUndone ? AttentionKind.Undone : AttentionKind.Stuck, null),
            _ when view.Now < ticket.FrozenUntil && IsDueBut(ticket with { FrozenUntil = null }) => Is(AttentionKind.Frozen, ticket.FrozenUntil),
            _ when view.Now < ticket.RestsUntil && IsDueBut(ticket with { RestsUntil = null }) => Is(AttentionKind.Unanswered, ticket.RestsUntil),
            _ when view.IsKeptOpen && view.TicketCanBeWritten => Is(AttentionKind.KeptOpen, null) with { Reason = null },
            _ when IsLeftOpen() => Is(AttentionKind.KeptOpen, null) with { Reason = null },
            _ when view.IsToReopen(configuration) && KeptClosed.ReasonOf(ticket, configuration, view.Now) is { } closed =>
                Is(AttentionKind.KeptClosed, null) with { Reason = closed },
            _ => null,
        };

        bool IsLeftOpen() => configuration.StatusOwner == FieldOwner.Jira && !view.IsOpen && !view.HasOpenSubTasks && !ticket.IsDone && view.TicketCanBeWritten;

        UnsettledTicket? OfLost()
        {
            // An issue that may be there and open although nothing is any more is missed as well.
            var mayBeThere = ticket.Presence == IssuePresence.Forbidden || ticket is { Presence: IssuePresence.Lost, NotBefore: not null };
            var isMissed = view.IsOpen ? !ticket.IsDone || view.HasRecurred : mayBeThere && !ticket.IsDone;
            return !isMissed ? null : ticket.Presence switch
            {
                IssuePresence.Forbidden => Is(AttentionKind.Forbidden, null),
                IssuePresence.Lost => Is(AttentionKind.Lost, ticket.NotBefore),
                IssuePresence.Unlinked => Is(AttentionKind.Unlinked, null),
                _ => Is(AttentionKind.Deleted, null),
            };
        }

        bool IsDueBut(PlannedTicket freed) => step(view with { Ticket = freed }) is not null;

        UnsettledTicket Is(AttentionKind kind, DateTimeOffset? nextLookAt) =>
            new(ticket.Id, kind, ticket.ProjectId, ticket.IssueTypeId, ticket.IssueKey, ticket.Reason, nextLookAt);
    }
}
