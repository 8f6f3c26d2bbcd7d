namespace Fairlead.Platform.Tickets;

/// <summary>What a person may ask for a ticket as it stands; whether it can be done shows when it is asked.</summary>
[Flags]
public enum TicketRequests
{
    Nothing = 0,

    /// <summary>To try again what Jira refused.</summary>
    Retry = 1,

    /// <summary>A new issue in place of one that is gone.</summary>
    Recreate = 2,

    /// <summary>To part it from its issue.</summary>
    Unlink = 4,

    /// <summary>Another issue, which is there.</summary>
    Relink = 8,

    /// <summary>Fairlead's own words again where others wrote theirs.</summary>
    Rewrite = 16,
}
