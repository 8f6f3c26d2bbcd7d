using System.Text.Json.Nodes;
using Fairlead.Sandbox.Issues;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;

namespace Fairlead.Sandbox.Comments;

internal static class CommentShape
{
    /// <summary>Cloud cuts comments inside an issue to this many; Data Center shows all.</summary>
    private const int EmbeddedOnCloud = 20;

    public static JsonObject Of(this JiraView view, IssueComment comment, Issue issue, bool withProperties = false, bool withHtml = false)
    {
        var json = new JsonObject
        {
            ["self"] = $"{view.Rest}/issue/{issue.Id}/comment/{comment.Id}",
            ["id"] = $"{comment.Id}",
            ["author"] = view.Of(comment.Author),
            ["body"] = comment.Body.In(view),
            ["updateAuthor"] = view.Of(comment.UpdateAuthor),
            ["created"] = view.Time(comment.CreatedAt),
            ["updated"] = view.Time(comment.UpdatedAt),
        };
        if (comment.Visibility is { } visibility)
            json["visibility"] = visibility.DeepClone();
        if (view.IsCloud)
            json["jsdPublic"] = !comment.IsInternal;
        if (withHtml)
            json["renderedBody"] = comment.Body.Html;
        if (withProperties)
        {
            json["properties"] = new JsonArray([.. comment.Properties.Select(p =>
                new JsonObject { ["key"] = p.Key, ["value"] = JsonNode.Parse(p.Value) })]);
        }

        return json;
    }

    public static JsonObject CommentsIn(this JiraView view, Issue issue)
    {
        var shown = view.IsCloud ? issue.Comments.TakeLast(EmbeddedOnCloud).ToList() : issue.Comments;
        var json = new JsonObject { ["comments"] = new JsonArray([.. shown.Select(c => view.Of(c, issue))]) };
        if (view.IsCloud)
            json["self"] = $"{view.Rest}/issue/{issue.Id}/comment";
        json["maxResults"] = shown.Count;
        json["total"] = issue.Comments.Count;
        json["startAt"] = 0;
        return json;
    }

    public static JsonObject Of(this JiraView view, Worklog worklog, Issue issue)
    {
        var json = new JsonObject
        {
            ["self"] = $"{view.Rest}/issue/{issue.Id}/worklog/{worklog.Id}",
            ["author"] = view.Of(worklog.Author),
            ["updateAuthor"] = view.Of(worklog.Author),
            ["created"] = view.Time(worklog.CreatedAt),
            ["updated"] = view.Time(worklog.CreatedAt),
            ["started"] = view.Time(worklog.StartedAt),
            ["timeSpent"] = Duration(worklog.TimeSpentSeconds),
            ["timeSpentSeconds"] = worklog.TimeSpentSeconds,
            ["id"] = $"{worklog.Id}",
            ["issueId"] = $"{issue.Id}",
        };
        if (worklog.Comment is { } comment)
            json["comment"] = comment.In(view);
        return json;
    }

    public static JsonObject WorklogsIn(this JiraView view, Issue issue) => new()
    {
        ["startAt"] = 0,
        ["maxResults"] = 20,
        ["total"] = issue.Worklogs.Count,
        ["worklogs"] = new JsonArray([.. issue.Worklogs.Take(20).Select(w => view.Of(w, issue))]),
    };

    private static string Duration(long seconds) => seconds switch
    {
        < 3_600 => $"{seconds / 60}m",
        _ when seconds % 3_600 == 0 => $"{seconds / 3_600}h",
        _ => $"{seconds / 3_600}h {seconds % 3_600 / 60}m",
    };
}
