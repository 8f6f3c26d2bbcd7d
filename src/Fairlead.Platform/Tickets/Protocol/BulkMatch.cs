using Fairlead.Jira;
using Fairlead.Jira.Issues;

namespace Fairlead.Platform.Tickets.Protocol;

/// <summary>
/// Which element of a bulk create became which issue. Jira's answer lists the issues without saying whose they are, and promises no
/// order: an issue belongs to the element whose marker it carries. Pure.
/// </summary>
internal static class BulkMatch
{
    /// <param name="markers">Of the elements, in the order of the request.</param>
    /// <param name="outcomes">In the same order, the created ones as the answer lists them.</param>
    /// <param name="seen">The markers of the created issues that show one, by issue id.</param>
    /// <param name="hidden">Ids that the account provably may not read; about those only the order of the others says anything.</param>
    public static IReadOnlyList<JiraOutcome<CreatedIssue>> Of(
        IReadOnlyList<string> markers,
        IReadOnlyList<JiraOutcome<CreatedIssue>> outcomes,
        IReadOnlyDictionary<string, string> seen,
        IReadOnlySet<string> hidden)
    {
        var byMarker = outcomes.OfType<JiraOutcome<CreatedIssue>.Committed>()
            .Where(c => seen.ContainsKey(c.Value.Id))
            .GroupBy(c => seen[c.Value.Id])
            .ToDictionary(g => g.Key, g => g.First());
        var isInOrder = outcomes.Select((outcome, i) => MarkerOf(outcome, seen) is not { } marker || marker == markers[i]).All(fits => fits);
        return [.. outcomes.Select((outcome, i) => (outcome, byMarker.GetValueOrDefault(markers[i])) switch
        {
            (JiraOutcome<CreatedIssue>.Committed, { } proven) => proven,
            (JiraOutcome<CreatedIssue>.Committed listed, null) when isInOrder && hidden.Contains(listed.Value.Id) => listed,
            (JiraOutcome<CreatedIssue>.Committed, null) => Unproven("none of the created issues shows the marker of this one"),
            (_, { }) => Unproven("the bulk answer says that this one failed, but its issue exists"),
            _ => outcome,
        })];
    }

    public static JiraOutcome<CreatedIssue> Unproven(string why) => new JiraOutcome<CreatedIssue>.Uncertain(JiraFailureCause.Unreadable, why);

    private static string? MarkerOf(JiraOutcome<CreatedIssue> outcome, IReadOnlyDictionary<string, string> seen) =>
        outcome is JiraOutcome<CreatedIssue>.Committed made ? seen.GetValueOrDefault(made.Value.Id) : null;
}
