using Fairlead.Kernel;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets;

/// <summary>What a comment, or the status or priority of an issue, said by a rule, and what became of it.</summary>
/// <param name="CommentId"><see langword="null"/> when it was the status or the priority.</param>
/// <param name="Author">As Jira shows the name.</param>
/// <param name="Text">What was written, cut; <see langword="null"/> where Jira shows the comment to some only.</param>
/// <param name="Rule">The rule's place in the list at that time, from 1.</param>
/// <param name="Pattern">The rule's pattern at that time.</param>
/// <param name="Status"><see langword="null"/> when a priority said a severity.</param>
/// <param name="Until">UTC; <see langword="null"/>: without end.</param>
/// <param name="Problem">Why nothing was done; <see langword="null"/> when it was.</param>
/// <param name="Findings">How many were changed.</param>
/// <param name="Undone"><see langword="null"/> while it stands.</param>
public sealed record CommentEffect(
    CommentEffectId Id,
    TicketId Ticket,
    string IssueKey,
    string? CommentId,
    string Author,
    string? Text,
    int Rule,
    string Pattern,
    FindingStatus? Status,
    DateTimeOffset? Until,
    string? Problem,
    int Findings,
    DateTimeOffset MadeAt,
    UndoneEffect? Undone)
{
    /// <summary>By whose rules.</summary>
    public TicketConfigurationId Configuration { get; init; }

    /// <summary>What the priority said; <see langword="null"/> when a status was said.</summary>
    public Severity? Severity { get; init; }
}

/// <param name="Because">What led to it, for people.</param>
public sealed record UndoneEffect(DateTimeOffset At, string By, string Because);
