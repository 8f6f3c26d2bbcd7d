using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Kernel.Identity;
using Fairlead.Platform.Tickets.Storage;

namespace Fairlead.Platform.Tickets.Applying;

/// <summary>The issues above sub-tasks that are to be made.</summary>
/// <param name="Issues">Id of the issue by the sub-task's ticket.</param>
/// <param name="Unfit">Sub-tasks that cannot be made as things are in Jira, each with the next step.</param>
internal sealed record ParentIssues(IReadOnlyDictionary<TicketId, string> Issues, IReadOnlyList<BuiltIssue.Impossible> Unfit)
{
    public static ParentIssues None { get; } = new(new Dictionary<TicketId, string>(), []);
}

/// <summary>
/// Looks at the parents of sub-tasks right before these are sent: an issue that is gone, no ticket's any more, in another project, or of a type that
/// can have no sub-tasks is told with the next step, and nothing is sent for it.
/// </summary>
internal sealed class SubTaskParents(TicketStore tickets, LinkProof links)
{
    /// <param name="due">At most <see cref="LinkProof.Batch"/>, so that one read tells of all parents.</param>
    /// <exception cref="JiraUnavailableException">Nothing is known of them.</exception>
    /// <exception cref="JiraRefusedException">Nothing is known of them.</exception>
    public async Task<ParentIssues> ReadAsync(LaneSession session, IReadOnlyList<TicketRow> due, TicketConfiguration configuration, CancellationToken ct)
    {
        var subTasks = due.Where(t => t.ParentId is not null).ToList();
        if (subTasks.Count == 0)
            return ParentIssues.None;
        var rows = (await tickets.ByIdsAsync([.. subTasks.Select(t => t.ParentId!.Value).Distinct()], ct)).ToDictionary(t => t.Id);
        var linked = rows.Values.Where(HasIssue).ToList();
        var shown = linked.Count == 0 ? LinkedIssues.None : await links.VouchAsync(session, linked, ct);
        var (issues, unfit) = (new Dictionary<TicketId, string>(), new List<BuiltIssue.Impossible>());
        foreach (var ticket in subTasks)
        {
            var parent = rows.GetValueOrDefault(ticket.ParentId!.Value);
            var issue = parent?.IssueId is { } id ? shown.Ours.GetValueOrDefault(id) : null;
            if (WhyUnfit(ticket, parent, issue, configuration) is { } reason)
                unfit.Add(new(ticket, reason, IsNoLongerDue: false));
            else
                issues[ticket.Id] = issue!.Id;
        }

        return new(issues, unfit);
    }

    private static bool HasIssue(TicketRow parent) =>
        parent is { State: TicketState.Created, IssueId: not null, Presence: IssuePresence.Present or IssuePresence.Forbidden };

    /// <returns>For people; <see langword="null"/>: it can have the sub-task.</returns>
    private static string? WhyUnfit(TicketRow ticket, TicketRow? parent, JiraIssue? issue, TicketConfiguration configuration)
    {
        const string OrElse = "or have new issues instead: growth: newTicket";
        if (parent is null || !HasIssue(parent))
            return $"the issue of which it is to be a sub-task is {WordOf(parent)}; give its ticket one: fairlead ticket recreate {ticket.ParentId}, or relink it, {OrElse}";
        if (issue is null)
            return $"{parent.IssueKey}, of which it is to be a sub-task, cannot be seen; let Fairlead's account see it, then: fairlead ticket reconcile";
        if (issue.Project is { } project && project.Id != ticket.ProjectId)
            return $"{issue.Key}, of which it is to be a sub-task, lies in the project {project.Key} by now, and a sub-task lies where its parent does; move it back to {configuration.Project.Name}, {OrElse}";
        return issue.IssueType switch
        {
            { IsSubtask: true } type => $"{issue.Key}, of which it is to be a sub-task, is a {type.Name} itself by now and can have none; convert it to an issue, {OrElse}",
            { HierarchyLevel: > 0 } type => $"{issue.Key}, of which it is to be a sub-task, is an issue of the type {type.Name} by now, which has no sub-tasks in Jira; give it the type {configuration.IssueType.Name} again, {OrElse}",
            _ => null,
        };
    }

    private static string WordOf(TicketRow? parent) => parent switch
    {
        { Presence: IssuePresence.Deleted } => "deleted in Jira",
        { Presence: IssuePresence.Unlinked } => "unlinked from its ticket",
        { Presence: IssuePresence.Lost } => "lost, as this Jira was rebuilt or set back",
        _ => "not made yet",
    };
}
