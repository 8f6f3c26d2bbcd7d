using Fairlead.Jira.Issues;

namespace Fairlead.Platform.Tickets.Protocol;

/// <summary>The part of a ticket that the create protocol speaks of.</summary>
/// <param name="Epoch">Of the worker that holds or held the claim.</param>
/// <param name="Attempts">Sends that were begun.</param>
/// <param name="NotBefore">UTC. <see langword="null"/>: at once.</param>
internal sealed record CreateIntent(
    TicketState State, long Epoch, int Attempts, DateTimeOffset? NotBefore, string? Reason, IssueRef? Issue)
{
    /// <summary>A person undid the run that asked for it while it was under way: it is not sent again.</summary>
    public bool IsTakenBack { get; init; }

    public static CreateIntent New { get; } = new(TicketState.Planned, 0, 0, null, null, null);
}

/// <summary>What the protocol makes of Jira's answer to a create.</summary>
internal abstract record CreateAnswer
{
    private CreateAnswer()
    {
    }

    public sealed record Committed(IssueRef Issue) : CreateAnswer;

    /// <summary>Jira refused this item; nothing was made.</summary>
    public sealed record Refused(string Reason) : CreateAnswer;

    /// <summary>Nothing was made, and the cause is not the item: a limit, sign-in, a field of the whole project, no connection.</summary>
    /// <param name="Pause"><see langword="null"/>: doubled with each attempt.</param>
    public sealed record NotMade(string Reason, TimeSpan? Pause) : CreateAnswer;

    /// <summary>It may have been made.</summary>
    /// <param name="AtLeast">How long Jira asked us to leave it alone.</param>
    public sealed record Unclear(string Reason, TimeSpan? AtLeast) : CreateAnswer;

    /// <summary>It was made, and Jira does not show which of several issues it is: a search that finds nothing proves nothing.</summary>
    public sealed record Hidden : CreateAnswer;
}

/// <summary>What came of looking for a marker in Jira.</summary>
internal abstract record LookResult
{
    private LookResult()
    {
    }

    /// <summary>Read again by its marker, not only matched by the search.</summary>
    public sealed record Found(IssueRef Issue) : LookResult;

    /// <summary>Every page was read, and known issues were among what the index shows.</summary>
    public sealed record None : LookResult;

    /// <summary>The search failed, in whole or in part. That is not "none".</summary>
    public sealed record Failed(string Reason) : LookResult;
}
