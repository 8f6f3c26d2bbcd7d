using System.Text;
using Fairlead.Jira.Issues;
using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Kernel.Text;

namespace Fairlead.Platform.SecretScanning.Reading;

/// <summary>What did not come with an issue and was read by calls of its own; <see langword="null"/> where what came was all.</summary>
internal sealed record IssueRest(IReadOnlyList<JiraRemark>? Comments, IReadOnlyList<JiraRemark>? Worklogs);

/// <summary>All that people wrote on an issue, and wrote there once.</summary>
internal static class IssueTexts
{
    private const string CommentName = "Comment";

    /// <summary>Jira put fewer comments into the issue than there are, or none: <see cref="CommentsResource.RemarksAsync"/> has all.</summary>
    public static bool NeedsAllComments(JiraIssue issue) => issue.Comments is not { IsWhole: true };

    /// <summary>The same for worklogs and <see cref="WorklogsResource.RemarksAsync"/>.</summary>
    public static bool NeedsAllWorklogs(JiraIssue issue) => issue.Worklogs is not { IsWhole: true };

    /// <summary>
    /// One at a time, so that a large one can go before the next is made. At each place every text comes once; the same text at two
    /// places comes twice, because both must be cleaned. Texts of nothing but white space do not come.
    /// </summary>
    /// <param name="changes">The issue's history; in any order.</param>
    /// <param name="selection">By which the issue was asked for.</param>
    public static IEnumerable<IssueText> Of(JiraIssue issue, IReadOnlyList<JiraChange> changes, ReadSelection selection, IssueRest? rest = null)
    {
        var history = new TextHistory(changes, selection);
        return OfField(IssueTextKind.Summary, ReadSelection.Summary, "Summary")
            .Concat(OfField(IssueTextKind.Description, ReadSelection.Description, "Description"))
            .Concat(OfField(IssueTextKind.Environment, ReadSelection.Environment, "Environment"))
            .Concat(selection.Fields.SelectMany(f => OfField(IssueTextKind.Field, f.Id, PlainText.OneLine(f.Name))))
            .Concat(OfComments(rest?.Comments ?? issue.Comments?.Items ?? [], [.. history.PastComments]))
            .Concat(OfWorklogs(rest?.Worklogs ?? issue.Worklogs?.Items ?? []))
            .Concat(issue.Attachments.Select(OfName));

        IEnumerable<IssueText> OfField(IssueTextKind kind, string id, string name)
        {
            var seen = new TextSet();
            var present = issue.Field(id) is { } value ? FieldTexts.Of(value) : default;
            if (seen.Add(present))
                yield return new(kind, id, name, IsHistorical: false, present);
            foreach (var past in history.PastOf(id, isEmptyNow: present.IsEmpty).Where(seen.Add))
                yield return new(kind, id, name, IsHistorical: true, past);
        }
    }

    private static IEnumerable<IssueText> OfComments(
        IReadOnlyList<JiraRemark> comments, IReadOnlyList<(string CommentId, ReadOnlyMemory<byte> Utf8)> past)
    {
        // What stands in any comment is not past; only looked at where there is a past.
        var present = new TextSet();
        foreach (var comment in comments)
        {
            if (comment.Text is not { } body || RichTextReader.ToUtf8(body) is var text && !TextSet.HasText(text))
                continue;
            if (past.Count > 0)
                present.Add(text);
            yield return new(IssueTextKind.Comment, comment.Id, CommentName, IsHistorical: false, text);
        }

        foreach (var (id, text) in past.Where(p => present.Add(p.Utf8)))
            yield return new(IssueTextKind.Comment, id, CommentName, IsHistorical: true, text);
    }

    private static IEnumerable<IssueText> OfWorklogs(IReadOnlyList<JiraRemark> worklogs)
    {
        foreach (var worklog in worklogs)
        {
            if (worklog.Text is { } comment && RichTextReader.ToUtf8(comment) is var text && TextSet.HasText(text))
                yield return new(IssueTextKind.Worklog, worklog.Id, "Work log", IsHistorical: false, text);
        }
    }

    private static IssueText OfName(JiraAttachment attachment)
    {
        var name = PlainText.OneLine(attachment.FileName);
        return new(IssueTextKind.AttachmentName, attachment.Id, name, IsHistorical: false, Encoding.UTF8.GetBytes(name));
    }
}
