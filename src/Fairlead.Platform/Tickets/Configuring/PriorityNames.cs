using Fairlead.Jira;
using Fairlead.Jira.Resources;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.Tickets.Configuring;

/// <summary>The priorities that issues of a project can have.</summary>
/// <param name="owner">Who has them, for a sentence.</param>
internal sealed class PriorityNames(string owner, IReadOnlyList<JiraName> known)
{
    /// <summary>In Jira's order.</summary>
    public IReadOnlyList<JiraName> Known => known;

    /// <param name="field">The priority of the create screen; null where there is no screen, so that all of Jira's are known.</param>
    public static async Task<PriorityNames> OfAsync(JiraClient jira, JiraFieldMeta? field, CancellationToken ct) => new(
        field is null ? "Jira" : "the project",
        field?.AllowedValues.Count > 0
            ? [.. field.AllowedValues.Where(v => v.Id is not null).Select(v => new JiraName(v.Id!, v.Label))]
            : [.. (await jira.Priorities.ListAsync(ct)).Select(p => new JiraName(p.Id, p.Name))]);

    /// <returns><see langword="null"/> after a problem at <paramref name="path"/>.</returns>
    public JiraName? Find(string path, string text, FaultList faults)
    {
        var match = known.FirstOrDefault(p => p.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) ?? known.FirstOrDefault(p => p.Id == text);
        if (match is not null)
            return match;
        var names = known.Select(p => p.Name).ToList();
        faults.Problem(
            path,
            $"{owner} has no priority \"{DraftCheck.Shown(text)}\"; it has {string.Join(", ", names)}",
            NearMiss.Of(text, names) is { } near ? $"did you mean {near}?" : null);
        return null;
    }
}
