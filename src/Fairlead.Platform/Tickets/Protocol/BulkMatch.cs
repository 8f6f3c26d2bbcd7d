using Fairlead.Jira;
using Fairlead.Jira.Issues;

namespace Fairlead.Platform.Tickets.Protocol;

/// <summary>
/// Which element of a bulk create became which issue. Jira's answer lists the issues without saying whose they are, and promises no
/// order: an issue belongs to the element whose marker it carries. Pure.
/// </summary>
/// <param name="Outcomes">In the order of the request.</param>
/// <param name="Hidden">Positions of elements whose issues were made and do not show which they are: no search finds them either.</param>
internal sealed record BulkMatch(IReadOnlyList<JiraOutcome<CreatedIssue>> Outcomes, IReadOnlySet<int> Hidden)
{
    /// <param name="markers">Of the elements, in the order of the request.</param>
    /// <param name="outcomes">In the same order, the created ones as the answer lists them.</param>
    /// <param name="seen">The markers of the created issues that are known by now, by issue id.</param>
    /// <param name="hidden">Ids that the account may not read, or that carry no marker.</param>
    public static BulkMatch Of(
        IReadOnlyList<string> markers,
        IReadOnlyList<JiraOutcome<CreatedIssue>> outcomes,
        IReadOnlyDictionary<string, string> seen,
        IReadOnlySet<string> hidden)
    {
        var made = outcomes.OfType<JiraOutcome<CreatedIssue>.Committed>().ToList();
        var byMarker = made.Where(c => seen.ContainsKey(c.Value.Id)).GroupBy(c => seen[c.Value.Id]).ToDictionary(g => g.Key, g => g.First());
        var left = made.Where(c => !markers.Contains(seen.GetValueOrDefault(c.Value.Id))).ToList();
        var open = Enumerable.Range(0, markers.Count)
            .Where(i => outcomes[i] is JiraOutcome<CreatedIssue>.Committed && !byMarker.ContainsKey(markers[i])).ToHashSet();
        if ((open.Count, left.Count) == (1, 1))
        {
            // All others are known, so the last issue is the last element's.
            byMarker[markers[open.Single()]] = left[0];
            open.Clear();
        }

        return new([.. outcomes.Select((outcome, i) => (outcome, byMarker.GetValueOrDefault(markers[i])) switch
        {
            (JiraOutcome<CreatedIssue>.Committed, { } proven) => proven,
            (JiraOutcome<CreatedIssue>.Committed, null) => Unproven("none of the created issues shows the marker of this one"),
            (_, { }) => Unproven("the bulk answer says that this one failed, but its issue exists"),
            _ => outcome,
        })], left.Any(c => hidden.Contains(c.Value.Id)) ? open : []);
    }

    /// <summary>
    /// Issues that are known by the summaries with which they were made: of the elements of the call only one was sent with it, and
    /// of its issues only one shows it.
    /// </summary>
    /// <param name="sent">Of the elements.</param>
    /// <param name="read">The summaries of the call's issues, by id.</param>
    /// <returns>Issue ids and the markers of their elements.</returns>
    public static IEnumerable<KeyValuePair<string, string>> BySummary(
        IEnumerable<(string Marker, string Summary)> sent, IEnumerable<KeyValuePair<string, string>> read) =>
        from element in sent.GroupBy(e => e.Summary).Where(g => g.Count() == 1)
        join issue in read.GroupBy(r => r.Value).Where(g => g.Count() == 1) on element.Key equals issue.Key
        select KeyValuePair.Create(issue.Single().Key, element.Single().Marker);

    public static JiraOutcome<CreatedIssue> Unproven(string why) => new JiraOutcome<CreatedIssue>.Uncertain(JiraFailureCause.Unreadable, why);
}
