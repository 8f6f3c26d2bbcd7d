using Fairlead.Jira.Resources;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Planning;

/// <summary>As much of a ticket as planning needs, with what was last observed in Jira.</summary>
/// <param name="SentHash">The group's hash when it was last sent; what Jira shows is that group.</param>
/// <param name="HeldHash">The group's hash for which Jira refused a step; nothing is tried again until the group changes.</param>
/// <param name="DoneAt">UTC. What we knew of the findings when the issue became done; <see langword="null"/> while it is not. While unlinked: since when.</param>
/// <param name="FrozenUntil">UTC. Set when we and somebody else kept undoing each other's moves.</param>
internal sealed record PlannedTicket(
    TicketId Id,
    string GroupKey,
    int Generation,
    TicketState State,
    string? IssueKey,
    IssuePresence? Presence,
    JiraStatusCategory? StatusCategory,
    string? SentHash,
    string? HeldHash,
    DateTimeOffset? DoneAt,
    DateTimeOffset? FrozenUntil)
{
    /// <summary>As <see cref="DoneAt"/> of an issue whose findings left the configuration: nothing is known of them since.</summary>
    public static readonly DateTimeOffset NothingKnown = DateTimeOffset.UnixEpoch;

    /// <summary>Where the issue is, or is to be made.</summary>
    public string ProjectId { get; init; } = "";

    public string IssueTypeId { get; init; } = "";

    /// <summary>The group in words when it was last sent, as are severity and findings.</summary>
    public string GroupLabel { get; init; } = "";

    public Fairlead.Kernel.Severity Severity { get; init; }

    public int Findings { get; init; }

    /// <summary>What stands in the way; <see langword="null"/> when nothing does.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The group's hash for which a person undid what a run did; it is not done again until the group changes.</summary>
    public string? UndoneHash { get; init; }

    /// <summary>How often that was.</summary>
    public int Undos { get; init; }

    /// <inheritdoc cref="TicketGroup.Turn"/>
    public int Turn { get; init; }

    /// <summary>Whoever sent it is not at work any more, so that no answer will come.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Why the issue was sent without a field; <see langword="null"/> when it has all.</summary>
    public string? LeftOut { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>People made its issue, and a person linked it.</summary>
    public bool IsTheirs { get; init; }

    /// <summary>UTC. Jira gave no clear answer to the last write on the issue, although it answered others.</summary>
    public DateTimeOffset? RestsUntil { get; init; }

    /// <summary>The ticket of whose issue this one's is a sub-task, or is to be; <see langword="null"/>: of none.</summary>
    public TicketId? Parent { get; init; }

    /// <summary>As last observed.</summary>
    public string? StatusId { get; init; }

    /// <summary>As last observed; empty: unresolved.</summary>
    public string? ResolutionId { get; init; }

    /// <summary>How the findings stood when the issue's status was last brought in line with them; <see langword="null"/>: never yet.</summary>
    public FindingStatus? ShownFinding { get; init; }

    /// <summary>A person moved the issue, and what that says of the findings was taken: however they stand now is in line with it.</summary>
    public bool TakesAnyStanding { get; init; }

    /// <summary>The two above as they are stored.</summary>
    public FindingStatus? StoredStanding => TakesAnyStanding ? Storage.TicketRow.AnyStanding : ShownFinding;

    /// <summary>The status is one to which Fairlead moved the issue, and nobody moved it since.</summary>
    public bool IsWhereMoved { get; init; }

    /// <summary>Somebody else moved it since Fairlead did.</summary>
    public bool IsMovedOn { get; init; }

    /// <summary>Its issue is not done, as far as is known, or there may be one that is not.</summary>
    public bool MayBeOpen => State is TicketState.Sending or TicketState.Uncertain
        || (State == TicketState.Created && Presence is IssuePresence.Present or IssuePresence.Forbidden && !IsDone);

    public bool IsDone => StatusCategory == JiraStatusCategory.Done;

    /// <summary>Closed only because the configuration no longer put a finding behind it.</summary>
    public bool WasLeft => IsDone && DoneAt == NothingKnown;

    /// <summary>Linked to an issue that we can see, that nobody fights us over, and that is not left alone because Jira does not take its writes.</summary>
    public bool CanBeWrittenAt(DateTimeOffset now) =>
        State == TicketState.Created && Presence == IssuePresence.Present && !(now < FrozenUntil) && !(now < RestsUntil);
}
