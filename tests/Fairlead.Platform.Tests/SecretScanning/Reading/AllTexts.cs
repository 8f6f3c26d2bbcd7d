using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Platform.SecretScanning.Reading;

namespace Fairlead.Platform.Tests.SecretScanning.Reading;

/// <summary>What did not come with an issue and was read by calls of its own; <see langword="null"/> where what came was all.</summary>
internal sealed record IssueRest(IReadOnlyList<JiraRemark>? Comments, IReadOnlyList<JiraRemark>? Worklogs);

internal static class AllTexts
{
    /// <summary>Every text of an issue, in the order in which they are looked through.</summary>
    public static IEnumerable<IssueText> Of(JiraIssue issue, IReadOnlyList<JiraChange> changes, ReadSelection selection, IssueRest? rest = null, int maxHeldBytes = PastTexts.MaxHeldBytes)
    {
        var history = new TextHistory(changes, selection);
        var comments = new CommentTexts(history.KnowsComments);
        return IssueTexts.OfFields(issue, selection)
            .Concat(comments.Of(rest?.Comments ?? issue.Comments?.Items ?? []))
            .Concat(IssueTexts.OfWorklogs(rest?.Worklogs ?? issue.Worklogs?.Items ?? []))
            .Concat(IssueTexts.OfNames(issue))
            .Concat(OfHistory(changes, new PastTexts(issue, selection, comments, maxHeldBytes)));
    }

    private static IEnumerable<IssueText> OfHistory(IReadOnlyList<JiraChange> changes, PastTexts past) => changes.SelectMany(past.Add).Concat(past.End());
}
