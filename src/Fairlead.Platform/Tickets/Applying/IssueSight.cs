using Fairlead.Jira;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Comments;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>A ticket's issue, for whoever only looks.</summary>
/// <param name="Authors">Tells who is Fairlead.</param>
internal sealed record SeenIssue(JiraClient Jira, string IssueId, string IssueKey, AuthorLookup Authors);

/// <summary>Finds the issue of a ticket in Jira outside of any run, for people who want to see what stands there.</summary>
internal sealed class IssueSight(TicketStore tickets, IJiraSource jira)
{
    /// <returns><see langword="null"/> when there is no such ticket, or it has no issue that Jira shows with the ticket's marker.</returns>
    /// <exception cref="JiraUnavailableException">Jira could not be asked.</exception>
    public async Task<SeenIssue?> OfAsync(TicketId id, CancellationToken ct)
    {
        if (await tickets.GetAsync(id, ct) is not { IssueId: { } issueId } ticket)
            return null;
        var client = await jira.ClientForAsync(ticket.ConnectionId, ct);
        return await client.Issues.GetAsync(issueId, MarkerReader.Selection, ct) is { } issue && MarkerReader.Of(issue) == ticket.Marker
            ? new(client, issueId, issue.Key, AuthorLookup.Of(client, jira, ticket.ConnectionId))
            : null;
    }
}
