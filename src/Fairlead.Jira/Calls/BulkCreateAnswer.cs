using Fairlead.Jira.Issues;

namespace Fairlead.Jira.Calls;

internal static class BulkCreateAnswer
{
    public static IReadOnlyList<JiraOutcome<CreatedIssue>> Read(JiraAttempt attempt, int count) => throw new InvalidOperationException();
}
