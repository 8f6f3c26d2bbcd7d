namespace Fairlead.Client.Tickets;

/// <summary>What was changed in a ticket's issue, by Jira's own history, read at this moment.</summary>
/// <param name="Total">Of all changes.</param>
/// <param name="Changes">The latest of them, the oldest first.</param>
public sealed record TicketHistoryResponse(string IssueKey, long Total, IReadOnlyList<IssueChangeResponse> Changes);

/// <param name="Id">Of the entry in the issue's history.</param>
/// <param name="Author">As Jira shows the name.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="Ours">By an account that Fairlead signs in with, or did.</param>
public sealed record IssueChangeResponse(string Id, string Author, DateTimeOffset ChangedAt, bool Ours, IReadOnlyList<IssueFieldChangeResponse> Fields);

/// <summary>What one change did to one field, in Jira's words.</summary>
/// <param name="Field">Its name.</param>
/// <param name="From">One line; of a longer text its length; null: it was empty.</param>
/// <param name="To">As <paramref name="From"/>.</param>
public sealed record IssueFieldChangeResponse(string Field, string? From, string? To);
