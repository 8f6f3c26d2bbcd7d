using System.Text;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>
/// All that people wrote on an issue, and wrote there once, but for comments (<see cref="CommentTexts"/>). One at a time, so that a large one can go
/// before the next is made. At each place every text comes once; the same text at two places comes twice, because both must be cleaned. Texts of
/// nothing but white space do not come.
/// </summary>
internal static class IssueTexts
{
    /// <summary>Jira put fewer comments into the issue than there are, or none: they are read by calls of their own.</summary>
    public static bool NeedsAllComments(JiraIssue issue) => issue.Comments is not { IsWhole: true };

    /// <summary>The same for worklogs.</summary>
    public static bool NeedsAllWorklogs(JiraIssue issue) => issue.Worklogs is not { IsWhole: true };

    /// <summary>Some of it is read by calls of its own.</summary>
    public static bool NeedsMore(JiraIssue issue) => NeedsAllComments(issue) || NeedsAllWorklogs(issue);

    /// <param name="selection">By which the issue was asked for.</param>
    public static IEnumerable<IssueText> OfFields(JiraIssue issue, ReadSelection selection)
    {
        foreach (var (kind, id, name) in FieldsOf(selection))
        {
            if (Present(issue, id) is var text && TextSet.HasText(text))
                yield return new(kind, id, name, IsHistorical: false, text);
        }
    }

    /// <summary>What stood in fields and does not any more.</summary>
    /// <param name="told">What came before, by field.</param>
    /// <param name="isWhole">Nothing of the history is still to come.</param>
    public static IEnumerable<IssueText> OfPastFields(JiraIssue issue, TextHistory history, ReadSelection selection, Dictionary<string, TextSet> told, bool isWhole)
    {
        foreach (var (kind, id, name) in FieldsOf(selection))
        {
            if (!history.Knows(id))
                continue;

            var present = Present(issue, id);
            if (!told.TryGetValue(id, out var seen))
                (told[id] = seen = new TextSet()).Add(present);
            foreach (var past in history.PastOf(id, isEmptyNow: isWhole && present.IsEmpty).Where(seen.Add))
                yield return new(kind, id, name, IsHistorical: true, past);
        }
    }

    public static IEnumerable<IssueText> OfWorklogs(IReadOnlyList<JiraRemark> worklogs)
    {
        foreach (var worklog in worklogs)
        {
            if (worklog.Text is { } comment && RichTextReader.ToUtf8(comment) is var text && TextSet.HasText(text))
                yield return new(IssueTextKind.Worklog, worklog.Id, "Work log", IsHistorical: false, text);
        }
    }

    /// <summary>Names of attachments.</summary>
    public static IEnumerable<IssueText> OfNames(JiraIssue issue)
    {
        foreach (var attachment in issue.Attachments)
        {
            var name = PlainText.OneLine(attachment.FileName);
            yield return new(IssueTextKind.AttachmentName, attachment.Id, name, IsHistorical: false, Encoding.UTF8.GetBytes(name));
        }
    }

    private static IEnumerable<(IssueTextKind Kind, string Id, string Name)> FieldsOf(ReadSelection selection) =>
    [
        (IssueTextKind.Summary, ReadSelection.Summary, "Summary"),
        (IssueTextKind.Description, ReadSelection.Description, "Description"),
        (IssueTextKind.Environment, ReadSelection.Environment, "Environment"),
        .. selection.Fields.Select(field => (IssueTextKind.Field, field.Id, PlainText.OneLine(field.Name))),
    ];

    private static ReadOnlyMemory<byte> Present(JiraIssue issue, string field) => issue.Field(field) is { } value ? FieldTexts.Of(value) : default;
}
