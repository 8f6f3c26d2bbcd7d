using Fairlead.Kernel;
using Fairlead.Kernel.Identity;

namespace Fairlead.Client.Tickets;

/// <summary>One ticket: the link from a group of findings to one Jira issue, or the intent to make it.</summary>
/// <param name="State">
/// Fairlead's own, one of <c>planned sending uncertain retry parked rejected created forbidden deleted released lost unlinked</c>; <c>created</c> is linked to an issue
/// that can be seen.
/// </param>
/// <param name="Presence">Of the issue: <c>present</c>, <c>forbidden</c> (not visible to us), <c>deleted</c>, <c>released</c> (deleted, lost or unlinked, and a new issue was asked for), <c>lost</c> (which issue of a rebuilt or restored Jira it is, is not known), or <c>unlinked</c> (a person, or the provider that linked it, parted the ticket from its issue); null before the issue exists.</param>
/// <param name="Url">The issue's page in Jira; null before it exists.</param>
/// <param name="Findings">Findings in the group when it was last sent.</param>
/// <param name="Status">Jira's status by name, as last read.</param>
/// <param name="StatusCategory"><c>new</c>, <c>indeterminate</c> or <c>done</c>, as last read.</param>
/// <param name="Priority">By name: as last read, or as sent since.</param>
/// <param name="Assignee">By full name, as last read; null until then, and when the issue is nobody's.</param>
/// <param name="DueDate">As last read; null until then, and when the issue has none.</param>
/// <param name="Parent">Key of the issue of which its issue is, or is to be, a sub-task; null for every other.</param>
/// <param name="Labels">All but Fairlead's own markers, as last read; empty until then.</param>
/// <param name="Undone">The last time that a run was taken back for it; told of a single ticket only, null in lists and when that never was.</param>
/// <param name="KeptFields">What does not follow the findings any more, because somebody else wrote it after Fairlead.</param>
/// <param name="ParentId">Id of the ticket of that issue; null where <paramref name="Parent"/> is, but for one that is not made yet.</param>
/// <param name="SubTasks">Of its issue, also those that are still to be made, the oldest first; told of a single ticket only, at most 100.</param>
/// <param name="Reason">Why it is not created, needs a person, or has to do without a field; null when all is well.</param>
/// <param name="NextAttemptAt">When Fairlead looks at it again by itself; null when nothing is due.</param>
public sealed record TicketResponse(
    TicketId Id,
    TicketConfigurationId ConfigurationId,
    ConnectionId ConnectionId,
    string Group,
    int Generation,
    string State,
    string? Presence,
    string? IssueKey,
    string? IssueId,
    string? Url,
    string? Summary,
    string? Priority,
    Severity Severity,
    int Findings,
    string? Status,
    string? StatusCategory,
    string? Reason,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? Assignee = null,
    DateOnly? DueDate = null,
    string? Parent = null,
    IReadOnlyList<string>? Labels = null,
    RunUndoneResponse? Undone = null,
    IReadOnlyList<FieldOfOthersResponse>? KeptFields = null,
    TicketId? ParentId = null,
    IReadOnlyList<SubTaskResponse>? SubTasks = null);

/// <summary>The ticket of an issue's sub-task.</summary>
/// <param name="IssueKey">Null until it is made.</param>
/// <param name="Status">Jira's status by name, as last read; null until then.</param>
public sealed record SubTaskResponse(TicketId Id, string? IssueKey, string? Status);

/// <summary>A field of an issue that stays as somebody else than Fairlead wrote it.</summary>
/// <param name="Field">By name.</param>
/// <param name="By">By full name.</param>
public sealed record FieldOfOthersResponse(string Field, string By);

/// <summary>A ticket of findings that a person chose. What is absent is as the configuration says, now and later.</summary>
/// <param name="Configuration">Name or id.</param>
/// <param name="Findings">Ids; 1 to 200.</param>
/// <param name="Summary">Empty: the template's, as if it were left out.</param>
/// <param name="Description">Markdown, as in a template's body but without placeholders.</param>
/// <param name="Priority">Name or id.</param>
/// <param name="Assignee">Whole name, e-mail address or id of somebody to whom issues of the project may be given.</param>
public sealed record CreateTicketRequest(
    string Configuration,
    IReadOnlyList<string> Findings,
    string? Summary = null,
    string? Description = null,
    string? Priority = null,
    string? Assignee = null);

/// <summary>A ticket of findings that a person chose, for an issue that is in Jira already. What people wrote in it stays.</summary>
/// <param name="Configuration">Name or id.</param>
/// <param name="Issue">Key, such as <c>SEC-12</c>.</param>
/// <param name="Findings">Ids; 1 to 200.</param>
public sealed record LinkTicketRequest(string Configuration, string Issue, IReadOnlyList<string> Findings);

/// <summary>Another issue for a ticket.</summary>
/// <param name="Issue">Key, such as <c>SEC-12</c>.</param>
public sealed record RelinkTicketRequest(string Issue);

/// <summary>What would be sent for a ticket of chosen findings.</summary>
/// <param name="Description">Markdown.</param>
/// <param name="Assignee">By name; null: as Jira does by itself, or whose turn it is when the issue is made.</param>
/// <param name="Open">How many of the findings are open.</param>
public sealed record TicketReviewResponse(
    string Summary, string Description, string? Priority, string? Assignee, Severity Severity, int Findings, int Open);

/// <summary>What a look at issues that somebody changed in Jira found.</summary>
/// <param name="Tickets">Whose issue was read again.</param>
/// <param name="Changed">Of these, how many have another status, priority or key than was known.</param>
/// <param name="CommentEffects">Comments, moves and priorities that said something of findings by a rule or a map; fairlead comment list tells what.</param>
public sealed record PollResponse(int Tickets, int Changed, int CommentEffects, int JiraCalls);

/// <summary>What reading all linked issues again found.</summary>
/// <param name="Held">True when so many issues had vanished that nothing was changed; a person should look.</param>
/// <param name="Vanished">How many these were; 0 when nothing is held.</param>
/// <param name="Reason">What is held and why; null when nothing is.</param>
/// <param name="NextStep">What a person does about it; null when nothing is held.</param>
public sealed record ReconcileResponse(
    int Tickets, int Changed, int Forbidden, int Deleted, int Moved, bool Held, int JiraCalls, int Vanished = 0, string? Reason = null, string? NextStep = null);
