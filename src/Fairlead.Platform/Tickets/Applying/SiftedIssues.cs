using Fairlead.Jira.Issues;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>Tickets of one configuration with their issues.</summary>
internal sealed record IssuesOfConfiguration(TicketConfiguration Configuration, IReadOnlyList<(TicketRow Ticket, JiraIssue Issue)> Issues);

/// <summary>Issues of which it matters who changed them, so that their histories are read: one call for all of them, whatever changed.</summary>
/// <param name="PutOff">Tickets of disabled configurations, which are owed.</param>
internal sealed record SiftedIssues(IReadOnlyList<IssuesOfConfiguration> Groups, IReadOnlyList<TicketRow> PutOff)
{
    public IEnumerable<string> IssueIds => Groups.SelectMany(g => g.Issues).Select(i => i.Issue.Id);
}
