using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>Finds the statuses and resolutions that a configuration names; each list is read once, and only where it is needed.</summary>
/// <param name="project">Null where there is no such project: statuses are then looked for in all of Jira.</param>
/// <param name="type">Null where there is no such type: statuses are then those of all of the project's.</param>
internal sealed class StatusBinder(JiraClient jira, JiraProject? project, JiraIssueType? type, FaultList faults)
{
    private const int MostNamed = 30;

    private IReadOnlyList<JiraStatus>? _statuses;
    private IReadOnlyList<JiraResolution>? _resolutions;

    public async Task<JiraName?> DoneAsync(string? wanted, CancellationToken ct)
    {
        if (wanted is null || await StatusAsync("doneStatus", wanted, ct) is not { } status)
            return null;
        if (status.Category != JiraStatusCategory.Done)
            faults.Problem("doneStatus", $"status \"{status.Name}\" is not of the category Done, so Jira would still count the issue as open");
        return new(status.Id, status.Name);
    }

    /// <param name="rules">With names as they were written.</param>
    public async Task<IReadOnlyList<StatusRule>> RulesAsync(IReadOnlyList<StatusRule> rules, CancellationToken ct)
    {
        var bound = new List<StatusRule>();
        foreach (var (rule, i) in rules.Select((r, i) => (r, i)))
        {
            var path = $"statusMap.fromJira[{i}]";
            bound.Add(rule with
            {
                Status = await StatusAsync($"{path}.status", rule.Status?.Name, ct) is { } status ? new(status.Id, status.Name) : null,
                Resolution = await ResolutionAsync($"{path}.resolution", rule.Resolution?.Name, ct),
            });
        }

        return bound;
    }

    /// <inheritdoc cref="RulesAsync"/>
    public async Task<IReadOnlyList<StatusTarget>> TargetsAsync(IReadOnlyList<StatusTarget> targets, CancellationToken ct)
    {
        var bound = new List<StatusTarget>();
        foreach (var (target, i) in targets.Select((t, i) => (t, i)))
        {
            var path = $"statusMap.toJira[{i}]";
            var status = await StatusAsync($"{path}.status", target.Status?.Name, ct);
            bound.Add(target with
            {
                Status = status is null ? null : new(status.Id, status.Name),
                Category = status?.Category ?? target.Category,
                Resolution = await ResolutionAsync($"{path}.resolution", target.Resolution?.Name, ct),
            });
            if (bound[i].Finding != default && bound[i].Category != JiraStatusCategory.Undefined)
                CheckEnd(path, bound[i]);
        }

        return bound;
    }

    /// <returns><see langword="null"/> when none is wanted, or there is none of that name or id, which is told.</returns>
    public async Task<JiraName?> ResolutionAsync(string path, string? wanted, CancellationToken ct)
    {
        if (wanted is null)
            return null;
        _resolutions ??= await jira.Resolutions.ListAsync(ct);
        if ((_resolutions.FirstOrDefault(r => r.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) ?? _resolutions.FirstOrDefault(r => r.Id == wanted)) is { } found)
            return new(found.Id, found.Name);
        var names = _resolutions.Select(r => r.Name).ToList();
        Miss(path, $"Jira has no resolution \"{DraftCheck.Shown(wanted)}\"; it has {string.Join(", ", names)}", wanted, names);
        return null;
    }

    private void CheckEnd(string path, StatusTarget target)
    {
        if (target.IsDone && target.Finding.IsOpen)
            faults.Problem(path, "open findings would go to a status that Jira counts as done", "name a status of another category");
        else if (!target.IsDone && target.Resolution is not null)
            faults.Problem($"{path}.resolution", "an issue that is not done has no resolution", "leave it out, or name a status of the category done");
    }

    /// <inheritdoc cref="ResolutionAsync"/>
    private async Task<JiraStatus?> StatusAsync(string path, string? wanted, CancellationToken ct)
    {
        if (wanted is null)
            return null;
        _statuses ??= await StatusesAsync(ct);
        if ((_statuses.FirstOrDefault(s => s.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)) ?? _statuses.FirstOrDefault(s => s.Id == wanted)) is { } status)
            return status;
        var names = _statuses.Select(s => s.Name).Distinct().ToList();
        var place = project is null ? "Jira" : type is null ? $"project {project.Key}" : $"{type.Name} in {project.Key}";
        Miss(path, $"{place} has no status \"{DraftCheck.Shown(wanted)}\"; it has {Shown(names)}", wanted, names);
        return null;
    }

    private async Task<IReadOnlyList<JiraStatus>> StatusesAsync(CancellationToken ct) =>
        project is null
            ? await jira.Statuses.ListAsync(ct)
            : [.. (await jira.Workflow.StatusesAsync(project.Id, ct)).Where(t => type is null || t.IssueTypeId == type.Id).SelectMany(t => t.Statuses).DistinctBy(s => s.Id)];

    /// <summary>Of a whole Jira there may be thousands.</summary>
    private static string Shown(List<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");

    private void Miss(string path, string message, string wanted, IReadOnlyList<string> names) =>
        faults.Problem(path, message, NearMiss.Of(wanted, names) is { } near ? $"did you mean {near}?" : null);
}
