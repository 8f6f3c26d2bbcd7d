using System.Text.RegularExpressions;
using Fairlead.Platform.Http;

namespace Fairlead.Platform.Connections;

/// <summary>Keys as Jira makes them; anything else never reaches Jira's address.</summary>
internal static partial class JiraKeys
{
    // Words of JQL that Jira itself refuses as project keys.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "AND", "OR", "NOT", "NULL", "EMPTY", "ORDER", "BY", "IN", "IS", "WAS" };

    public static bool IsIssue(string key) => IssueKey().IsMatch(key);

    /// <exception cref="ProblemException">400 Invalid issue key.</exception>
    public static string Issue(string key) => IsIssue(key)
        ? key
        : throw new ProblemException(Problem.AtParameter(ProblemKind.InvalidIssueKey, "key", $"{Problem.Quote(key)} is not an issue key such as SEC-12."));

    /// <exception cref="ProblemException">400 Invalid project key.</exception>
    public static string Project(string key)
    {
        if (IsProject(key))
            return key;
        var meant = key.ToUpperInvariant() is var upper && IsProject(upper) ? $"; did you mean {upper}?" : " such as SEC.";
        throw new ProblemException(Problem.AtParameter(ProblemKind.InvalidProjectKey, "project", $"{Problem.Quote(key)} is not a project key{meant}"));
    }

    private static bool IsProject(string key) => ProjectKey().IsMatch(key) && !Reserved.Contains(key);

    [GeneratedRegex(@"\A[A-Z][A-Z0-9_]{1,254}-[1-9][0-9]{0,9}\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex IssueKey();

    [GeneratedRegex(@"\A[A-Z][A-Z0-9_]{1,254}\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ProjectKey();
}
