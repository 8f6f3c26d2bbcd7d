using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Holds a configuration that makes sub-tasks against the project: their type, their create screen and their workflow.</summary>
/// <param name="types">Those that the account may create.</param>
internal sealed class SubTaskBinder(JiraClient jira, JiraProject project, IReadOnlyList<JiraIssueType> types, FaultList faults)
{
    /// <summary>The field that every sub-task has from its ticket.</summary>
    public const string Parent = "parent";

    private const string Key = "subTaskType";

    /// <param name="nameOrId"><see langword="null"/>: the only one that there is.</param>
    /// <param name="above">The configuration's issue type; <see langword="null"/> where that is wrong.</param>
    /// <returns><see langword="null"/> after a problem.</returns>
    public JiraIssueType? Find(string? nameOrId, JiraIssueType? above)
    {
        // Data Center tells no levels: there an epic may have sub-tasks.
        if (above is { HierarchyLevel: > 0 })
            faults.Problem("growth", $"issues of the type {above.Name} have no sub-tasks in Jira", "growth: newTicket, or another issueType");
        var all = types.Where(t => t.IsSubtask).ToList();
        if (all.Count == 0)
        {
            faults.Problem(Key, $"project {project.Key} has no sub-task type that the connection's account may create", "add one to the project's issue types in Jira, or growth: newTicket");
            return null;
        }

        if (nameOrId is null && all.Count == 1)
            return all[0];
        var type = nameOrId is null ? null : ConfigurationBinder.Named(types, nameOrId);
        if (type is { IsSubtask: true })
            return type;
        var names = all.Select(t => t.Name).ToList();
        var has = $"the project's sub-task types are {string.Join(", ", names)}";
        faults.Problem(
            Key,
            nameOrId is null ? $"is missing, and {has}" : type is null ? $"project {project.Key} has no issue type \"{DraftCheck.Shown(nameOrId)}\"; {has}" : $"\"{type.Name}\" is no sub-task type; {has}",
            NearMiss.Of(nameOrId ?? "", names) is { } near ? $"did you mean {near}?" : $"{Key}: \"{names[0]}\"");
        return null;
    }

    /// <param name="told">Ids of fields of which everything was told already.</param>
    public async Task CheckAsync(
        JiraIssueType type, IReadOnlyList<JiraFieldMeta> screen, TicketConfiguration draft, HashSet<string> told, IReadOnlyDictionary<Severity, string> priorities, CancellationToken ct)
    {
        var fields = draft.ForSubTasks().Fields;
        FieldDemand.Check(screen, fields, told.Append(Parent).ToHashSet(), priorities, faults, $" of {type.Name}");
        FieldDemand.CheckOptions(screen, fields, type.Name, faults);
        await WarnOfStatusesAsync(type, draft, ct);
    }

    private async Task WarnOfStatusesAsync(JiraIssueType type, TicketConfiguration draft, CancellationToken ct)
    {
        var wanted = draft.StatusTargets.Select((t, i) => (Path: $"statusMap.toJira[{i}]", t.Status)).Prepend(("doneStatus", draft.DoneStatus)).Where(w => w.Item2 is not null).ToList();
        if (wanted.Count == 0 || (await jira.Workflow.StatusesAsync(project.Id, ct)).FirstOrDefault(t => t.IssueTypeId == type.Id) is not { } workflow)
            return;
        foreach (var (path, status) in wanted.Where(w => workflow.Statuses.All(s => s.Id != w.Item2!.Id)))
            faults.Warning(path, $"{type.Name} in {project.Key} has no status \"{status!.Name}\", so sub-tasks will need a manual move", "add it to their workflow, or a sub-task type that has it");
    }
}
