using Fairlead.Jira.Resources;
using Fairlead.Jira.RichText;
using Fairlead.Platform.SecretScanning.Reading;

namespace Fairlead.Platform.SecretScanning.Acting;

/// <summary>What the author of a secret's place is told: what it looks like, where it stands and what to do, and nothing of the value, not even its mask.</summary>
internal static class NoticeText
{
    /// <param name="authors">Of the places, each once.</param>
    /// <param name="kinds">Of the places.</param>
    public static RichDocument Of(IReadOnlyList<JiraUser> authors, string title, string revoke, IReadOnlyList<IssueTextKind> kinds)
    {
        var first = new List<RichInline>();
        foreach (var author in authors)
            first.AddRange([new RichInline.Mention(author.Id, author.DisplayName), Rich.Text(", ")]);
        first.Add(Rich.Text($"{(authors.Count > 0 ? "this" : "This")} issue holds what looks like a secret ({title}): {string.Join(", ", kinds.Distinct().Order().Select(NameOf))}."));
        return RichDocument.Of(
            Rich.Paragraph([.. first]),
            Rich.Paragraph("Everybody who may see the issue can read it. Make it worthless where it was issued:"),
            Rich.Paragraph(revoke),
            Rich.Paragraph("Then take it out. Taking it out alone does not help: Jira's history keeps what was edited away. If it is no secret, tell those who look after Fairlead, where this comes from; it is said once."));
    }

    private static string NameOf(IssueTextKind kind) => kind switch
    {
        IssueTextKind.Summary => "in its title",
        IssueTextKind.Description => "in its description",
        IssueTextKind.Environment => "in its environment",
        IssueTextKind.Comment => "in a comment",
        IssueTextKind.Worklog => "in a worklog",
        IssueTextKind.AttachmentName => "in the name of a file",
        IssueTextKind.Attachment => "in a file",
        _ => "in a field",
    };
}
