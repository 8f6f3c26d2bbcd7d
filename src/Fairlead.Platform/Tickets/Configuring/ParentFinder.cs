using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>The issue above that a key means, or why none.</summary>
/// <param name="Parent">As the field takes it; <see langword="null"/>: none, and <paramref name="Why"/>.</param>
/// <param name="Fix">The next step, also where <paramref name="Doubt"/> is told.</param>
/// <param name="Doubt">Why Jira may refuse it.</param>
internal sealed record FoundParent(JiraName? Parent, string? Why = null, string? Fix = null, string? Doubt = null);

/// <summary>Finds parents and epics of issues of one type by their keys.</summary>
/// <param name="type">Of the issues below.</param>
internal sealed class ParentFinder(JiraClient jira, string projectKey, JiraIssueType type)
{
    private const int MaxKey = 300;

    /// <summary>By its id, so that it is found when it was moved; Data Center's epic link wants the key.</summary>
    /// <param name="shape"><see cref="FieldShape.Parent"/> or <see cref="FieldShape.EpicLink"/>.</param>
    public async Task<FoundParent> FindAsync(string key, FieldShape shape, CancellationToken ct)
    {
        if (key.Length > MaxKey || await jira.Issues.GetAsync(key, IssueSelection.Of("issuetype"), ct) is not { } issue)
            return new(null, $"Jira shows the connection's account no issue \"{DraftCheck.Shown(key)}\"", $"write the key of an issue, such as {projectKey}-1");
        if (issue.IssueType is { } above && !CanBeAbove(above, shape))
        {
            return new(
                null, $"{issue.Key} is of the type {above.Name}, and Jira puts no {type.Name} below one",
                type.IsSubtask ? "write the key of an issue that is no sub-task itself" : "write the key of an issue one level above, such as an epic");
        }

        if (type.IsSubtask && !issue.Key.StartsWith($"{projectKey}-", StringComparison.OrdinalIgnoreCase))
            return new(null, $"{issue.Key} lies in another project, and a sub-task lies where its parent does", $"write the key of an issue of {projectKey}");
        var parent = shape == FieldShape.EpicLink ? new JiraName(issue.Key, issue.Key) : new JiraName(issue.Id, issue.Key);
        // Data Center does not tell which of its types is the epic's, which may be called otherwise.
        return shape == FieldShape.EpicLink && issue.IssueType is { Name: not "Epic" } kind
            ? new(parent, Fix: "write the key of an epic", Doubt: $"{issue.Key} is of the type {kind.Name}; unless epics are called so there, Jira will refuse it as an epic")
            : new(parent);
    }

    /// <summary>Cloud tells the levels. Of Data Center it is known that nothing goes below a sub-task, and that anything else may have some.</summary>
    private bool CanBeAbove(JiraIssueType above, FieldShape shape) => (above.HierarchyLevel, type.HierarchyLevel) switch
    {
        ({ } level, { } own) => level == own + 1,
        _ => !above.IsSubtask && (type.IsSubtask || shape == FieldShape.EpicLink),
    };
}
