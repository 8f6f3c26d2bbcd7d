using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>One operation of a stored run.</summary>
internal sealed record StoredOperation(SyncRunId Run, int Number, SyncOperation Operation, TicketId? Ticket, OutcomeKind? Outcome, string? OutcomeText)
{
    public const string UndoneSince = "what a run did to it was undone since this was planned; the next run looks anew";

    /// <summary>What the issue was before it was written to is kept, so that it was begun; known where it is pending, or to be undone.</summary>
    public bool HasBefore { get; init; }

    /// <inheritdoc cref="SyncOutcome.Applied.Note"/>
    /// <remarks>Read only where a run is shown.</remarks>
    public string? Note { get; init; }

    /// <summary>Key of the issue that was made after the run was done with a create that had to wait; <see langword="null"/>: none.</summary>
    /// <remarks>Read only where a run is shown.</remarks>
    public string? MadeLater { get; init; }

    /// <summary>With the outcome, for people: the issue that it ended with and what it does without, or why it was not done.</summary>
    public string? Told => MadeLater is { } later ? $"made later, as {later}" : Note is { } note ? $"{OutcomeText}: {note}" : OutcomeText;

    /// <summary>A person took back what a run did for the ticket, after this was planned.</summary>
    public bool IsUndoneSince(TicketRow ticket) => ticket.Undos > Operation.Undos;
}

/// <summary>The name of an outcome. The numbers are stored.</summary>
internal enum OutcomeKind
{
    Applied = 1,
    Skipped = 2,
    Refused = 3,
    Deferred = 4,
    Uncertain = 5,
    Parked = 6,
}
