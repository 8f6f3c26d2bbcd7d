namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Whether a step of a stored plan is still to be done, now that findings and configuration may be others. Pure.</summary>
internal static class StillDue
{
    public const string Changed = "its findings or its issue changed since this was planned; the next run looks anew";

    /// <param name="isBegun">It may have been done in part: it is completed, and what it did is known for its own.</param>
    /// <param name="hash">Of the step's group as it is now; <see langword="null"/>: there is none any more.</param>
    /// <param name="now">The step that a plan of now has for the group; <see langword="null"/>: none.</param>
    /// <param name="ticket">The latest of the group; <see langword="null"/>: it has none.</param>
    /// <returns>The step as it is to be done; <see langword="null"/>: not at all.</returns>
    public static SyncOperation? Of(SyncOperation step, bool isBegun, string? hash, SyncOperation? now, PlannedTicket? ticket) => (step, now) switch
    {
        (SyncOperation.Comment or SyncOperation.Undo, _) => step,
        // How findings stand says nothing of what people did to the issue since. One that its findings left waits for what takes its place, which a plan of now tells no step for.
        _ when hash == step.Group.Hash && (isBegun || step is not SyncOperation.Transition { HasLeft: false }) => step,
        // It was begun, and is on its way or made.
        (SyncOperation.Create create, _) when ticket is { State: not TicketState.Rejected } && ticket.Generation >= create.Generation => step,
        (SyncOperation.Create create, SyncOperation.Create again) when again.Generation == create.Generation =>
            again with { Group = again.Group with { Turn = create.Group.Turn }, Undos = create.Undos },
        // A run after the plan may have written what is newer, and then there is nothing left to write.
        (SyncOperation.Update update, SyncOperation.Update again) when again.Ticket == update.Ticket => again with { Undos = update.Undos },
        (SyncOperation.Transition { HasLeft: false } move, SyncOperation.Transition { HasLeft: false } again)
            when again.Ticket == move.Ticket && again.Goal == move.Goal && again.Target == move.Target => again with { Undos = move.Undos },
        _ => null,
    };
}
