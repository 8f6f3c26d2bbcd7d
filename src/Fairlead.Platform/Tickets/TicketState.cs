namespace Fairlead.Platform.Tickets;

/// <summary>Where a ticket's create stands. The numbers are stored; append, never renumber.</summary>
public enum TicketState
{
    /// <summary>Due; nothing was sent under this generation.</summary>
    Planned = 1,

    /// <summary>The intent is committed; the request may be on its way. Only the worker that holds the claim may say more.</summary>
    Sending = 2,

    /// <summary>Jira may or may not hold the issue. Rests, is looked for, and only then sent again.</summary>
    Uncertain = 3,

    /// <summary>Proven not to exist in Jira; sent again when its time has come.</summary>
    Retry = 4,

    /// <summary>Jira said no to this item; a person or a change is needed.</summary>
    Rejected = 5,

    /// <summary>Linked to its issue.</summary>
    Created = 6,
}

/// <summary>
/// Where a ticket stands for us, in one word: how far its create is, whether its project is parked, whether its issue can be seen.
/// Jira's own status is another matter. Every ticket has exactly one.
/// </summary>
public enum TicketStanding
{
    Planned,
    Sending,
    Uncertain,
    Retry,

    /// <summary>Waits with all others, because Jira refuses every issue of its project and type.</summary>
    Parked,

    Rejected,

    /// <summary>Linked to an issue that we can see.</summary>
    Created,

    /// <summary>Linked to an issue that Jira does not show to us.</summary>
    Forbidden,

    Deleted,

    /// <inheritdoc cref="IssuePresence.Released"/>
    Released,

    /// <inheritdoc cref="IssuePresence.Lost"/>
    Lost,

    /// <inheritdoc cref="IssuePresence.Unlinked"/>
    Unlinked,
}

/// <summary>Whether we can see the linked issue.</summary>
public enum IssuePresence
{
    Present = 1,

    /// <summary>Jira does not show it to us; never taken for deleted without proof.</summary>
    Forbidden = 2,

    /// <summary>Proven deleted: asked for by id twice, at least ten minutes apart, in a project that we can see.</summary>
    Deleted = 3,

    /// <summary>Deleted, lost or unlinked, and a person asked for a new issue: the next generation takes its place.</summary>
    Released = 4,

    /// <summary>
    /// Jira's id that the ticket had is not its issue's any more: the site was rebuilt or set back. Looked for by its marker; never made
    /// again by itself.
    /// </summary>
    Lost = 5,

    /// <summary>A person parted the ticket from its issue. Made again when something new is opened, or a person asks.</summary>
    Unlinked = 6,
}

internal static class TicketStandings
{
    /// <param name="presence"><see langword="null"/>: the issue was never read since it was made.</param>
    /// <param name="isParked">All of its project and type wait.</param>
    public static TicketStanding Of(TicketState state, IssuePresence? presence, bool isParked) => (state, presence) switch
    {
        (TicketState.Planned or TicketState.Retry, _) when isParked => TicketStanding.Parked,
        (TicketState.Planned, _) => TicketStanding.Planned,
        (TicketState.Sending, _) => TicketStanding.Sending,
        (TicketState.Uncertain, _) => TicketStanding.Uncertain,
        (TicketState.Retry, _) => TicketStanding.Retry,
        (TicketState.Rejected, _) => TicketStanding.Rejected,
        (TicketState.Created, IssuePresence.Forbidden) => TicketStanding.Forbidden,
        (TicketState.Created, IssuePresence.Deleted) => TicketStanding.Deleted,
        (TicketState.Created, IssuePresence.Released) => TicketStanding.Released,
        (TicketState.Created, IssuePresence.Lost) => TicketStanding.Lost,
        (TicketState.Created, IssuePresence.Unlinked) => TicketStanding.Unlinked,
        (TicketState.Created, _) => TicketStanding.Created,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
