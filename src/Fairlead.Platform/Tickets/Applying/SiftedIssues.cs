using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Tickets of one configuration with their issues.</summary>
internal sealed record IssuesOfConfiguration(TicketConfiguration Configuration, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> Issues);

/// <summary>Issues of which it matters who changed them, so that their histories are read: one call for all of them, whatever changed.</summary>
/// <param name="PutOff">Tickets of disabled configurations, which are owed.</param>
internal sealed record SiftedIssues(IReadOnlyList<IssuesOfConfiguration> Groups, IReadOnlyList<TicketRow> PutOff)
{
    /// <param name="unread">Ids of issues whose histories Jira does not give.</param>
    public SiftedIssues Without(IReadOnlySet<string> unread) => unread.Count == 0
        ? this
        : this with { Groups = [.. Groups.Select(g => g with { Issues = [.. g.Issues.Where(i => !unread.Contains(i.Issue.Id))] })] };

    public IEnumerable<string> IssueIds => Groups.SelectMany(g => g.Issues).Select(i => i.Issue.Id);
}
