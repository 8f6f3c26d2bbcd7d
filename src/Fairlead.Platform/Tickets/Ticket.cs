using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Platform.Tickets;

/// <summary>A field of a ticket's issue that stays as somebody else than Fairlead wrote it.</summary>
/// <param name="Field">By name.</param>
/// <param name="By">By full name.</param>
public sealed record FieldOfOthers(string Field, string By);

/// <summary>The ticket of an issue's sub-task.</summary>
public sealed record SubTask
{
    public TicketId Id { get; init; }

    /// <summary><see langword="null"/> until it is made.</summary>
    public string? IssueKey { get; init; }

    /// <summary>By name, as last read; <see langword="null"/> until then.</summary>
    public string? Status { get; init; }
}

/// <summary>Our link from a group of findings to one Jira issue, or the intent to make it.</summary>
/// <param name="Marker">The token by which Jira can be asked for the issue: deterministic, one for each generation.</param>
/// <param name="Group">The group in words.</param>
/// <param name="IssueId">Jira's immutable id; <see langword="null"/> until linked, while the issue is lost, and once it is unlinked.</param>
/// <param name="Presence"><see langword="null"/> until linked.</param>
/// <param name="Findings">Members of the group when the ticket was last sent.</param>
/// <param name="Status">By name, as last read; <see langword="null"/> until then, as is the category.</param>
/// <param name="Reason">What stands in the way, and what to do; <see langword="null"/> when nothing does.</param>
/// <param name="IsParked">Jira refuses every issue of its project and type at present.</param>
/// <param name="NotBefore">When it is looked at again by itself; <see langword="null"/> when nothing is due.</param>
public sealed record Ticket(
    TicketId Id,
    TicketConfigurationId Configuration,
    ConnectionId Connection,
    string Group,
    int Generation,
    string Marker,
    TicketState State,
    string? IssueId,
    string? IssueKey,
    IssuePresence? Presence,
    string? Summary,
    Severity Severity,
    int Findings,
    string? Priority,
    string? Status,
    JiraStatusCategory? StatusCategory,
    string? Reason,
    DateTimeOffset? NotBefore,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    bool IsParked)
{
    /// <summary>That its issue is open though nothing behind it was at the last run, and what to do; <see langword="null"/>: it is not so.</summary>
    public string? KeptOpen { get; init; }

    /// <summary>All that a person is told of it; <see langword="null"/>: nothing.</summary>
    public string? Needs => Reason is null ? KeptOpen : KeptOpen is null ? Reason : $"{Reason}; {KeptOpen}";

    /// <summary>Key of the issue of which its issue is a sub-task; <see langword="null"/>: of none.</summary>
    public string? ParentKey { get; init; }

    /// <summary>Its ticket; <see langword="null"/>: of none.</summary>
    public TicketId? Parent { get; init; }

    /// <summary>Sub-tasks of its issue, also those that are still to be made, the oldest first; told of a single ticket only, at most 100.</summary>
    public IReadOnlyList<SubTask> SubTasks { get; init; } = [];

    /// <summary>The last time that a run was taken back for it; told of a single ticket only. <see langword="null"/>: never.</summary>
    public RunUndone? Undone { get; init; }

    /// <summary>By full name, as last read; <see langword="null"/> until then, and when it is nobody's.</summary>
    public string? Assignee { get; init; }

    /// <summary>As last read; <see langword="null"/> until then, and when it has none.</summary>
    public DateOnly? DueDate { get; init; }

    /// <summary>What of the issue does not follow the findings any more, because somebody else wrote it after Fairlead; as known since Fairlead last had something else to write there.</summary>
    public IReadOnlyList<FieldOfOthers> Kept { get; init; } = [];

    /// <summary>All but Fairlead's own markers, as last read; empty until then.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    public TicketStanding Standing => TicketStandings.Of(State, Presence, IsParked);
}
