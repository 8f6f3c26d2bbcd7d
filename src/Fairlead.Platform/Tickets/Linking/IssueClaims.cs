using Fairlead.Jira.Issues;
using Fairlead.Platform.Connections;
using Fairlead.Platform.Operations;
using Fairlead.Platform.Tickets.Applying;
using Fairlead.Platform.Tickets.Configuring;
using Fairlead.Platform.Tickets.Protocol;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Linking;

/// <summary>An issue that a ticket can be linked to.</summary>
/// <param name="Marker">What it is to carry, or carries already because linking it was cut off.</param>
/// <param name="Dead">Markers that it carries still, of tickets that it was unlinked from.</param>
internal sealed record ClaimedIssue(JiraIssue Issue, string Marker, IReadOnlyList<string> Dead);

/// <summary>Looks whether an issue that a person named may become a ticket's. Writes nothing.</summary>
internal sealed class IssueClaims(TicketStore tickets, ConfigurationStore configurations, InstanceIdentity instance)
{
    /// <summary>Markers looked up at once; an issue that was linked more often is looked up again.</summary>
    private const int MarkerBatch = 10;

    private static readonly IssueSelection Selection = new(
        [.. MarkerReader.Selection.Fields, "summary", "priority", "project", "issuetype", "resolution"], MarkerReader.Selection.Properties);

    /// <summary>As Jira writes a key that a person typed.</summary>
    public static string KeyOf(string text) => text.Trim().ToUpperInvariant();

    /// <returns><see langword="null"/> after a problem.</returns>
    /// <exception cref="Fairlead.Jira.JiraUnavailableException">Jira could not be asked.</exception>
    /// <exception cref="Fairlead.Jira.JiraRefusedException">Jira could not be asked.</exception>
    public async Task<ClaimedIssue?> ReadAsync(LaneSession session, string key, FaultList faults, CancellationToken ct)
    {
        key = KeyOf(key);
        if (!JiraKeys.IsIssue(key))
        {
            faults.Problem("issue", "it is no key of an issue", "give it as Jira shows it, such as SEC-12");
            return null;
        }

        if (await session.Jira.Issues.GetAsync(key, Selection, ct) is not { Project: not null, IssueType: not null } issue)
        {
            faults.Problem("issue", $"Jira shows no {key} to Fairlead's account", "correct the key, or let the account browse its project and see the issue");
            return null;
        }

        if (await tickets.ByIssuesAsync(session.Connection, [issue.Id], ct) is [var holder, ..])
        {
            faults.Problem("issue", $"{issue.Key} is the issue of \"{holder.GroupLabel}\" in {await NameOfAsync(holder, ct)} already", $"unlink it first: fairlead ticket unlink {issue.Key}");
            return null;
        }

        var marker = await MarkerAsync(session, issue, ct);
        var others = MarkersOf(issue).Where(m => m != marker).ToList();
        if (others.Count > 0 && await tickets.StrayKindAsync(session.Connection, issue.Id, ct) != StrayKind.Unlinked)
        {
            faults.Problem("issue", $"{issue.Key} carries {others[0]}, {await OwnerAsync(session, others[0], ct)}");
            return null;
        }

        return new(issue, marker, others);
    }

    /// <summary>The property's and all labels'.</summary>
    private static IEnumerable<string> MarkersOf(JiraIssue issue) =>
        issue.Labels.Where(Marker.IsMarker).Prepend(MarkerReader.PropertyOf(issue)).OfType<string>().Distinct();

    /// <summary>
    /// The first of the issue's own markers that no ticket has. It depends on nothing else, so that linking it again completes what was cut off
    /// between marker and ticket, whichever findings are named then.
    /// </summary>
    private async Task<string> MarkerAsync(LaneSession session, JiraIssue issue, CancellationToken ct)
    {
        for (var first = 1; ; first += MarkerBatch)
        {
            var own = Enumerable.Range(first, MarkerBatch).Select(n => Marker.Of(instance.Key, session.Connection, $"issue/{issue.Id}", n)).ToList();
            var taken = (await tickets.ByMarkersAsync(session.Connection, own, ct)).Select(t => t.Marker).ToHashSet();
            if (own.Find(m => !taken.Contains(m)) is { } free)
                return free;
        }
    }

    private async Task<string> OwnerAsync(LaneSession session, string marker, CancellationToken ct) =>
        await tickets.ByMarkersAsync(session.Connection, [marker], ct) is [var owner]
            ? $"the marker of \"{owner.GroupLabel}\" in {await NameOfAsync(owner, ct)}, which looks for its issue: fairlead ticket reconcile; name another issue"
            : "the marker of another Fairlead, or of a ticket that was deleted here; name another issue";

    private async Task<string> NameOfAsync(TicketRow ticket, CancellationToken ct) =>
        (await configurations.GetAsync(ticket.ConfigurationId, ct))?.Name ?? "a deleted configuration";
}
