using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets;

/// <summary>Why tickets are not settled although a run has nothing to do for them.</summary>
public enum AttentionKind
{
    /// <summary>Nothing is sent through the connection.</summary>
    Paused,

    /// <summary>The connection is disabled, so nothing is sent through it.</summary>
    Disabled,

    /// <summary>
    /// Suspiciously many issues would be closed because the filter, the grouping or severities changed; a person confirms. Or what takes
    /// their place is not made yet.
    /// </summary>
    HeldCloses,

    /// <summary>More new issues at once than the configuration allows; a person confirms.</summary>
    HeldCreates,

    /// <summary>Jira may or may not hold the issue; looked for before anything is sent again.</summary>
    Uncertain,

    /// <summary>Fairlead was stopped while it sent the create, before Jira's answer came; taken up by whoever writes there next.</summary>
    Interrupted,

    /// <summary>Surely not made yet; sent when its time has come.</summary>
    Waiting,

    /// <summary>Jira refuses every item of the project and type; one is tried from time to time.</summary>
    Parked,

    /// <summary>Jira refused to make the issue.</summary>
    Refused,

    /// <summary>Jira refused to update or move the issue.</summary>
    Stuck,

    /// <summary>Moved back and forth too often; left alone for a day.</summary>
    Frozen,

    /// <summary>Fairlead's account cannot see the issue.</summary>
    Forbidden,

    /// <summary>The issue was deleted in Jira, and findings behind it are open.</summary>
    Deleted,

    /// <summary>Which issue of this Jira is the ticket's is not known: the site was rebuilt or set back, and gives its ids again.</summary>
    Lost,

    /// <summary>So many issues of the connection could not be seen at the last reading that nothing was believed.</summary>
    Vanished,

    /// <summary>Findings came back, and by the configuration their issue stays closed.</summary>
    KeptClosed,

    /// <summary>Findings are closed, and a person opened their issue again or moved it where it is open.</summary>
    KeptOpen,

    /// <summary>A field has no value that Jira takes for these groups, and is left out of their issues.</summary>
    Incomplete,

    /// <summary>A person parted the ticket from its issue, and findings behind it are open.</summary>
    Unlinked,

    /// <summary>A person undid what a run did; it is not done again until something changes.</summary>
    Undone,

    /// <summary>Jira gives no clear answer to writes on the issue, although it answers others; tried again later and later.</summary>
    Unanswered,
}

/// <summary>One ticket that is not settled, as a plan saw it.</summary>
/// <param name="Reason"><see langword="null"/> when nothing but time stands in the way.</param>
/// <param name="NextLookAt">UTC. <see langword="null"/> when it is not looked at again by itself.</param>
public sealed record UnsettledTicket(
    TicketId Ticket, AttentionKind Kind, string ProjectId, string IssueTypeId, string? IssueKey, string? Reason, DateTimeOffset? NextLookAt);

/// <summary>Tickets of a configuration that are not settled for one reason, and what to do.</summary>
/// <param name="Tickets">How many; 0 for a pause on which nothing waits.</param>
/// <param name="NextStep">What a person does, or what is waited for.</param>
/// <param name="NextLookAt">UTC. The earliest time at which Fairlead looks again; <see langword="null"/> when only a person or a change helps.</param>
public sealed record Attention(AttentionKind Kind, int Tickets, string Reason, string NextStep, DateTimeOffset? NextLookAt)
{
    public const int MaxWhich = 1_000;

    /// <summary>Of <see cref="AttentionKind.KeptOpen"/> the tickets, whose own rows do not tell it; at most <see cref="MaxWhich"/>, the newest. <see langword="null"/> of any other.</summary>
    public IReadOnlyList<TicketId>? Which { get; init; }

    /// <summary>What a guard holds back until a person says that it is right, and what to do; <see langword="null"/> for anything else.</summary>
    public string? HeldBack => this switch
    {
        { Kind: AttentionKind.HeldCreates } => $"{Tickets:N0} new {(Tickets == 1 ? "issue is" : "issues are")} not made: {Reason}. {NextStep}",
        { Kind: AttentionKind.HeldCloses, NeedsPerson: true } => $"{Tickets:N0} {(Tickets == 1 ? "issue is" : "issues are")} not closed: {Reason}. {NextStep}",
        _ => null,
    };

    /// <summary>It does not end by itself.</summary>
    public bool NeedsPerson => NextLookAt is null;
}
