using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Storage;

/// <summary>What was seen of an issue.</summary>
internal sealed record Observed(
    string IssueKey, IssuePresence Presence, DateTimeOffset? MissingSince, JiraStatus? Status, string? Priority, DateTimeOffset? DoneAt, string? Reason)
{
    /// <inheritdoc cref="TicketRow.Assignee"/>
    public string? Assignee { get; init; }

    /// <inheritdoc cref="TicketRow.DueDate"/>
    public string? DueDate { get; init; }

    /// <summary>As <see cref="TicketRow.Labels"/>; <see langword="null"/>: not read this time.</summary>
    public string? Labels { get; init; }

    /// <inheritdoc cref="TicketRow.MovedTo"/>
    public string? MovedTo { get; init; }

    /// <summary>Empty: unresolved.</summary>
    public string ResolutionId { get; init; } = "";

    public string? Resolution { get; init; }

    /// <inheritdoc cref="TicketRow.IssueCreatedAt"/>
    public DateTimeOffset? IssueCreatedAt { get; init; }
}
