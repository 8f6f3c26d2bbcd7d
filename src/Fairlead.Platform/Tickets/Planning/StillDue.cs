namespace Fairlead.Platform.Tickets.Planning;

/// <summary>Whether a step of a stored plan is still to be done, now that findings and configuration may be others. Pure.</summary>
internal static class StillDue
{
    public const string Changed = "its findings changed since this was planned; the next run looks anew";

    /// <param name="hash">Of the step's group as it is now; <see langword="null"/>: there is none any more.</param>
    /// <param name="now">The step that a plan of now has for the group; <see langword="null"/>: none.</param>
    /// <param name="ticket">The latest of the group; <see langword="null"/>: it has none.</param>
    /// <returns>The step as it is to be done; <see langword="null"/>: not at all.</returns>
    public static SyncOperation? Of(SyncOperation step, string? hash, SyncOperation? now, PlannedTicket? ticket) => (step, now) switch
    {
        // Their values are of the findings as they are when they are sent, and nobody minds an issue that says what is so.
        (SyncOperation.Update or SyncOperation.Comment or SyncOperation.Undo, _) => step,
        _ when hash == step.Group.Hash => step,
        // It was begun, and is on its way or made.
        (SyncOperation.Create create, _) when ticket is { State: not TicketState.Rejected } && ticket.Generation >= create.Generation => step,
        (SyncOperation.Create create, SyncOperation.Create again) when again.Generation == create.Generation =>
            again with { Group = again.Group with { Turn = create.Group.Turn }, Undos = create.Undos },
        (SyncOperation.Transition { HasLeft: false } move, SyncOperation.Transition { HasLeft: false } again)
            when again.Ticket == move.Ticket && again.Goal == move.Goal && again.Target == move.Target => again with { Undos = move.Undos },
        _ => null,
    };
}
