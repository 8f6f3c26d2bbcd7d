using System.Text.RegularExpressions;
using Fairlead.Jira;
using Fairlead.Jira.Issues;
using Fairlead.Kernel.Text;
using Fairlead.Platform.Findings;

namespace Fairlead.Platform.Tickets.Comments;

/// <summary>
/// The issue of which somebody says that this one is its duplicate. Findings are closed because it is followed there, so it has to be there, and another one.
/// </summary>
internal static partial class NamedIssue
{
    /// <param name="issue">On which it is said.</param>
    /// <returns>The verdict, or why it cannot be done. What is no key, such as a word, is taken as it is.</returns>
    /// <exception cref="JiraUnavailableException">Jira could not be asked.</exception>
    public static async Task<CommentVerdict> CheckAsync(JiraClient jira, JiraIssue issue, CommentVerdict verdict, CancellationToken ct)
    {
        if (verdict is not CommentVerdict.Change { Status: FindingStatus.Duplicate, Issue: { } named } change || !Key().IsMatch(named))
            return verdict;
        var other = named.Equals(issue.Key, StringComparison.OrdinalIgnoreCase) ? issue : await FindAsync(jira, named, ct);
        return other is null ? new CommentVerdict.Unusable(change.Rule, change.Status, $"Jira shows no {PlainText.OneLine(named)} to Fairlead's account")
            : other.Id == issue.Id ? new CommentVerdict.Unusable(change.Rule, change.Status, $"{PlainText.OneLine(named)} is this issue itself")
            : verdict;
    }

    private static async Task<JiraIssue?> FindAsync(JiraClient jira, string key, CancellationToken ct)
    {
        try
        {
            return await jira.Issues.GetAsync(key, IssueSelection.Of("project"), ct);
        }
        catch (JiraRefusedException e) when (e.Cause is JiraRefusalCause.NotFound or JiraRefusalCause.Forbidden)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,254}-[0-9]{1,18}$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Key();
}
